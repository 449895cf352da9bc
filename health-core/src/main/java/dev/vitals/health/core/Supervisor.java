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
 */
final class Supervisor {

  /** Something that should make progress. */
  @FunctionalInterface
  interface Supervised {
    /**
     * Checks for progress, and helps if there is none. Called on the timer's thread, with no lock
     * held: it must not block or run foreign code.
     *
     * @return whether to look again at the next tick
     */
    boolean look();
  }

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
  private int generation;

  @GuardedBy("this")
  private HealthTime.@Nullable Task scheduled;

  private volatile boolean stopped; // because the timer failed; written under this

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
      if (closed || !supervised.add(thing) || ticking) {
        return;
      }
      ticking = true;
    }
    schedule(generation());
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
    synchronized (this) {
      generation++;
      if (!ticking) {
        return;
      }
    }
    schedule(generation());
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

  private synchronized int generation() {
    return generation;
  }

  private void schedule(int number) {
    try {
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
        stopped = true;
      }
      whenItFails.run();
      threads.callLater(this::revive);
      log.warn(Log.Kind.TIMER, "The timer failed; health tries again", e);
    }
  }

  /** Ticks again if the timer has failed before. The caller holds no lock. */
  void revive() {
    if (!stopped) {
      return;
    }
    int number;
    synchronized (this) {
      if (!stopped || closed || ticking || supervised.isEmpty()) {
        return;
      }
      stopped = false;
      ticking = true;
      number = generation;
    }
    schedule(number);
  }

  private void tick(int number) {
    List<Supervised> now;
    synchronized (this) {
      if (number != generation) {
        return;
      }
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
