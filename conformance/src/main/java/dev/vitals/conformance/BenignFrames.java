package dev.vitals.conformance;

import io.grpc.Status.Code;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2SettingsFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Habits on the wire: of HTTP/2 stacks, of codes, of texts. */
final class BenignFrames {
  private BenignFrames() {}

  static List<Benign> all() {
    return List.of(
        Benign.frames(
            "one-byte-a-frame",
            "a message in as many DATA frames as it has bytes",
            ByteAFrame::new),
        Benign.frames(
            "padded-data",
            "pads DATA frames",
            health ->
                new ReferenceStream(health) {
                  @Override
                  void write(Object frame) {
                    if (frame instanceof Http2DataFrame data && data.content().isReadable()) {
                      super.write(
                          new DefaultHttp2DataFrame(data.content(), data.isEndStream(), 40));
                    } else {
                      super.write(frame);
                    }
                  }
                }),
        Benign.frames(
            "continuation",
            "header blocks that need CONTINUATION frames",
            health ->
                new ReferenceStream(health) {
                  @Override
                  Http2Headers trailers(Http2Headers block, int code, String message) {
                    return super.trailers(block, code, message).set("x-trace", noise(24_000));
                  }
                }),
        Benign.frames(
            "reset-after-trailers",
            "RST_STREAM(NO_ERROR) after an early answer, as gRPC C++",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public void end(int code, String message) {
                    boolean early = request().messages().isEmpty();
                    super.end(code, message);
                    if (early) {
                      write(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
                    }
                  }
                }),
        Benign.frames(
            "pings-its-clients",
            "a PING from the server with every call",
            health ->
                new ReferenceStream(health) {
                  @Override
                  void begin(Http2Headers headers) {
                    connection().writeAndFlush(new DefaultHttp2PingFrame(1234, false));
                    super.begin(headers);
                  }
                }),
        Benign.frames(
            "pings-and-settings-in-masses",
            "twenty PINGs and empty SETTINGS with every call",
            health ->
                new ReferenceStream(health) {
                  @Override
                  void begin(Http2Headers headers) {
                    for (int i = 0; i < 20; i++) {
                      connection().write(new DefaultHttp2PingFrame(i, false));
                      connection().write(new DefaultHttp2SettingsFrame(new Http2Settings()));
                    }
                    connection().flush();
                    super.begin(headers);
                  }
                }),
        Benign.frames(
            "early-hints",
            "an interim header block, :status 103, before each answer",
            health ->
                new ReferenceStream(health) {
                  @Override
                  void write(Object frame) {
                    if (frame instanceof Http2HeadersFrame first
                        && first.headers().status() != null) {
                      super.write(
                          new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().status("103")));
                    }
                    super.write(frame);
                  }
                }),
        settings(
            "sixty-streams",
            "MAX_CONCURRENT_STREAMS is 60, which is less than the RFC recommends",
            s -> s.maxConcurrentStreams(60)),
        settings(
            "small-windows", "gives requests a window of 1 KiB", s -> s.initialWindowSize(1024)),
        settings(
            "one-hundred-streams",
            "MAX_CONCURRENT_STREAMS is 100, as the RFC recommends",
            s -> s.maxConcurrentStreams(100)),
        settings(
            "large-frames",
            "offers large frames and no header table",
            s -> s.maxFrameSize(1 << 20).headerTableSize(0)),
        Benign.frames(
            "message-absent",
            "errors come without grpc-message",
            health ->
                new ReferenceStream(health) {
                  @Override
                  Http2Headers trailers(Http2Headers block, int code, String message) {
                    return super.trailers(block, code, "");
                  }
                }),
        Benign.frames(
                "message-names-the-name",
                "NOT_FOUND repeats the name, well encoded, as grpc-java",
                Echoes::new)
            .warns("HC-RPC-19", "it is what the clause advises against"),
        Benign.frames(
            "trailers-with-more",
            "trailers carry details and metadata",
            health ->
                new ReferenceStream(health) {
                  @Override
                  Http2Headers trailers(Http2Headers block, int code, String message) {
                    return super.trailers(block, code, message)
                        .set("grpc-status-details-bin", details(code, message))
                        .set("x-served-by", "pod-7");
                  }
                }),
        headers(
            "content-type-with-proto",
            "answers as application/grpc+proto",
            h -> h.set("content-type", "application/grpc+proto")),
        headers(
            "identity-named",
            "names its encoding though it is identity",
            h -> h.set("grpc-encoding", "identity").set("server", "health/1")),
        Benign.frames("compresses-for-who-can", "gzip for clients that offer it", Compresses::new),
        Benign.frames(
            "deadline-by-reset",
            "ends an overdue call with RST_STREAM(CANCEL)",
            health ->
                new ReferenceStream(health) {
                  @Override
                  void expire() {
                    if (!hasEnded()) {
                      write(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
                      close();
                    }
                  }
                }),
        coded(
            "garbage-invalid-argument",
            "a message that can't be read is the caller's fault, as in gRPC C++",
            Code.INTERNAL,
            Code.INVALID_ARGUMENT),
        coded(
                "cardinality-internal",
                "one message too many or too few is INTERNAL, as in grpc-go",
                Code.UNIMPLEMENTED,
                Code.INTERNAL)
            .warns("HC-RPC-06", "the code is a matter of taste")
            .warns("HC-RPC-07", "the code is a matter of taste"),
        Benign.request(
            "no-gzip",
            "knows no compression at all",
            () ->
                new ReferenceRequest() {
                  @Override
                  void headers(Http2Headers headers) {
                    super.headers(headers);
                    if (encoding().equals("gzip")) {
                      refuse(Code.UNIMPLEMENTED, "unknown encoding");
                    }
                  }
                }),
        Benign.request(
            "large-requests-welcome",
            "its limit is far above 4 MiB",
            () ->
                new ReferenceRequest() {
                  @Override
                  int largest() {
                    return 64 << 20;
                  }
                }),
        Benign.frames(
            "calms-resetting-clients",
            "closes connections that reset in masses, with ENHANCE_YOUR_CALM",
            MutantsOfVolume::calming));
  }

  private static Benign settings(String id, String habit, Consumer<Http2Settings> change) {
    return Benign.server(
        id,
        habit,
        (health, streams) ->
            new ReferenceServer(health, streams) {
              @Override
              void settings(Http2Settings settings) {
                super.settings(settings);
                change.accept(settings);
              }
            });
  }

  /** A google.rpc.Status that says what grpc-status and grpc-message say; clients compare them. */
  private static String details(int code, String message) {
    ByteArrayOutputStream status = new ByteArrayOutputStream();
    if (code != 0) {
      status.write(1 << 3);
      status.write(code);
    }
    if (!message.isEmpty()) {
      byte[] text = message.getBytes(StandardCharsets.UTF_8);
      status.write(2 << 3 | 2);
      status.write(text.length);
      status.writeBytes(text);
    }
    return Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray());
  }

  private static Benign headers(String id, String habit, Consumer<Http2Headers> change) {
    return Benign.frames(
        id,
        habit,
        health ->
            new ReferenceStream(health) {
              @Override
              Http2Headers responseHeaders() {
                Http2Headers headers = super.responseHeaders();
                change.accept(headers);
                return headers;
              }
            });
  }

  /** Another code where the request itself is wrong. */
  private static Benign coded(String id, String habit, Code usual, Code other) {
    return Benign.frames(
        id,
        habit,
        health ->
            new ReferenceStream(health) {
              @Override
              public void end(int code, String message) {
                boolean ofRequest = message.contains("message");
                super.end(code == usual.value() && ofRequest ? other.value() : code, message);
              }
            });
  }

  private static String noise(int length) {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    random.ints(length, 'A', 'Z').forEach(c -> text.append((char) c));
    return text.toString();
  }

  private static final class ByteAFrame extends ReferenceStream {
    ByteAFrame(ReferenceHealth health) {
      super(health);
    }

    @Override
    void write(Object frame) {
      if (frame instanceof Http2DataFrame data) {
        while (data.content().isReadable()) {
          super.write(new DefaultHttp2DataFrame(data.content().readRetainedSlice(1), false));
        }
        data.release();
      } else {
        super.write(frame);
      }
    }
  }

  private static final class Echoes extends ReferenceStream {
    Echoes(ReferenceHealth health) {
      super(health);
    }

    @Override
    public void end(int code, String message) {
      String name = "";
      if (code == Code.NOT_FOUND.value()) {
        try {
          name = " " + health().service(request().message());
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
          name = "";
        }
      }
      super.end(code, message + name);
    }
  }

  private static final class Compresses extends ReferenceStream {
    private boolean offered;

    Compresses(ReferenceHealth health) {
      super(health);
    }

    @Override
    void begin(Http2Headers headers) {
      offered = String.valueOf(headers.get("grpc-accept-encoding")).contains("gzip");
      super.begin(headers);
    }

    @Override
    Http2Headers responseHeaders() {
      Http2Headers headers = super.responseHeaders();
      return offered ? headers.set("grpc-encoding", "gzip") : headers;
    }

    @Override
    ByteBuf framed(byte[] message) {
      return offered ? MutantsOfFrames.gzipped(message) : super.framed(message);
    }
  }
}
