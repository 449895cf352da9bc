package dev.vitals.benchmarks.dedicated;

import dev.vitals.health.WatchRefusedException;

/**
 * The status with which a call ends: gRPC's code and a constant text, so that no name is ever
 * echoed. Encoded once, as trailers and as a trailers-only response.
 */
enum CallStatus {
  OK(0, ""),
  DEADLINE(4, "deadline exceeded"),
  NAME_TOO_LONG(3, "service name too long"),
  UNKNOWN_SERVICE(5, "unknown service"),
  REQUEST_TOO_LONG(8, "request too long"),
  TOO_MANY_SERVICES(8, "too many services"),
  TOO_MANY_WATCHES(8, "too many open watches"),
  TOO_MANY_NAMES(8, "too many unknown names"),
  TOO_MANY_WATCHES_OF_CLIENT(8, "too many open watches of this client"),
  TOO_MANY_NAMES_OF_CLIENT(8, "too many unknown names of this client"),
  NO_SUCH_METHOD(12, "no such method"),
  NOT_DECODED(12, "encoding not supported"),
  MALFORMED(13, "malformed request"),
  BAD_TIMEOUT(13, "malformed timeout"),
  NO_REQUEST(13, "no request"),
  MORE_THAN_ONE_REQUEST(13, "more than one request"),
  FAILED(13, "health failed"),
  CLOSED(14, "health is closed");

  final byte[] trailers;
  final byte[] alone;

  CallStatus(int code, String text) {
    boolean decoding = code == 12; // says what could be decoded [compression.md]
    trailers = Blocks.status(false, code, text, decoding);
    alone = Blocks.status(true, code, text, decoding);
  }

  /** Returns how a Watch ends that is refused for this limit. */
  static CallStatus of(WatchRefusedException.Limit limit) {
    return switch (limit) {
      case NAME_LENGTH -> NAME_TOO_LONG;
      case OPEN_WATCHES -> TOO_MANY_WATCHES;
      case UNKNOWN_NAMES -> TOO_MANY_NAMES;
      case WATCHES_OF_CLIENT -> TOO_MANY_WATCHES_OF_CLIENT;
      case UNKNOWN_NAMES_OF_CLIENT -> TOO_MANY_NAMES_OF_CLIENT;
    };
  }
}
