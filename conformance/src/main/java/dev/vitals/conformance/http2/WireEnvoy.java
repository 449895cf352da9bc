package dev.vitals.conformance.http2;

import java.util.Optional;

/**
 * What Envoy's gRPC health checker makes of an answer. It reads HTTP/2 itself, without a gRPC
 * library, and is stricter than those: this follows its rules, not its code. Stateless.
 */
public final class WireEnvoy {
  public static final String HEALTHY = "healthy";

  private WireEnvoy() {}

  /** Returns {@link #HEALTHY}, {@code unhealthy: STATUS}, or what Envoy would call a failure. */
  public static String judge(RawReply reply) {
    Optional<String> fault = headers(reply).or(() -> body(reply)).or(() -> end(reply));
    if (fault.isPresent()) {
      return fault.get();
    }
    Optional<WireMessage> message =
        reply.messages().stream().filter(each -> each.payload().length > 0).findFirst();
    int status = message.map(each -> WireHealth.status(each.payload())).orElse(WireHealth.UNKNOWN);
    return status == WireHealth.SERVING ? HEALTHY : "unhealthy: " + WireHealth.name(status);
  }

  private static Optional<String> headers(RawReply reply) {
    if (reply.headers().isEmpty()) {
      return Optional.of("failed: no response headers; " + reply.summary());
    }
    RawFrame.Headers headers = reply.headers().get();
    if (!reply.httpStatus().equals("200")) {
      return Optional.of("failed: HTTP " + reply.httpStatus());
    }
    String type = headers.fields().first("content-type").orElse("none");
    if (!type.equals("application/grpc") && !type.startsWith("application/grpc+")) {
      return Optional.of("failed: content-type " + type);
    }
    return headers.endStream() && reply.code() != WireCode.OK
        ? Optional.of("failed: " + reply.summary())
        : Optional.empty();
  }

  private static Optional<String> body(RawReply reply) {
    if (reply.data().stream().anyMatch(RawFrame.Data::endStream)) {
      return Optional.of("failed: END_STREAM on DATA, so there are no trailers");
    }
    if (reply.messages().stream().anyMatch(message -> message.flag() != 0)) {
      return Optional.of("failed: a message with flag 1 (compressed), which nobody asked for");
    }
    long filled = reply.messages().stream().filter(each -> each.payload().length > 0).count();
    if (filled > 1) {
      return Optional.of("failed: " + filled + " messages, where one is allowed");
    }
    if (reply.leftover() > 0) {
      return Optional.of("failed: " + reply.leftover() + " bytes after the last whole message");
    }
    return reply.statuses().contains(WireHealth.UNREADABLE)
        ? Optional.of("failed: a message that is no HealthCheckResponse")
        : Optional.empty();
  }

  private static Optional<String> end(RawReply reply) {
    if (reply.trailers().isEmpty()) {
      return Optional.of("failed: no trailers; " + reply.summary());
    }
    if (reply.grpcStatus().isEmpty()) {
      return Optional.of("failed: no grpc-status in the trailers " + reply.trailers().get());
    }
    return reply.code() == WireCode.OK
        ? Optional.empty()
        : Optional.of("failed: " + reply.summary());
  }
}
