package dev.vitals.conformance;

import io.grpc.Status.Code;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;

/** Servers whose headers, messages, trailers or resets look wrong on the wire. */
final class MutantsOfFrames {
  private MutantsOfFrames() {}

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
            "status-in-headers", "grpc-status is a header like others", StatusInHeaders::new),
        trailing(
            "no-grpc-status",
            "ends the HTTP/2 stream and thinks that says it",
            block -> {
              block.remove("grpc-status");
              return block;
            }),
        trailing(
            "status-zero-padded",
            "%02d",
            block -> block.set("grpc-status", "0" + block.get("grpc-status"))),
        Mutant.frames(
            "end-on-data", "the last DATA frame ends the stream, as in plain HTTP", EndOnData::new),
        Mutant.frames(
                "trailers-without-end",
                "trailers, and the stream stays open",
                TrailersWithoutEnd::new)
            .staysSilent(),
        echoing(
            "message-raw-bytes",
            "the name goes into grpc-message as it came",
            (block, name) ->
                block.set(
                    "grpc-message", new AsciiString(name.getBytes(StandardCharsets.UTF_8), false))),
        echoing(
            "message-header-injection",
            "a name with a line break becomes two header lines",
            MutantsOfFrames::inject),
        echoing(
            "message-echoes-name",
            "the whole name is in the message, encoded as it should be",
            (block, name) ->
                block.set(
                    "grpc-message", ReferenceRequest.percentEncoded("unknown service " + name))),
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
                  Http2Headers responseHeaders() {
                    return super.responseHeaders().set("content-type", "application/json");
                  }
                }));
  }

  private static Mutant trailing(
      String id, String bug, Function<Http2Headers, Http2Headers> change) {
    return Mutant.frames(
        id,
        bug,
        health ->
            new ReferenceStream(health) {
              @Override
              Http2Headers trailers(Http2Headers block, int code, String message) {
                return change.apply(super.trailers(block, code, message));
              }
            });
  }

  /** A message in gRPC's frame, compressed. */
  static ByteBuf gzipped(byte[] message) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Unpooled.buffer().writeByte(1).writeInt(bytes.size()).writeBytes(bytes.toByteArray());
  }

  /** Puts the name asked for into the message of NOT_FOUND. */
  @FunctionalInterface
  private interface Echo {
    void into(Http2Headers block, String name);
  }

  private static Mutant echoing(String id, String bug, Echo echo) {
    return Mutant.frames(
        id,
        bug,
        health ->
            new ReferenceStream(health) {
              @Override
              Http2Headers trailers(Http2Headers block, int code, String message) {
                Http2Headers end =
                    new DefaultHttp2Headers(false).add(super.trailers(block, code, message));
                if (code == Code.NOT_FOUND.value() && !request().messages().isEmpty()) {
                  try {
                    echo.into(end, health().service(request().message()));
                  } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                    // Then there is no name to echo.
                  }
                }
                return end;
              }
            });
  }

  private static void inject(Http2Headers block, String name) {
    String[] lines = name.split("[\r\n]+");
    block.set("grpc-message", ReferenceRequest.percentEncoded(lines[0]));
    for (int i = 1; i < lines.length; i++) {
      String[] header = lines[i].split(": *", 2);
      String field = header[0].toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9-]", "x");
      block.add(field.isEmpty() ? "x" : field, header.length > 1 ? header[1] : "");
    }
  }

  private static final class HeadersWithTrailers extends ReferenceStream {
    private final List<Object> kept = new ArrayList<>();

    HeadersWithTrailers(ReferenceHealth health) {
      super(health);
    }

    @Override
    void write(Object frame) {
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
    Http2Headers responseHeaders() {
      return super.responseHeaders().set("grpc-encoding", "gzip");
    }

    @Override
    ByteBuf framed(byte[] message) {
      return gzipped(message);
    }
  }

  private static final class StatusInHeaders extends ReferenceStream {
    StatusInHeaders(ReferenceHealth health) {
      super(health);
    }

    @Override
    Http2Headers responseHeaders() {
      return super.responseHeaders().set("grpc-status", "0");
    }

    @Override
    Http2Headers trailers(Http2Headers block, int code, String message) {
      Http2Headers end = super.trailers(block, code, message);
      if (code == 0) {
        end.remove("grpc-status");
      }
      return end;
    }
  }

  private static final class EndOnData extends ReferenceStream {
    EndOnData(ReferenceHealth health) {
      super(health);
    }

    @Override
    void write(Object frame) {
      if (frame instanceof Http2HeadersFrame headers
          && headers.isEndStream()
          && headers.headers().status() == null) {
        super.write(new DefaultHttp2DataFrame(true));
      } else {
        super.write(frame);
      }
    }
  }

  private static final class TrailersWithoutEnd extends ReferenceStream {
    TrailersWithoutEnd(ReferenceHealth health) {
      super(health);
    }

    @Override
    void write(Object frame) {
      if (frame instanceof Http2HeadersFrame headers && headers.isEndStream()) {
        super.write(new DefaultHttp2HeadersFrame(headers.headers(), false));
      } else {
        super.write(frame);
      }
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
    void close() {
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
    void set(String service, ServingStatus status) {
      super.set(service, status);
      last.run();
    }
  }
}
