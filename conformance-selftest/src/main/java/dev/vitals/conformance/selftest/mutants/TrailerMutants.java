package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceRequest;
import dev.vitals.conformance.reference.ReferenceStream;
import io.grpc.Status.Code;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Servers that end calls in a wrong way on the wire: grpc-status, grpc-message, END_STREAM. */
final class TrailerMutants {
  private TrailerMutants() {}

  static List<Mutant> all() {
    return List.of(
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
            TrailerMutants::inject),
        echoing(
            "message-echoes-name",
            "the whole name is in the message, encoded as it should be",
            (block, name) ->
                block.set(
                    "grpc-message", ReferenceRequest.percentEncoded("unknown service " + name))));
  }

  private static Mutant trailing(
      String id, String bug, Function<Http2Headers, Http2Headers> change) {
    return Mutant.frames(
        id,
        bug,
        health ->
            new ReferenceStream(health) {
              @Override
              public Http2Headers trailers(Http2Headers block, int code, String message) {
                return change.apply(super.trailers(block, code, message));
              }
            });
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
              public Http2Headers trailers(Http2Headers block, int code, String message) {
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

  private static final class StatusInHeaders extends ReferenceStream {
    StatusInHeaders(ReferenceHealth health) {
      super(health);
    }

    @Override
    public Http2Headers responseHeaders() {
      return super.responseHeaders().set("grpc-status", "0");
    }

    @Override
    public Http2Headers trailers(Http2Headers block, int code, String message) {
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
    public void write(Object frame) {
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
    public void write(Object frame) {
      if (frame instanceof Http2HeadersFrame headers && headers.isEndStream()) {
        super.write(new DefaultHttp2HeadersFrame(headers.headers(), false));
      } else {
        super.write(frame);
      }
    }
  }
}
