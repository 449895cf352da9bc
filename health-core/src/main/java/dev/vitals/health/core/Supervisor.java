package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks periodically at things that should make progress by themselves. It ticks only while there
 * is something to look at. Thread-safe.
 *
 * <p>A timer may lose a tick. So whoever registers a thing, and {@link #revive}, schedule another
 * one if the next tick is overdue. Of several ticks that are due, one counts.
 */
final class Supervisor {

  /** Something that should make progress. */
  @FunctionalInterface
  interface Supervised {
    /**
     * Checks for progress, and helps if there is none. Called on the timer's thread, with no lock
     * held: it must not block, nor run foreign code itself, but may submit it.
     *
     * @return whether to look again at the next tick
     */
    boolean look();
  }

  /** So late is a tick only if the timer has lost it, or the process was paused. */
  private static final long OVERDUE = Duration.ofSeconds(1).toNanos();

  private final Duration period;
  private final Threads threads;
  private final Runnable whenItFails;
  private final Log log;

  @GuardedBy("this")
  private final Set<Supervised> supervised = new LinkedHashSet<>();

  @GuardedBy("this")
  private boolean ticking;

  @GuardedBy("this")
  private boolean closed;

  @GuardedBy("this")
  private long due; // when the next tick is due, while it ticks

  @GuardedBy("this")
  private int generation; // each tick has another one

  @GuardedBy("this")
  private HealthTime.@Nullable Task scheduled;

  /**
   * Creates a supervisor that has nothing to look at.
   *
   * @param whenItFails runs when the timer refuses the next tick
   */
  Supervisor(Duration period, Threads threads, Runnable whenItFails, Log log) {
    this.period = period;
    this.whenItFails = whenItFails;
    this.threads = threads;
    this.log = log;
  }

  /**
   * Looks at a thing from now on, until its {@code look} returns false. The caller holds no lock.
   */
  void register(Supervised thing) {
    synchronized (this) {
      if (closed) {
        return;
      }
      supervised.add(thing);
    }
    revive();
  }

  /** Stops looking at a thing. The caller holds no lock. */
  synchronized void forget(Supervised thing) {
    supervised.remove(thing);
  }

  /** Stops looking at a thing, and stops ticking if it was the last. The caller holds no lock. */
  void stop(Supervised last) {
    HealthTime.Task tick = null;
    synchronized (this) {
      supervised.remove(last);
      if (supervised.isEmpty() && ticking) {
        ticking = false;
        generation++;
        tick = scheduled;
        scheduled = null;
      }
    }
    if (tick != null) {
      tick.cancel();
    }
  }

  /** Ticks on a new timer, because the old one no longer fires. The caller holds no lock. */
  void restart() {
    int number;
    synchronized (this) {
      number = ++generation;
      if (!ticking && supervised.isEmpty()) {
        return;
      }
      ticking = true;
    }
    schedule(number);
  }

  /** Stops ticking for good. */
  void close() {
    HealthTime.Task tick;
    synchronized (this) {
      closed = true;
      generation++;
      supervised.clear();
      ticking = false;
      tick = scheduled;
      scheduled = null;
    }
    if (tick != null) {
      tick.cancel();
    }
  }

  private void schedule(int number) {
    try {
      expect(period);
      HealthTime.Task tick = threads.schedule(() -> tick(number), period);
      synchronized (this) {
        if (number == generation && ticking) {
          scheduled = tick;
          return;
        }
      }
      tick.cancel();
    } catch (Throwable e) {
      synchronized (this) {
        ticking = false;
      }
      whenItFails.run();
      threads.callLater(this::revive);
      log.warn(Log.Kind.TIMER, "The timer failed; health tries again", e);
    }
  }

  private synchronized void expect(Duration delay) {
    due = threads.time.nanos() + delay.toNanos();
  }

  /**
   * Ticks again if the timer has failed, or has lost the tick that is due. The caller holds no
   * lock.
   */
  void revive() {
    int number;
    synchronized (this) {
      if (closed || supervised.isEmpty() || (ticking && !isOverdue())) {
        return;
      }
      ticking = true;
      number = generation;
    }
    schedule(number);
  }

  @GuardedBy("this")
  private boolean isOverdue() {
    return threads.time.nanos() - due > OVERDUE;
  }

  private void tick(int expected) {
    List<Supervised> now;
    int number;
    synchronized (this) {
      if (expected != generation) {
        return;
      }
      number = ++generation; // a second tick of the old one does nothing
      // Cleared first, so that a thing that registers again during its look stays registered.
      now = new ArrayList<>(supervised);
      supervised.clear();
    }
    boolean again = false;
    try {
      now.forEach(this::look);
    } finally {
      synchronized (this) {
        again = !closed && number == generation && !supervised.isEmpty();
        ticking = again || (ticking && number != generation);
      }
      if (again) {
        schedule(number);
      }
    }
  }

  private void look(Supervised thing) {
    boolean again = true;
    try {
      again = thing.look();
    } catch (Throwable e) {
      log.warn(Log.Kind.ACTION, "Health could not supervise its work; it tries again", e);
    }
    if (again) {
      synchronized (this) {
        if (!closed) {
          supervised.add(thing);
        }
      }
    }
  }
}
