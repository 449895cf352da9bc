package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The log of one health. A logger is foreign code: health drops what it throws and goes on.
 *
 * <p>Logs at most one warning of each kind per second, with the number of warnings left out before
 * it. So ten thousand watchers that fail at once make one line. Exceptions are logged with their
 * messages escaped and cut. Thread-safe.
 */
final class Log {

  /** Kinds of warnings, each with a rate limit of its own. */
  enum Kind {
    ACTION,
    ANSWER,
    CANCEL,
    EXECUTOR,
    LISTENER,
    RANDOM,
    TIMER,
    WATCHER_FAILED,
    WATCHER_SLOW
  }

  private static final System.Logger logger = System.getLogger("dev.vitals.health");
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int CAUSES = 8;

  @GuardedBy("this")
  private final long[] lastAt = new long[Kind.values().length];

  @GuardedBy("this")
  private final long[] leftOut = new long[Kind.values().length];

  @GuardedBy("this")
  private final boolean[] begun = new boolean[Kind.values().length];

  @GuardedBy("this")
  private boolean closed;

  // Written once, before any other thread logs.
  private BooleanSupplier mustNotBlock = () -> false;
  private Executor apart = Runnable::run;

  /** Has an executor write the lines of threads that must not block, because a logger may hang. */
  void writeApart(BooleanSupplier mustNotBlock, Executor executor) {
    this.mustNotBlock = mustNotBlock;
    apart = executor;
  }

  /** Ends warnings about executors and timers, which may refuse from now on. */
  synchronized void close() {
    closed = true;
  }

  void warn(Kind kind, String text) {
    warn(kind, text, null);
  }

  void warn(Kind kind, String text, @Nullable Throwable thrown) {
    try {
      long before = admit(kind);
      if (before >= 0) {
        String line = before == 0 ? text : text + " (and " + before + " more such warnings before)";
        Throwable printed = thrown == null ? null : printable(thrown);
        if (mustNotBlock.getAsBoolean()) {
          apart.execute(() -> write(line, printed));
        } else {
          write(line, printed);
        }
      }
    } catch (Throwable e) {
      // Nothing is left to report it to.
    }
  }

  private static void write(String line, @Nullable Throwable thrown) {
    try {
      logger.log(Level.WARNING, line, thrown);
    } catch (Throwable e) {
      // Nothing is left to report it to.
    }
  }

  /**
   * Returns how many warnings of this kind were left out since the last one; -1 to leave this out,
   * too.
   */
  private synchronized long admit(Kind kind) {
    int of = kind.ordinal();
    long now = System.nanoTime();
    if (closed && (kind == Kind.EXECUTOR || kind == Kind.TIMER)) {
      return -1;
    }
    if (begun[of] && now - lastAt[of] < SECOND) {
      leftOut[of]++;
      return -1;
    }
    begun[of] = true;
    lastAt[of] = now;
    long before = leftOut[of];
    leftOut[of] = 0;
    return before;
  }

  /** Logs a line without a rate limit: {@link TransitionLog} has its own. */
  static void line(Level level, String text) {
    try {
      logger.log(level, text);
    } catch (Throwable e) {
      // Nothing is left to report it to.
    }
  }

  /** Returns a copy that is safe to print, because messages are untrusted text. */
  private static Throwable printable(Throwable thrown) {
    return printable(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static Throwable printable(Throwable thrown, Set<Throwable> seen) {
    seen.add(thrown);
    Throwable cause = Failures.cause(thrown);
    Throwable printed = null;
    if (cause != null && !seen.contains(cause) && seen.size() < CAUSES) {
      printed = printable(cause, seen);
    }
    return new Printed(Failures.text(thrown), thrown.getStackTrace(), printed);
  }

  /**
   * Prints like the throwable that it stands for. Loggers print what {@code toString} returns, or
   * the class and what {@code getMessage} returns: both are escaped.
   */
  private static final class Printed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    Printed(String text, StackTraceElement[] trace, @Nullable Throwable cause) {
      super(text);
      if (cause != null) {
        initCause(cause);
      }
      this.text = text;
      setStackTrace(trace);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
