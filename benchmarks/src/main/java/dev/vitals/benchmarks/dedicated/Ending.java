package dev.vitals.benchmarks.dedicated;

/**
 * How a call ends: gRPC's code, and a text that is the same for everyone, so that no name is ever
 * echoed. Encoded once, as trailers and as headers that are trailers at once.
 */
enum Ending {
  OK(0, ""),
  DEADLINE(4, "deadline exceeded"),
  NAME_TOO_LONG(3, "service name too long"),
  UNKNOWN_SERVICE(5, "unknown service"),
  REQUEST_TOO_LONG(8, "request too long"),
  TOO_MANY_SERVICES(8, "too many services"),
  TOO_MANY_WATCHES(8, "too many open watches"),
  TOO_MANY_NAMES(8, "too many unknown names"),
  NO_SUCH_METHOD(12, "no such method"),
  NOT_DECODED(12, "encoding not supported"),
  MALFORMED(13, "malformed request"),
  BAD_TIMEOUT(13, "malformed timeout"),
  NO_REQUEST(13, "no request"),
  MANY_REQUESTS(13, "more than one request"),
  FAILED(13, "health failed"),
  CLOSED(14, "health is closed");

  final byte[] trailers;
  final byte[] alone;

  Ending(int code, String text) {
    boolean decoding = code == 12; // says what could be decoded [compression.md]
    trailers = Blocks.status(false, code, text, decoding);
    alone = Blocks.status(true, code, text, decoding);
  }
}
