package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then at things that should get on by themselves. It ticks only while there is
 * something to look at. Thread-safe.
 */
final class Supervisor {

  /** Something that is looked at. */
  @FunctionalInterface
  interface Supervised {
    /**
     * Sees whether it gets on, and helps if not. Called on the timer's thread, with no lock held:
     * it must not block, nor run foreign code.
     *
     * @return whether it is to be looked at again
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

  private volatile boolean stopped; // since the timer failed; written under this

  /**
   * Makes one that looks at nothing.
   *
   * @param whenItFails runs when the timer does not take the next tick
   */
  Supervisor(Duration period, Threads threads, Runnable whenItFails, Log log) {
    this.period = period;
    this.whenItFails = whenItFails;
    this.threads = threads;
    this.log = log;
  }

  /** Looks at it from now on, until it says that this is enough. No lock is held. */
  void register(Supervised thing) {
    synchronized (this) {
      if (closed || !supervised.add(thing) || ticking) {
        return;
      }
      ticking = true;
    }
    schedule(generation());
  }

  /** Need not be looked at any more. No lock is held. */
  synchronized void forget(Supervised thing) {
    supervised.remove(thing);
  }

  /** Stops looking at the last thing, and ticking with it. No lock is held. */
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

  /** Begins anew on another timer, since the one before does not fire any more. No lock is held. */
  void restart() {
    synchronized (this) {
      generation++;
      if (!ticking) {
        return;
      }
    }
    schedule(generation());
  }

  /** Looks at nothing any more. */
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

  /** Goes on if the timer failed before. No lock is held. */
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
      // Taken out first: what registers again while it is looked at stays in.
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
      log.warn(Log.Kind.ACTION, "Health could not look after itself; it tries again", e);
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
