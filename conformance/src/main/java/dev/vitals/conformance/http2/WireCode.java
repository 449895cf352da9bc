package dev.vitals.conformance.http2;

/** gRPC's status codes, by their numbers [statuscodes.md]. Immutable. */
public enum WireCode {
  OK,
  CANCELLED,
  UNKNOWN,
  INVALID_ARGUMENT,
  DEADLINE_EXCEEDED,
  NOT_FOUND,
  ALREADY_EXISTS,
  PERMISSION_DENIED,
  RESOURCE_EXHAUSTED,
  FAILED_PRECONDITION,
  ABORTED,
  OUT_OF_RANGE,
  UNIMPLEMENTED,
  INTERNAL,
  UNAVAILABLE,
  DATA_LOSS,
  UNAUTHENTICATED;

  /** The code that {@code grpc-status} names; UNKNOWN for anything else. */
  static WireCode of(String grpcStatus) {
    try {
      int number = Integer.parseInt(grpcStatus);
      return number >= 0 && number < values().length ? values()[number] : UNKNOWN;
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  /** The code for an HTTP status without {@code grpc-status} [http-grpc-status-mapping.md]. */
  static WireCode ofHttp(String status) {
    return switch (status) {
      case "400" -> INTERNAL;
      case "401" -> UNAUTHENTICATED;
      case "403" -> PERMISSION_DENIED;
      case "404" -> UNIMPLEMENTED;
      case "429", "502", "503", "504" -> UNAVAILABLE;
      default -> UNKNOWN;
    };
  }

  /** The code for RST_STREAM [PROTOCOL-HTTP2.md, Errors]. */
  static WireCode ofReset(long error) {
    if (error == RawErrors.REFUSED_STREAM) {
      return UNAVAILABLE;
    }
    if (error == RawErrors.CANCEL) {
      return CANCELLED;
    }
    if (error == RawErrors.ENHANCE_YOUR_CALM) {
      return RESOURCE_EXHAUSTED;
    }
    return error == 12 ? PERMISSION_DENIED : INTERNAL;
  }
}
