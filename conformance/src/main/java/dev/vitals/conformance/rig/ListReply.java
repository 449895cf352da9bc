package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a List ended, as a client sees it. Immutable.
 *
 * @param code of the status, or {@code null} where none came in time
 * @param description of the status, empty if none
 * @param messages that came before it
 */
public record ListReply(
    @Nullable Code code, String description, List<Map<String, ServingStatus>> messages) {

  public ListReply {
    messages = List.copyOf(messages);
  }

  public boolean is(Code expected) {
    return code == expected;
  }

  /** Whether the call ended OK with exactly one message. */
  public boolean isOk() {
    return code == Code.OK && messages.size() == 1;
  }

  /** The statuses by name; empty unless {@link #isOk}. */
  public Map<String, ServingStatus> statuses() {
    return isOk() ? messages.get(0) : Map.of();
  }

  @Override
  public String toString() {
    if (code == null) {
      return "no answer within " + Words.time(Await.LIMIT);
    }
    if (code != Code.OK) {
      return description.isEmpty() ? code.name() : code + " (" + description + ")";
    }
    return isOk()
        ? "OK with " + statuses().size() + " entries"
        : "OK with " + messages.size() + " messages";
  }
}
