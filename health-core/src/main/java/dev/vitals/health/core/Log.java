package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.Printable;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where one health logs. A logger is foreign code: what it throws is dropped, and health goes on.
 *
 * <p>Of each kind of warning there is at most one line a second, with the number of those that were
 * left out before it: ten thousand watchers that fail at once make one line. What was thrown is
 * logged with its messages escaped and cut. Thread-safe.
 */
final class Log {

  /** Kinds of warnings, each with an allowance of its own. */
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

  /** From now on executors and timers may refuse: no warning of theirs is logged. */
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
        logger.log(Level.WARNING, line, thrown == null ? null : printable(thrown));
      }
    } catch (Throwable e) {
      // There is no one left to tell.
    }
  }

  /** Returns how many were left out since the last line of this kind; -1 to leave this out, too. */
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

  /** A line about a service, which has an allowance elsewhere. */
  static void line(Level level, String text) {
    try {
      logger.log(level, text);
    } catch (Throwable e) {
      // There is no one left to tell.
    }
  }

  /** The same failure, safe to print: its messages came from elsewhere. */
  private static Throwable printable(Throwable thrown) {
    return printable(thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private static Throwable printable(Throwable thrown, Set<Throwable> seen) {
    seen.add(thrown);
    Throwable cause = thrown.getCause();
    Throwable printed = null;
    if (cause != null && !seen.contains(cause) && seen.size() < CAUSES) {
      printed = printable(cause, seen);
    }
    return new Printed(Failures.describe(thrown), thrown.getStackTrace(), printed);
  }

  /** Looks like what it stands for. */
  private static final class Printed extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    Printed(String text, StackTraceElement[] trace, @Nullable Throwable cause) {
      super(text);
      if (cause != null) {
        initCause(cause);
      }
      this.text = Printable.text(text);
      setStackTrace(trace);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
