package dev.vitals.health.core;

import dev.vitals.health.Printable;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Logs each transition on one line: as a warning if a service turns to {@code NOT_SERVING}, or from
 * {@code SERVING} to {@code UNKNOWN}; otherwise as information.
 *
 * <p>At most {@value #LINES} lines a second. Further transitions wait, merged into one line per
 * service, which is logged in the next seconds, warnings first; if it ends where it began, as a
 * warning. So however fast a service flaps, its last line has its last status. A line that only
 * names another cause is left out beyond that limit. Guarded by the kernel's lock; a thread of the
 * notifier writes.
 */
final class TransitionLog {

  static final int LINES = 20;

  private static final int SETTLED_LINES = 100;

  /** So many first lines may wait: a server that starts thousands of services names some. */
  private static final int MAX_FIRST_LINES = 100;

  /** While so many lines wait for a logger that hangs, transitions are merged. */
  private static final int MAX_UNWRITTEN = 100;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** A line to write. */
  private record Line(Level level, String text) {}

  /** A service's transitions since its last line, merged. */
  private record Merged(ServingStatus from, Transition last, int changes) {

    Level level() {
      boolean flapped = changes > 1 && from == last.to();
      return flapped ? Level.WARNING : TransitionLog.level(from, last.to());
    }
  }

  private final Kernel kernel;
  private final OneShotTimer second;
  private final Queue<Line> lines = new ArrayDeque<>();
  private final Map<String, Merged> warnings = new LinkedHashMap<>(); // that wait, like the next
  private final Map<String, Merged> others = new LinkedHashMap<>();

  /** Services without a line so far. They get one when they stop serving. */
  private final Set<String> silent = new HashSet<>();

  private int left; // how many have become silent since the last line that says so
  private long begun;
  private int admitted;
  private boolean writing;
  private volatile boolean broken; // an Error has ended the task that writes

  TransitionLog(Kernel kernel) {
    this.kernel = kernel;
    begun = kernel.clock.nanos();
    second = new OneShotTimer(kernel, this::nextSecond);
  }

  /**
   * Writes what waits, up to a limit, before a drain or a close makes it outdated. The caller holds
   * the lock.
   *
   * @return how many services' lines were left out
   */
  int settle() {
    int count = 0;
    for (Map<String, Merged> waiting : List.of(warnings, others)) {
      for (Merged merged : waiting.values()) {
        if (count++ < SETTLED_LINES) {
          write(line(merged));
        }
      }
      waiting.clear();
    }
    return Math.max(0, count - SETTLED_LINES);
  }

  /** Writes a line, whatever the limit. The caller holds the lock, as for {@link #add}. */
  void note(String text) {
    write(new Line(Level.INFO, text));
  }

  /** Writes a warning, whatever the limit. The caller holds the lock, as for {@link #add}. */
  void warn(String text) {
    write(new Line(Level.WARNING, text));
  }

  void add(Transition transition) {
    String service = transition.service();
    if (staysSilent(transition)) {
      return;
    }
    boolean waits = warnings.containsKey(service) || others.containsKey(service);
    if (!waits && admits()) {
      write(new Line(level(transition.from(), transition.to()), transition.describe()));
      return;
    }
    boolean first = transition.from() == ServingStatus.SERVICE_UNKNOWN;
    if (first && others.size() >= MAX_FIRST_LINES) {
      silent.add(service);
      left++;
    } else {
      await(service, transition);
    }
    second.setIfUnset(Math.max(0, SECOND - (kernel.clock.nanos() - begun)));
  }

  /**
   * Logs why a service is still {@code NOT_SERVING}, unless too many lines wait or were written in
   * this second. The caller holds the lock.
   */
  void causeChanged(String service, String reason) {
    boolean waits = warnings.containsKey(service) || others.containsKey(service);
    if (!waits && admits()) {
      warn(Printable.quote(service) + " is still NOT_SERVING: " + Printable.text(reason));
    }
  }

  /** Sets its timer again if it has been lost. The caller holds the lock. */
  void setTimerIfLost() {
    second.setAgainIfLost();
  }

  /** Sets its timer again on a new underlying timer. The caller holds the lock. */
  void setTimerAgain() {
    second.setAgain();
  }

  private boolean staysSilent(Transition transition) {
    boolean stays =
        silent.contains(transition.service())
            && level(transition.from(), transition.to()) == Level.INFO;
    if (!stays || transition.to() == ServingStatus.SERVICE_UNKNOWN) {
      silent.remove(transition.service());
    }
    return stays;
  }

  /** Keeps a transition for a later line. A service that goes on changing keeps its place. */
  private void await(String service, Transition transition) {
    Merged before = warnings.containsKey(service) ? warnings.get(service) : others.get(service);
    Merged now =
        before == null
            ? new Merged(transition.from(), transition, 1)
            : new Merged(before.from, transition, before.changes + 1);
    boolean warns = now.level() == Level.WARNING;
    (warns ? others : warnings).remove(service);
    (warns ? warnings : others).put(service, now);
  }

  private boolean admits() {
    long now = kernel.clock.nanos();
    if (now - begun >= SECOND) {
      begun = now;
      admitted = 0;
    }
    return admitted < LINES && lines.size() < MAX_UNWRITTEN && ++admitted > 0;
  }

  private void nextSecond() {
    writeAdmitted(warnings);
    writeAdmitted(others);
    if (others.isEmpty() && left > 0) {
      note("Further services have changed: " + left);
      left = 0;
    }
    if (!warnings.isEmpty() || !others.isEmpty()) {
      second.setIfUnset(Math.max(1, SECOND - (kernel.clock.nanos() - begun)));
    }
  }

  private void writeAdmitted(Map<String, Merged> waiting) {
    Iterator<Merged> merged = waiting.values().iterator();
    while (merged.hasNext() && admits()) {
      write(line(merged.next()));
      merged.remove();
    }
  }

  private static Line line(Merged merged) {
    Transition last = merged.last;
    if (merged.changes == 1) {
      return new Line(merged.level(), last.describe());
    }
    String why = last.reason().isEmpty() ? "" : ": " + Printable.text(last.reason());
    return new Line(
        merged.level(),
        Printable.quote(last.service())
            + ' '
            + merged.from
            + " -> "
            + last.to()
            + " after "
            + merged.changes
            + " changes"
            + why);
  }

  private static Level level(ServingStatus from, ServingStatus to) {
    boolean worse =
        to == ServingStatus.NOT_SERVING
            || (from == ServingStatus.SERVING && to == ServingStatus.UNKNOWN);
    return worse ? Level.WARNING : Level.INFO;
  }

  private void write(Line line) {
    lines.add(line);
    if (!writing || broken) {
      kernel.deferred.add(() -> kernel.handOff(kernel.threads.notifier, this::writeAll));
      writing = true;
      broken = false;
    }
  }

  private void writeAll() {
    boolean over = false;
    try {
      for (Line line = next(); line != null; line = next()) {
        Log.line(line.level, line.text);
      }
      over = true;
    } finally {
      if (!over) {
        broken = true; // not a call: a stack overflow may leave no stack for one
      }
    }
  }

  private @Nullable Line next() {
    synchronized (kernel.lock) {
      Line line = lines.poll();
      writing = line != null;
      return line;
    }
  }
}
