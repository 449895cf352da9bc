package dev.vitals.conformance.http2;

/** The HTTP/2 error codes of RST_STREAM and GOAWAY (RFC 9113, section 7). Stateless. */
final class RawErrors {
  static final long NO_ERROR = 0;
  static final long PROTOCOL_ERROR = 1;
  static final long REFUSED_STREAM = 7;
  static final long CANCEL = 8;
  static final long ENHANCE_YOUR_CALM = 11;

  private static final String[] NAMES = {
    "NO_ERROR",
    "PROTOCOL_ERROR",
    "INTERNAL_ERROR",
    "FLOW_CONTROL_ERROR",
    "SETTINGS_TIMEOUT",
    "STREAM_CLOSED",
    "FRAME_SIZE_ERROR",
    "REFUSED_STREAM",
    "CANCEL",
    "COMPRESSION_ERROR",
    "CONNECT_ERROR",
    "ENHANCE_YOUR_CALM",
    "INADEQUATE_SECURITY",
    "HTTP_1_1_REQUIRED"
  };

  private RawErrors() {}

  /** Returns the code's name, or the number of one without a name. */
  static String name(long code) {
    return code >= 0 && code < NAMES.length ? NAMES[(int) code] : "error " + code;
  }
}
