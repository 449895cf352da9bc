package dev.vitals.conformance.http2;

/** Bytes that are not the protobuf message that they should be. The message says where and why. */
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WireException(String message) {
    super(message);
  }
}
