package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a List ended, as a client sees it. Immutable.
 *
 * @param code of the status, or {@code null} where none came in time
 * @param description of the status, empty if none
 * @param messages that came before it
 * @param micros from the call to its end, or until nobody waited for it any more
 */
public record ListReply(
    @Nullable Code code,
    String description,
    List<Map<String, ServingStatus>> messages,
    long micros) {

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
      String waited = Words.time(Duration.ofNanos(micros * 1000));
      return messages.isEmpty()
          ? "no answer within " + waited
          : Words.count(messages.size(), "message") + " and no end of the call within " + waited;
    }
    if (code != Code.OK) {
      return description.isEmpty() ? code.name() : code + " (" + Words.shown(description) + ")";
    }
    return isOk()
        ? "OK with " + Words.count(statuses().size(), "entry", "entries")
        : "OK with " + Words.count(messages.size(), "message");
  }
}
