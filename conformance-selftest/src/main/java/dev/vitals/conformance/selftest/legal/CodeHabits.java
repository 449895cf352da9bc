package dev.vitals.conformance.selftest.legal;

import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceRequest;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.selftest.mutants.FrameMutants;
import dev.vitals.conformance.selftest.mutants.VolumeMutants;
import io.grpc.Status.Code;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/** Habits on the wire, of gRPC: of codes, texts and encodings, and of what is too much. */
final class CodeHabits {
  private CodeHabits() {}

  static List<LegalVariant> all() {
    return List.of(
        LegalVariant.frames(
            "message-absent",
            "errors come without grpc-message",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public Http2Headers trailers(Http2Headers block, int code, String message) {
                    return super.trailers(block, code, "");
                  }
                }),
        LegalVariant.frames(
                "message-names-the-name",
                "NOT_FOUND repeats the name, well encoded, as grpc-java",
                Echoes::new)
            .warns("HC-RPC-19", "it is what the clause advises against"),
        LegalVariant.frames(
            "trailers-with-more",
            "trailers carry details and metadata",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public Http2Headers trailers(Http2Headers block, int code, String message) {
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
        LegalVariant.frames(
            "compresses-for-who-can", "gzip for clients that offer it", Compresses::new),
        LegalVariant.frames(
            "deadline-by-reset",
            "ends an overdue call with RST_STREAM(CANCEL)",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public void expire() {
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
        LegalVariant.request(
            "no-gzip",
            "knows no compression at all",
            () ->
                new ReferenceRequest() {
                  @Override
                  public void headers(Http2Headers headers) {
                    super.headers(headers);
                    if (encoding().equals("gzip")) {
                      refuse(Code.UNIMPLEMENTED, "unknown encoding");
                    }
                  }
                }),
        LegalVariant.request(
            "large-requests-welcome",
            "its limit is far above 4 MiB",
            () ->
                new ReferenceRequest() {
                  @Override
                  public int largest() {
                    return 64 << 20;
                  }
                }),
        LegalVariant.frames(
            "calms-resetting-clients",
            "closes connections that reset in masses, with ENHANCE_YOUR_CALM",
            VolumeMutants::calming));
  }

  /** A google.rpc.Status that says what grpc-status and grpc-message say; clients compare them. */
  private static String details(int code, String message) {
    byte[] status =
        com.google.rpc.Status.newBuilder().setCode(code).setMessage(message).build().toByteArray();
    return Base64.getEncoder().withoutPadding().encodeToString(status);
  }

  private static LegalVariant headers(String id, String habit, Consumer<Http2Headers> change) {
    return LegalVariant.frames(
        id,
        habit,
        health ->
            new ReferenceStream(health) {
              @Override
              public Http2Headers responseHeaders() {
                Http2Headers headers = super.responseHeaders();
                change.accept(headers);
                return headers;
              }
            });
  }

  /** Another code where the request itself is wrong. */
  private static LegalVariant coded(String id, String habit, Code usual, Code other) {
    return LegalVariant.frames(
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
    public void begin(Http2Headers headers) {
      offered = String.valueOf(headers.get("grpc-accept-encoding")).contains("gzip");
      super.begin(headers);
    }

    @Override
    public Http2Headers responseHeaders() {
      Http2Headers headers = super.responseHeaders();
      return offered ? headers.set("grpc-encoding", "gzip") : headers;
    }

    @Override
    public ByteBuf framed(byte[] message) {
      return offered ? FrameMutants.gzipped(message) : super.framed(message);
    }
  }
}
