package dev.vitals.conformance;

import static java.util.Objects.requireNonNull;

/** A command did not do what it should. Says nothing about the server under judgement by itself. */
public final class SubjectException extends Exception {
  private static final long serialVersionUID = 1;

  /** What went wrong with a command. */
  public enum Kind {
    /** The subject does not become ready. */
    START,
    /** The subject is gone. */
    GONE,
    /** No reply came in time. */
    SILENT,
    /** What came is not the subject protocol. */
    PROTOCOL,
    /** The implementation can't do this. */
    UNSUPPORTED,
    /** The implementation refused the arguments. */
    INVALID,
    /** The implementation tried and failed. */
    FAILED
  }

  private final Kind kind;

  /** Creates one; the message is for the author of the subject. */
  public SubjectException(Kind kind, String message) {
    super(message);
    this.kind = requireNonNull(kind, "kind");
  }

  /** Creates one with the cause that it was found by. */
  public SubjectException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = requireNonNull(kind, "kind");
  }

  /** The implementation does not have this command. */
  public static SubjectException unsupported(String op) {
    return new SubjectException(Kind.UNSUPPORTED, op + ": not a command of this implementation");
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** Whether the subject no longer obeys: it is gone, or did not reply in time. */
  public boolean isEnd() {
    return kind == Kind.GONE || kind == Kind.SILENT;
  }

  /** Whether the subject itself is broken, as against having answered that it can't. */
  public boolean isFatal() {
    return switch (kind) {
      case START, GONE, SILENT, PROTOCOL -> true;
      case UNSUPPORTED, INVALID, FAILED -> false;
    };
  }
}
