package dev.vitals.benchmarks.dedicated;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;

/**
 * Header blocks, encoded once for all: without the dynamic table, so that they mean the same on
 * every connection.
 */
final class Blocks {

  static final String GRPC = "application/grpc";

  /** What comes before the first message. */
  static final byte[] RESPONSE = encode(grpc());

  /** The answer to what is not gRPC: 405 for the method, 415 for the content. */
  static final byte[] NOT_POST = encode(new DefaultHttp2Headers().status("405"));

  static final byte[] NOT_GRPC = encode(new DefaultHttp2Headers().status("415"));

  private Blocks() {}

  private static Http2Headers grpc() {
    return new DefaultHttp2Headers().status("200").add("content-type", GRPC);
  }

  /**
   * Returns trailers, or all that there is of a response.
   *
   * @param alone whether nothing comes before it
   * @param text in ASCII without a percent sign, which needs no encoding
   */
  static byte[] status(boolean alone, int code, String text, boolean tellsEncodings) {
    Http2Headers headers = alone ? grpc() : new DefaultHttp2Headers();
    headers.add("grpc-status", String.valueOf(code));
    if (!text.isEmpty()) {
      headers.add("grpc-message", text);
    }
    if (tellsEncodings) {
      headers.add("grpc-accept-encoding", "identity");
    }
    return encode(headers);
  }

  private static byte[] encode(Http2Headers headers) {
    ByteBuf block = Unpooled.buffer();
    try (var encoder = new DefaultHttp2HeadersEncoder(Http2HeadersEncoder.ALWAYS_SENSITIVE)) {
      encoder.encodeHeaders(1, headers, block);
    } catch (Http2Exception e) {
      throw new IllegalStateException(e);
    }
    return ByteBufUtil.getBytes(block);
  }
}
