package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;
import io.grpc.Status.Code;
import org.jspecify.annotations.Nullable;

/**
 * Something that came on a Watch: a message, or the end of the call. Immutable.
 *
 * @param status of the message, {@code null} for the end
 * @param code of the end, {@code null} for a message
 * @param description of the end, empty if none
 * @param nanoTime when it came
 */
public record WatchEvent(
    @Nullable ServingStatus status, @Nullable Code code, String description, long nanoTime) {

  static WatchEvent message(ServingStatus status) {
    return new WatchEvent(status, null, "", System.nanoTime());
  }

  static WatchEvent end(Code code, @Nullable String description) {
    return new WatchEvent(null, code, description == null ? "" : description, System.nanoTime());
  }

  public boolean isEnd() {
    return code != null;
  }

  @Override
  public String toString() {
    return isEnd()
        ? "the end of the call with "
            + code
            + (description.isEmpty() ? "" : " (" + description + ")")
        : String.valueOf(status);
  }
}
