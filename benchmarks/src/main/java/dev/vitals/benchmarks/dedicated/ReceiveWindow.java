package dev.vitals.benchmarks.dedicated;

import static io.netty.handler.codec.http2.Http2Exception.connectionError;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * The flow-control window for what a client sends on one connection. Its bytes are given back when
 * a request is complete, so that it bounds what incomplete requests hold.
 */
final class ReceiveWindow {

  static final int WINDOW_BYTES = 1024 * 1024;

  private final Outbound out;
  private int window = WINDOW_BYTES;
  private int released; // and not announced yet

  ReceiveWindow(Outbound out) {
    this.out = out;
  }

  /** Counts bytes that have come in. */
  void take(int bytes) throws Http2Exception {
    window -= bytes;
    if (window < 0) {
      throw connectionError(Http2Error.FLOW_CONTROL_ERROR, "more than the window");
    }
  }

  /** Gives bytes back. A WINDOW_UPDATE goes out for each half of a window. */
  void release(int bytes) {
    released += bytes;
    if (released > WINDOW_BYTES / 2) {
      out.widen(0, released);
      window += released;
      released = 0;
    }
  }
}
