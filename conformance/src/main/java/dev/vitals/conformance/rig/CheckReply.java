package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a Check ended, as a client sees it. Immutable.
 *
 * @param code of the status, or {@code null} where none came in time
 * @param description of the status, empty if none
 * @param messages that came before it; with an error status they mean nothing, as to any client
 * @param micros from the call to its end, or until nobody waited for it any more
 */
public record CheckReply(
    @Nullable Code code, String description, List<ServingStatus> messages, long micros) {

  public CheckReply {
    messages = List.copyOf(messages);
  }

  /** Whether the call ended OK with exactly this status. */
  public boolean is(@Nullable ServingStatus status) {
    return code == Code.OK && status != null && messages.equals(List.of(status));
  }

  public boolean is(Code expected) {
    return code == expected;
  }

  /** The status, where the call ended OK with exactly one message; else {@code null}. */
  public @Nullable ServingStatus status() {
    return code == Code.OK && messages.size() == 1 ? messages.get(0) : null;
  }

  @Override
  public String toString() {
    if (code == null) {
      String waited = Words.time(Duration.ofNanos(micros * 1000));
      return messages.isEmpty()
          ? "no answer within " + waited
          : messages + " and no end of the call within " + waited;
    }
    if (code != Code.OK) {
      return description.isEmpty() ? code.name() : code + " (" + Words.shown(description) + ")";
    }
    return messages.isEmpty()
        ? "OK without a message"
        : "OK, " + (messages.size() == 1 ? messages.get(0).name() : messages.toString());
  }
}
