package dev.vitals.conformance.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Turns what Netty's frame reader calls into {@link RawFrame}s with the time. Stateless. */
final class RawListener implements Http2FrameListener {
  private final Consumer<RawFrame> sink;

  RawListener(Consumer<RawFrame> sink) {
    this.sink = sink;
  }

  /** Records Netty's settings as ours. */
  static RawFrame.Settings settings(Http2Settings settings) {
    Map<Integer, Long> values = new HashMap<>();
    settings.forEach((id, value) -> values.put((int) id, value));
    return new RawFrame.Settings(System.nanoTime(), values);
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean endStream) {
    byte[] bytes = ByteBufUtil.getBytes(data);
    sink.accept(new RawFrame.Data(System.nanoTime(), stream, bytes, padding, endStream));
    return bytes.length + padding;
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean endStream) {
    List<RawHeaders.Field> fields = new ArrayList<>();
    headers.forEach(
        e -> fields.add(new RawHeaders.Field(e.getKey().toString(), e.getValue().toString())));
    sink.accept(new RawFrame.Headers(System.nanoTime(), stream, new RawHeaders(fields), endStream));
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int stream,
      Http2Headers headers,
      int dependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endStream) {
    onHeadersRead(ctx, stream, headers, padding, endStream);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx, int stream, int dependency, short weight, boolean exclusive) {
    sink.accept(new RawFrame.Other(System.nanoTime(), stream, Http2FrameTypes.PRIORITY));
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int stream, long error) {
    sink.accept(new RawFrame.Reset(System.nanoTime(), stream, error));
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext ctx) {
    sink.accept(new RawFrame.SettingsAck(System.nanoTime()));
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
    sink.accept(settings(settings));
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long content) {
    sink.accept(new RawFrame.Ping(System.nanoTime(), content, false));
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long content) {
    sink.accept(new RawFrame.Ping(System.nanoTime(), content, true));
  }

  @Override
  public void onPushPromiseRead(
      ChannelHandlerContext ctx, int stream, int promised, Http2Headers headers, int padding) {
    sink.accept(new RawFrame.Other(System.nanoTime(), stream, Http2FrameTypes.PUSH_PROMISE));
  }

  @Override
  public void onGoAwayRead(ChannelHandlerContext ctx, int last, long error, ByteBuf debug) {
    String text = debug.toString(StandardCharsets.ISO_8859_1);
    sink.accept(new RawFrame.GoAway(System.nanoTime(), last, error, text));
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int stream, int increment) {
    sink.accept(new RawFrame.WindowUpdate(System.nanoTime(), stream, increment));
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte type, int stream, Http2Flags flags, ByteBuf payload) {
    sink.accept(new RawFrame.Other(System.nanoTime(), stream, type & 0xff));
  }
}
