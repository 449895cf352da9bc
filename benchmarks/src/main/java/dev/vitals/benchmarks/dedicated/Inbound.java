package dev.vitals.benchmarks.dedicated;

import static io.netty.handler.codec.http2.Http2Exception.connectionError;
import static io.netty.handler.codec.http2.Http2Exception.streamError;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/**
 * Takes a connection's frames, keeps HTTP/2's rules, and hands requests that are complete to its
 * {@link CallTable}. On its event loop.
 */
final class Inbound extends Http2FrameAdapter {

  static final int MAX_CALLS = 10_000;

  private static final String TOO_WIDE = "a window beyond 2^31 - 1";

  private final ReceiveWindow receiveWindow;
  private final Outbound out;
  private final CallTable calls;
  private int callWindow = Outbound.DEFAULT_WINDOW_BYTES; // with which calls begin
  private int lastCall;
  private boolean leaving;

  Inbound(ReceiveWindow receiveWindow, Outbound out, CallTable calls) {
    this.receiveWindow = receiveWindow;
    this.out = out;
    this.calls = calls;
  }

  /** From here on no further calls are taken; the client is told which one was the last. */
  void leave(Http2Error error) {
    leaving = true;
    out.goAway(lastCall, error);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext any, Http2Settings settings)
      throws Http2Exception {
    if (settings.maxFrameSize() != null) {
      out.maxFrame(settings.maxFrameSize());
    }
    out.acknowledgeSettings();
    if (settings.initialWindowSize() != null) {
      int more = settings.initialWindowSize() - callWindow;
      callWindow = settings.initialWindowSize();
      if (!calls.widenAll(more)) {
        throw connectionError(Http2Error.FLOW_CONTROL_ERROR, TOO_WIDE);
      }
    }
  }

  @Override
  public void onPingRead(ChannelHandlerContext any, long data) {
    out.acknowledgePing(data);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext any,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean end)
      throws Http2Exception {
    onHeadersRead(any, stream, headers, padding, end);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext any, int stream, Http2Headers headers, int padding, boolean end)
      throws Http2Exception {
    if (stream % 2 == 0) {
      throw connectionError(Http2Error.PROTOCOL_ERROR, "a stream that is the server's");
    }
    Call known = calls.call(stream);
    if (known != null) {
      if (!end || known.request == null) {
        throw streamError(stream, Http2Error.PROTOCOL_ERROR, "headers out of place");
      }
      complete(known);
    } else if (stream > lastCall && !leaving) { // else it is over, or comes too late
      lastCall = stream;
      begin(stream, headers, end);
    }
  }

  private void begin(int stream, Http2Headers headers, boolean end) {
    if (calls.openCalls() >= MAX_CALLS) {
      out.reset(stream, Http2Error.REFUSED_STREAM);
      return;
    }
    Call call = calls.begin(stream, callWindow, headers);
    if (call == null && !end) {
      out.reset(stream, Http2Error.NO_ERROR); // answered; the rest is not wanted
    } else if (call != null && end) {
      complete(call);
    }
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext any, int stream, ByteBuf data, int padding, boolean end)
      throws Http2Exception {
    int size = data.readableBytes() + padding;
    receiveWindow.take(size);
    Call call = calls.call(stream);
    if (call == null) {
      receiveWindow.release(size);
      expectBegun(stream);
      return 0;
    }
    Request request = call.request;
    if (request == null) {
      receiveWindow.release(size);
      throw streamError(stream, Http2Error.STREAM_CLOSED, "data after the end");
    }
    request.held += size;
    if (request.held > Outbound.DEFAULT_WINDOW_BYTES) {
      throw streamError(stream, Http2Error.FLOW_CONTROL_ERROR, "more than the window");
    }
    CallStatus wrong = request.take(data);
    if (wrong != null) {
      calls.end(call, wrong);
      if (!end) {
        out.reset(stream, Http2Error.NO_ERROR);
      }
    } else if (end) {
      complete(call);
    }
    return 0;
  }

  private void complete(Call call) {
    Request request = call.request;
    receiveWindow.release(request.held);
    call.request = null;
    calls.answer(call, request);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext any, int stream, long error)
      throws Http2Exception {
    expectBegun(stream);
    drop(stream);
  }

  /** Ends a stream for what the client did wrong on it. */
  void reset(int stream, Http2Error error) {
    lastCall = Math.max(lastCall, stream);
    out.reset(stream, error);
    drop(stream);
  }

  private void drop(int stream) {
    Call call = calls.call(stream);
    if (call != null) {
      calls.forget(call);
    }
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext any, int stream, int more)
      throws Http2Exception {
    if (stream == 0) {
      if (!out.widened(more)) {
        throw connectionError(Http2Error.FLOW_CONTROL_ERROR, TOO_WIDE);
      }
      calls.resumeWaiting();
      return;
    }
    Call call = calls.call(stream);
    if (call == null) {
      expectBegun(stream);
    } else if (!calls.widen(call, more)) {
      throw streamError(stream, Http2Error.FLOW_CONTROL_ERROR, TOO_WIDE);
    }
  }

  private void expectBegun(int stream) throws Http2Exception {
    if (stream % 2 == 0 || stream > lastCall && !leaving) {
      throw connectionError(Http2Error.PROTOCOL_ERROR, "a stream that never began");
    }
  }

  @Override
  public void onPushPromiseRead(
      ChannelHandlerContext any, int stream, int promised, Http2Headers headers, int padding)
      throws Http2Exception {
    throw connectionError(Http2Error.PROTOCOL_ERROR, "a push to the server");
  }
}
