package dev.vitals.health.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One call over a bare socket, with a body that gRPC's own clients do not send.
 *
 * @param fields the fields of the response and of its trailers
 * @param body the data between them
 */
record RawCall(Map<String, String> fields, byte[] body) {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int TIMEOUT_MILLIS = 20_000;

  /** Calls a path. Without a body the request ends with its headers, as a load balancer's does. */
  static RawCall of(int port, String path, byte... body) throws IOException, Http2Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(PREFACE);
      out.write(frame(SETTINGS, 0, 0, new byte[0]));
      int end = body.length == 0 ? END_STREAM : 0;
      out.write(frame(HEADERS, END_HEADERS | end, 1, request(path)));
      if (body.length > 0) {
        out.write(frame(DATA, END_STREAM, 1, body));
      }
      out.flush();
      return read(socket.getInputStream());
    }
  }

  private static byte[] request(String path) throws Http2Exception {
    Http2Headers headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .authority("localhost")
            .path(path)
            .add("content-type", "application/grpc")
            .add("te", "trailers");
    ByteBuf block = Unpooled.buffer();
    new DefaultHttp2HeadersEncoder().encodeHeaders(1, headers, block);
    return ByteBufUtil.getBytes(block);
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    ByteBuf frame = Unpooled.buffer();
    frame.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
    return ByteBufUtil.getBytes(frame.writeBytes(payload));
  }

  /** Reads until the stream ends. The server pads nothing, and its fields fit into one frame. */
  private static RawCall read(InputStream stream) throws IOException, Http2Exception {
    Map<String, String> fields = new LinkedHashMap<>();
    ByteBuf body = Unpooled.buffer();
    DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true);
    DataInputStream in = new DataInputStream(stream);
    int flags;
    do {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int type = in.readUnsignedByte();
      flags = in.readUnsignedByte();
      int id = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (id != 1) {
        flags = 0; // of the connection
      } else if (type == HEADERS) {
        decoder
            .decodeHeaders(id, Unpooled.wrappedBuffer(payload))
            .forEach(field -> fields.put(field.getKey().toString(), field.getValue().toString()));
      } else if (type == DATA) {
        body.writeBytes(payload);
      } else {
        throw new IOException("frame of type " + type + " after " + fields);
      }
    } while ((flags & END_STREAM) == 0);
    return new RawCall(fields, ByteBufUtil.getBytes(body));
  }
}
