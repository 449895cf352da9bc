package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Describes throwables. A throwable is foreign code: its {@code getMessage} may throw. */
final class Failures {

  private static final int WRAPPERS = 16;

  private Failures() {}

  /**
   * Returns the result of a check that threw: the class and message as its reason, and the cause.
   */
  static CheckResult result(Throwable thrown) {
    Throwable cause = unwrapped(thrown);
    return CheckResult.failing(describe(cause), cause);
  }

  /**
   * Removes what futures wrap around a failure. Stops after some wrappers, which may form a cycle.
   */
  private static Throwable unwrapped(Throwable thrown) {
    Throwable inner = thrown;
    for (int i = 0; i < WRAPPERS; i++) {
      Throwable cause = causeOfWrapper(inner);
      if (cause == null) {
        return inner;
      }
      inner = cause;
    }
    return inner;
  }

  private static @Nullable Throwable causeOfWrapper(Throwable thrown) {
    if (!(thrown instanceof CompletionException) && !(thrown instanceof ExecutionException)) {
      return null;
    }
    return cause(thrown);
  }

  /** Returns the throwable's cause, or null if it has none or cannot say. */
  static @Nullable Throwable cause(Throwable thrown) {
    try {
      return thrown.getCause();
    } catch (Throwable e) {
      return null;
    }
  }

  /** Describes a throwable, safe to print. */
  static String text(Throwable thrown) {
    return Printable.text(describe(thrown));
  }

  /** Returns the simple name of a throwable's class, and its message if it has one. */
  static String describe(Throwable thrown) {
    String type = thrown.getClass().getSimpleName();
    try {
      String message = thrown.getMessage();
      return message == null ? type : type + ": " + message;
    } catch (Throwable e) {
      return type + " (its message could not be read: " + e.getClass().getSimpleName() + ")";
    }
  }
}
