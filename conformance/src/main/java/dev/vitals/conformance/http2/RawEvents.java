package dev.vitals.conformance.http2;

import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What came for a connection as a whole: SETTINGS, PING, GOAWAY, and its end.
 *
 * <p>Guarded by the connection's monitor: {@link #add} and {@link #first} are called under it, the
 * others take it.
 */
final class RawEvents {
  private final RawMonitor monitor;
  private final Duration patience;
  private final List<RawFrame> frames = new ArrayList<>();
  private @Nullable RawFrame last;

  RawEvents(RawMonitor monitor, Duration patience) {
    this.monitor = monitor;
    this.patience = patience;
  }

  /** Keeps what somebody may look for; of the rest, some servers send thousands. */
  void add(RawFrame frame) {
    last = frame;
    boolean lookedFor =
        frame instanceof RawFrame.Settings
            || frame instanceof RawFrame.GoAway
            || frame instanceof RawFrame.Closed
            || (frame instanceof RawFrame.Ping ping && ping.ack());
    if (lookedFor) {
      frames.add(frame);
    }
  }

  /** Returns the first frame of a kind for which this holds. */
  <T extends RawFrame> Optional<T> first(Class<T> type, Predicate<T> wanted) {
    return frames.stream().filter(type::isInstance).map(type::cast).filter(wanted).findFirst();
  }

  /** Returns the first frame of a kind. */
  <T extends RawFrame> Optional<T> find(Class<T> type) {
    return monitor.read(() -> first(type, any -> true));
  }

  /** Waits for a frame, which can't come any more once the connection has ended. */
  <T extends RawFrame> T await(String what, Class<T> type, Predicate<T> wanted) {
    Optional<Optional<T>> found =
        monitor.await(
            patience,
            () -> {
              Optional<T> frame = first(type, wanted);
              boolean over = first(RawFrame.Closed.class, any -> true).isPresent();
              return frame.isPresent() || over ? Optional.of(frame) : Optional.empty();
            });
    return found
        .flatMap(frame -> frame)
        .orElseThrow(() -> new Violation(what + " on the connection", monitor.read(this::came)));
  }

  /** Returns what the server announced for a setting, the last time that it did. */
  Optional<Long> announced(int setting) {
    return monitor.read(
        () ->
            frames.stream()
                .filter(RawFrame.Settings.class::isInstance)
                .map(frame -> ((RawFrame.Settings) frame).values().get(setting))
                .filter(Objects::nonNull)
                .reduce((first, second) -> second));
  }

  private String came() {
    return last == null ? "nothing within " + Words.time(patience) : last.toString();
  }
}
