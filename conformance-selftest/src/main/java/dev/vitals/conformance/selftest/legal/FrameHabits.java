package dev.vitals.conformance.selftest.legal;

import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
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
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Habits on the wire, of HTTP/2 stacks: frames, header blocks and settings. */
final class FrameHabits {
  private FrameHabits() {}

  static List<LegalVariant> all() {
    return List.of(
        LegalVariant.frames(
            "one-byte-a-frame",
            "a message in as many DATA frames as it has bytes",
            ByteAFrame::new),
        LegalVariant.frames(
            "padded-data",
            "pads DATA frames",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public void write(Object frame) {
                    if (frame instanceof Http2DataFrame data && data.content().isReadable()) {
                      super.write(
                          new DefaultHttp2DataFrame(data.content(), data.isEndStream(), 40));
                    } else {
                      super.write(frame);
                    }
                  }
                }),
        LegalVariant.frames(
            "continuation",
            "header blocks that need CONTINUATION frames",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public Http2Headers trailers(Http2Headers block, int code, String message) {
                    return super.trailers(block, code, message).set("x-trace", noise(24_000));
                  }
                }),
        LegalVariant.frames(
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
        LegalVariant.frames(
            "pings-its-clients",
            "a PING from the server with every call",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public void begin(Http2Headers headers) {
                    connection().writeAndFlush(new DefaultHttp2PingFrame(1234, false));
                    super.begin(headers);
                  }
                }),
        LegalVariant.frames(
            "pings-and-settings-in-masses",
            "twenty PINGs and empty SETTINGS with every call",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public void begin(Http2Headers headers) {
                    for (int i = 0; i < 20; i++) {
                      connection().write(new DefaultHttp2PingFrame(i, false));
                      connection().write(new DefaultHttp2SettingsFrame(new Http2Settings()));
                    }
                    connection().flush();
                    super.begin(headers);
                  }
                }),
        LegalVariant.frames(
            "early-hints",
            "an interim header block, :status 103, before each answer",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public void write(Object frame) {
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
                "twenty-streams",
                "MAX_CONCURRENT_STREAMS is 20, and the subject says so",
                s -> s.maxConcurrentStreams(20))
            .claiming(c -> c.withStreamsPerConnection(20)),
        settings(
            "small-windows", "gives requests a window of 1 KiB", s -> s.initialWindowSize(1024)),
        settings(
            "one-hundred-streams",
            "MAX_CONCURRENT_STREAMS is 100, as the RFC recommends",
            s -> s.maxConcurrentStreams(100)),
        settings(
            "large-frames",
            "offers large frames and no header table",
            s -> s.maxFrameSize(1 << 20).headerTableSize(0)));
  }

  private static LegalVariant settings(String id, String habit, Consumer<Http2Settings> change) {
    return LegalVariant.server(
        id,
        habit,
        (health, streams) ->
            new ReferenceServer(health, streams) {
              @Override
              public void settings(Http2Settings settings) {
                super.settings(settings);
                change.accept(settings);
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
    public void write(Object frame) {
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
}
