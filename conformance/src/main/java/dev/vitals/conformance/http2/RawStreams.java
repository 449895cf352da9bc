package dev.vitals.conformance.http2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The streams of one connection, and what came for streams that it does not have.
 *
 * <p>Guarded by the connection's monitor, under which all of this is called. Memory: the streams
 * that were not forgotten, and every stray frame.
 */
final class RawStreams {
  private final RawEvents own;
  private final Map<Integer, RawStream> streams = new HashMap<>();
  private final List<RawFrame> strays = new ArrayList<>();
  private int next = 1;

  /** Streams of the connection that these events are about. */
  RawStreams(RawEvents own) {
    this.own = own;
  }

  /** Numbers a new stream; one that comes after GOAWAY or the connection's end is lost at once. */
  RawStream open(RawConnection connection, RawRequest request, boolean reads) {
    RawStream stream = new RawStream(connection, next, request, reads);
    next += 2;
    streams.put(stream.id(), stream);
    own.first(RawFrame.Closed.class, any -> true).ifPresent(end -> stream.lost(end.why()));
    own.first(RawFrame.GoAway.class, last -> last.lastStream() < stream.id())
        .ifPresent(last -> stream.lost(last.toString()));
    return stream;
  }

  /** Drops a stream; what still comes on it is stray. */
  void forget(RawStream stream) {
    streams.remove(stream.id());
  }

  /** Records a frame where it belongs. Returns how many bytes of window its stream gives back. */
  int received(RawFrame frame) {
    RawStream stream = streams.get(frame.stream());
    if (stream != null) {
      return stream.received(frame);
    }
    if (frame.stream() != 0) {
      strays.add(frame);
      return 0;
    }
    own.add(frame);
    if (frame instanceof RawFrame.Closed closed) {
      streams.values().forEach(each -> each.lost(closed.why()));
    } else if (frame instanceof RawFrame.GoAway last) {
      streams.values().stream()
          .filter(each -> each.id() > last.lastStream())
          .forEach(each -> each.lost(last.toString()));
    }
    return 0;
  }

  /** Returns a copy of the frames for streams that are not here. */
  List<RawFrame> strays() {
    return List.copyOf(strays);
  }
}
