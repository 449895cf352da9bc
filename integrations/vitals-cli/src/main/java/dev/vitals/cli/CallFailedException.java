package dev.vitals.cli;

import io.grpc.Status;

/** A call without an answer. The message is one line for a person, safe for a terminal. */
final class CallFailedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int exit;
  private final Status.Code code;

  CallFailedException(int exit, Status.Code code, String message) {
    super(message);
    this.exit = exit;
    this.code = code;
  }

  /** The exit code of a command that ends with this. */
  int exit() {
    return exit;
  }

  Status.Code code() {
    return code;
  }
}
