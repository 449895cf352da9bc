package dev.vitals.conformance.http2;

import io.netty.handler.codec.http2.Http2FrameTypes;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the server may send, by the windows that it was given and by the state of its streams, and
 * what it sends all the same (RFC 9113, 5.1 and 6.9).
 *
 * <p>Confined to the connection's event loop, but for {@link #left}. Memory: a few words for each
 * stream that was opened.
 */
final class RawInbound {
  private static final class Lane {
    long granted;
    long used;
    boolean ended;
  }

  private final Map<Integer, Lane> lanes = new HashMap<>();
  private long initialWindow;
  private int newest;
  private volatile long left = RawSettings.WINDOW;

  RawInbound(int initialWindow) {
    this.initialWindow = initialWindow;
  }

  /** A stream of ours goes out. */
  void opened(int stream) {
    newest = Math.max(newest, stream);
    lanes.put(stream, new Lane());
  }

  /** We have reset a stream: whatever is under way may still come. */
  void reset(int stream) {
    lanes.remove(stream);
  }

  /** Something is granted to a stream, or (0) to the connection. */
  void granted(int stream, int bytes) {
    @Nullable Lane lane = lanes.get(stream);
    if (stream == 0) {
      left = left + bytes; // the event loop alone writes it
    } else if (lane != null) {
      lane.granted += bytes;
    }
  }

  /** Streams may have this window at first, those that are open included. */
  void initialWindow(long bytes) {
    initialWindow = bytes;
  }

  /** How many bytes the connection's window has left; for any thread. */
  long left() {
    return left;
  }

  /** Takes a frame into account, and says what is wrong with it. */
  Optional<RawFault> received(RawFrame frame) {
    Optional<RawFault> overrun =
        frame instanceof RawFrame.Data data ? taken(data) : Optional.empty();
    return overrun.or(() -> misplaced(frame));
  }

  private Optional<RawFault> taken(RawFrame.Data data) {
    int size = data.bytes().length + data.padding();
    left = left - size;
    @Nullable Lane lane = lanes.get(data.stream());
    if (lane != null) {
      lane.used += size;
    }
    if (size == 0) {
      return Optional.empty();
    }
    if (left < 0) {
      return overrun(RawFault.Rule.WINDOW, data, -left, "the connection's window");
    }
    long over = lane == null ? 0 : lane.used - lane.granted - initialWindow;
    if (lane == null || over <= 0) {
      return Optional.empty();
    }
    boolean isInitial = lane.granted == 0 && initialWindow != RawSettings.WINDOW;
    return isInitial
        ? overrun(
            RawFault.Rule.INITIAL_WINDOW,
            data,
            over,
            "an initial window of " + initialWindow + " bytes")
        : overrun(RawFault.Rule.WINDOW, data, over, "the window of its stream");
  }

  private static Optional<RawFault> overrun(
      RawFault.Rule rule, RawFrame.Data data, long over, String window) {
    return Optional.of(
        new RawFault(
            rule, "%s, which is %d bytes more than %s has room for".formatted(data, over, window)));
  }

  private Optional<RawFault> misplaced(RawFrame frame) {
    if (frame instanceof RawFrame.Other other) {
      return other.type() == Http2FrameTypes.PUSH_PROMISE
          ? forbidden("PUSH_PROMISE on stream " + other.stream() + ", though we take no push")
          : Optional.empty();
    }
    if (frame.stream() == 0) {
      return Optional.empty();
    }
    if (frame.stream() > newest || frame.stream() % 2 == 0) {
      return forbidden(frame + ", on a stream that nobody has opened");
    }
    @Nullable Lane lane = lanes.get(frame.stream());
    if (lane == null) {
      return Optional.empty();
    }
    boolean isOver =
        lane.ended && (frame instanceof RawFrame.Headers || frame instanceof RawFrame.Data);
    lane.ended |= RawReply.ends(frame);
    return isOver ? forbidden(frame + ", after the end of its stream") : Optional.empty();
  }

  private static Optional<RawFault> forbidden(String came) {
    return Optional.of(new RawFault(RawFault.Rule.FRAME, came));
  }
}
