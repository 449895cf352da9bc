package dev.vitals.conformance.http2;

import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
  private int count;

  RawEvents(RawMonitor monitor, Duration patience) {
    this.monitor = monitor;
    this.patience = patience;
  }

  /** Keeps what somebody may look for; of the rest, some servers send thousands. */
  void add(RawFrame frame) {
    last = frame;
    count++;
    boolean lookedFor =
        frame instanceof RawFrame.Settings
            || frame instanceof RawFrame.SettingsAck
            || frame instanceof RawFrame.GoAway
            || frame instanceof RawFrame.Closed
            || (frame instanceof RawFrame.Ping ping && ping.ack());
    if (lookedFor) {
      frames.add(frame);
    }
  }

  /** Returns the first frame of a kind for which this holds. */
  <T extends RawFrame> Optional<T> first(Class<T> type, Predicate<T> wanted) {
    return ofKind(type).filter(wanted).findFirst();
  }

  private <T extends RawFrame> Stream<T> ofKind(Class<T> type) {
    return frames.stream().filter(type::isInstance).map(type::cast);
  }

  /** Returns the first frame of a kind. */
  <T extends RawFrame> Optional<T> find(Class<T> type) {
    return monitor.read(() -> first(type, any -> true));
  }

  /** Waits for a frame, which can't come any more once the connection has ended. */
  <T extends RawFrame> T await(String what, Class<T> type, Predicate<T> wanted) {
    return await(what, () -> first(type, wanted));
  }

  /** Waits for so many acknowledgements of SETTINGS in all. */
  RawFrame.SettingsAck awaitAcks(int number) {
    return await(
        "SETTINGS ACK number " + number,
        () -> ofKind(RawFrame.SettingsAck.class).skip(number - 1L).findFirst());
  }

  private <T> T await(String what, Supplier<Optional<T>> probe) {
    int before = monitor.read(() -> count);
    Optional<Optional<T>> found =
        monitor.await(
            patience,
            () -> {
              Optional<T> frame = probe.get();
              boolean over = first(RawFrame.Closed.class, any -> true).isPresent();
              return frame.isPresent() || over ? Optional.of(frame) : Optional.empty();
            });
    String expected = what + " on the connection";
    return found
        .orElseThrow(() -> Violation.late(expected, monitor.read(() -> came(before))))
        .orElseThrow(() -> new Violation(expected, monitor.read(() -> came(before))));
  }

  /** Returns what the server announced for a setting, the last time that it did. */
  Optional<Long> announced(int setting) {
    return monitor.read(
        () ->
            ofKind(RawFrame.Settings.class)
                .map(frame -> frame.values().get(setting))
                .filter(Objects::nonNull)
                .reduce((first, second) -> second));
  }

  /** What came since there were so many; the end of a connection is told whenever it came. */
  private String came(int before) {
    return last == null || (count == before && !(last instanceof RawFrame.Closed))
        ? "nothing within " + Words.time(patience)
        : last.toString();
  }
}
