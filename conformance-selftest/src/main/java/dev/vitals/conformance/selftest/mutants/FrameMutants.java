package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Servers whose headers or messages look wrong on the wire, or come at the wrong time. */
public final class FrameMutants {
  private FrameMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.frames(
                "empty-message-dropped",
                "if (buffer.isEmpty()) return; and UNKNOWN has no bytes",
                health ->
                    new ReferenceStream(health) {
                      @Override
                      public void send(byte[] message) {
                        if (message.length > 0) {
                          super.send(message);
                        }
                      }
                    })
            .staysSilent(),
        Mutant.frames(
                "headers-with-trailers",
                "a proxy that keeps everything until the call ends",
                HeadersWithTrailers::new)
            .staysSilent(),
        Mutant.frames(
            "always-gzip", "compresses whether the client can read it or not", AlwaysGzip::new),
        Mutant.frames(
                "sends-after-cancel",
                "a writer that has not heard of the cancel",
                SendsAfterCancel::new)
            .on(TellingTheGone::new),
        Mutant.frames(
            "content-type-of-web",
            "answers as application/json, as the framework does by default",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public Http2Headers responseHeaders() {
                    return super.responseHeaders().set("content-type", "application/json");
                  }
                }));
  }

  /** A message in gRPC's frame, compressed. */
  public static ByteBuf gzipped(byte[] message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Unpooled.buffer().writeByte(1).writeInt(bytes.size()).writeBytes(bytes.toByteArray());
  }

  private static final class HeadersWithTrailers extends ReferenceStream {
    private final List<Object> kept = new ArrayList<>();

    HeadersWithTrailers(ReferenceHealth health) {
      super(health);
    }

    @Override
    public void write(Object frame) {
      kept.add(frame);
      if (frame instanceof Http2HeadersFrame headers && headers.isEndStream()) {
        kept.forEach(super::write);
        kept.clear();
      }
    }
  }

  private static final class AlwaysGzip extends ReferenceStream {
    AlwaysGzip(ReferenceHealth health) {
      super(health);
    }

    @Override
    public Http2Headers responseHeaders() {
      return super.responseHeaders().set("grpc-encoding", "gzip");
    }

    @Override
    public ByteBuf framed(byte[] message) {
      return gzipped(message);
    }
  }

  private static final class SendsAfterCancel extends ReferenceStream {
    private static final int MESSAGE = 5 + 2;
    private int id;

    SendsAfterCancel(ReferenceHealth health) {
      super(health);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      if (frame instanceof Http2StreamFrame ofStream && ofStream.stream() != null) {
        id = ofStream.stream().id();
      }
      super.channelRead(ctx, frame);
    }

    @Override
    public void close() {
      boolean cancelled = !hasEnded();
      super.close();
      if (cancelled) {
        ((TellingTheGone) health().core()).last = this::sendAllTheSame;
      }
    }

    private void sendAllTheSame() {
      ByteBuf data = Unpooled.buffer();
      data.writeMedium(MESSAGE).writeByte(0).writeByte(0).writeInt(id);
      data.writeByte(0).writeInt(2).writeByte(8).writeByte(1);
      ChannelHandlerContext codec = connection().pipeline().firstContext();
      if (codec != null) {
        codec.writeAndFlush(data);
      }
    }
  }

  /** Tells who cancelled last of changes, too. */
  private static final class TellingTheGone extends ReferenceCore {
    private volatile Runnable last = () -> {};

    @Override
    public void set(String service, ServingStatus status) {
      super.set(service, status);
      last.run();
    }
  }
}
