package dev.vitals.benchmarks.dedicated;

import static io.netty.handler.codec.http2.Http2Exception.connectionError;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * How much a client may send on one connection: the window is given back as requests are complete,
 * so that it bounds what waits of those that are not.
 */
final class Intake {

  static final int WINDOW = 1024 * 1024;

  private final Outbound out;
  private int window = WINDOW;
  private int released; // and not told yet

  Intake(Outbound out) {
    this.out = out;
  }

  /** Takes so many bytes in. */
  void take(int bytes) throws Http2Exception {
    window -= bytes;
    if (window < 0) {
      throw connectionError(Http2Error.FLOW_CONTROL_ERROR, "more than the window");
    }
  }

  /** Nothing is kept of so many bytes any more. The client is told by half a window. */
  void release(int bytes) {
    released += bytes;
    if (released > WINDOW / 2) {
      out.widen(0, released);
      window += released;
      released = 0;
    }
  }
}
