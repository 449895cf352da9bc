package dev.vitals.conformance;

/** Bytes that are not the protobuf message that they should be. The message says where and why. */
final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WireException(String message) {
    super(message);
  }
}
