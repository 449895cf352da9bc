package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watchers of one name that are notified by one task at a time: all of them if they are few, else
 * those of one route.
 *
 * <p>A task calls each listener once, at most: one round. If something has changed meanwhile, the
 * next round is a task of its own, so that the other shards of the name, and other work of the
 * executor, get their turn.
 */
final class WatcherShard implements Supervisor.Supervised {

  /*
   * Guarded by the monitor of this, which a pass takes for each watch.
   *
   * The watches form a ring. `cursor` is the next one to call, and `remaining` counts those from
   * there on that have not been called since the last change; a change makes it the whole ring and
   * does not move the cursor. Invariants
   *   1. Every watch that has not been called since the change `seen`, or is being called, is among
   *      the next `remaining` ones. One that leaves makes them reach one further; one that joins
   *      comes last, behind the cursor, and reads the newest status by its first poll.
   *   2. While `remaining` > 0 a pass is under way, or the relay is on. A pass that ends with some
   *      left wakes the relay; one that the watchdog gives up is replaced within the same step.
   *   3. A listener is called by one thread at a time. A pass that comes to one that is being called
   *      leaves a note, and the thread that calls it does so again.
   * So while changes keep coming each watcher is called within one round, and when they stop,
   * everyone has been called after the last one.
   *
   * A listener that does not come back within a tenth of a second is slow: it is called apart from
   * then on, by a spare thread, until it is quick again. The pass that it holds up is replaced by
   * several, more each time, so that sixty that hang delay the others by some tenths of a second.
   */

  private static final long QUICK_NANOS = 10_000_000;
  private static final int FASTER = 4;
  private static final int MOST_PASSES = 64;

  final ServiceWatchers watchers;

  /** Its place among the shards of routes; negative if it is none. */
  final int key;

  @GuardedBy("this")
  private @Nullable LiveWatch cursor;

  @GuardedBy("this")
  private int size;

  @GuardedBy("this")
  private int remaining;

  @GuardedBy("this")
  private int seen;

  @GuardedBy("this")
  private final List<NotificationPass> passes = new ArrayList<>(1);

  @GuardedBy("this")
  private boolean watched; // by the watchdog

  @GuardedBy("this")
  private int replacements = FASTER; // how many passes take over from the next one that is held up

  WatcherShard(ServiceWatchers watchers, int key) {
    this.watchers = watchers;
    this.key = key;
    seen = watchers.changes;
  }

  synchronized int size() {
    return size;
  }

  /** Takes in a watch, as the last one of the ring. */
  synchronized void add(LiveWatch watch) {
    LiveWatch first = cursor;
    if (first == null) {
      cursor = watch;
      watch.next = watch;
      watch.previous = watch;
    } else {
      LiveWatch last = first.previous;
      watch.previous = last;
      watch.next = first;
      last.next = watch;
      first.previous = watch;
    }
    watch.joined = true;
    size++;
  }

  /** Lets a watch go; false if it is gone already. */
  synchronized boolean remove(LiveWatch watch) {
    if (!watch.joined) {
      return false;
    }
    watch.joined = false;
    size--;
    remaining = Math.min(remaining, size);
    if (size == 0) {
      cursor = null;
    } else {
      watch.previous.next = watch.next;
      watch.next.previous = watch.previous;
      cursor = cursor == watch ? watch.next : cursor;
    }
    watch.next = watch; // who keeps a closed watch keeps nobody else's
    watch.previous = watch;
    return true;
  }

  /** Begins a pass if one is due and none is under way. The caller runs it. */
  synchronized @Nullable NotificationPass begin() {
    if (!passes.isEmpty()) {
      takeOutBroken();
    }
    if (!passes.isEmpty() || size == 0) {
      return null;
    }
    catchUp();
    return remaining > 0 ? add() : null;
  }

  /** Has the watchdog look at it from now on. No lock is held. */
  void supervise() {
    synchronized (this) {
      if (watched) {
        return;
      }
      watched = true;
    }
    watchers.names.kernel.watchdog.register(this);
  }

  @GuardedBy("this")
  private void catchUp() {
    if (seen != watchers.changes) {
      seen = watchers.changes;
      remaining = size;
    }
  }

  @GuardedBy("this")
  private NotificationPass add() {
    NotificationPass pass = new NotificationPass(this, size);
    passes.add(pass);
    return pass;
  }

  /** Returns the next watch for a pass to call, or null if it is over. */
  synchronized @Nullable LiveWatch next(NotificationPass pass) {
    pass.current = null;
    pass.steps++;
    if (pass.givenUp) {
      return null;
    }
    catchUp();
    LiveWatch watch = cursor;
    while (watch != null && remaining > 0 && pass.budget > 0) {
      remaining--;
      pass.budget--;
      cursor = watch.next;
      if (!watch.calling) {
        watch.calling = true;
        pass.current = watch;
        return watch;
      }
      watch.again = true; // by the thread that calls it
      watch = cursor;
    }
    passes.remove(pass);
    pass.leavesSome = remaining > 0;
    if (remaining == 0 && passes.isEmpty()) {
      replacements = FASTER;
    }
    return null;
  }

  /** Takes out a pass that an Error has ended: all are to be called again. */
  @GuardedBy("this")
  private void takeOutBroken() {
    for (NotificationPass pass : List.copyOf(passes)) {
      LiveWatch watch = pass.current;
      if (pass.broken) {
        passes.remove(pass);
        remaining = size;
        if (watch != null) {
          watch.calling = false;
          watch.again = false;
        }
      }
    }
  }

  /** Calls the listener of a watch that a pass was given. */
  void call(LiveWatch watch) {
    if (watch.slow) {
      callApart(watch);
    } else {
      watch.call();
      if (isCalledAgain(watch)) {
        callApart(watch);
      }
    }
  }

  private synchronized boolean isCalledAgain(LiveWatch watch) {
    boolean again = watch.again;
    watch.again = false;
    watch.calling = again;
    return again;
  }

  private void callApart(LiveWatch watch) {
    watchers.names.kernel.handToSpare(() -> callSlow(watch));
  }

  private void callSlow(LiveWatch watch) {
    long start = System.nanoTime();
    watch.call();
    if (isCalledAgain(watch)) {
      callApart(watch); // a task of its own: other slow ones get their turn
    } else if (System.nanoTime() - start < QUICK_NANOS) {
      watch.slow = false;
    }
  }

  /** Replaces passes that a listener holds up. */
  @Override
  public boolean look() {
    List<NotificationPass> started = new ArrayList<>();
    boolean heldUp = false;
    synchronized (this) {
      for (NotificationPass pass : List.copyOf(passes)) {
        if (pass.isHeldUp()) {
          heldUp = true;
          giveUp(pass);
        }
      }
      if (heldUp) {
        catchUp();
        int wanted = remaining > 0 ? Math.min(replacements, MOST_PASSES) : 0;
        while (passes.size() < wanted) {
          started.add(add());
        }
        replacements = Math.min(replacements * FASTER, MOST_PASSES);
      }
      watched = !passes.isEmpty();
    }
    if (heldUp) {
      warn();
    }
    started.forEach(watchers.names.kernel.threads::runApart);
    return isWatched();
  }

  private synchronized boolean isWatched() {
    return watched;
  }

  @GuardedBy("this")
  private void giveUp(NotificationPass pass) {
    pass.givenUp = true;
    passes.remove(pass);
    LiveWatch slow = pass.current;
    if (slow != null) {
      slow.slow = true;
    }
  }

  private void warn() {
    watchers.names.kernel.log.warn(
        Log.Kind.WATCHER_SLOW,
        "A watcher of "
            + Printable.quote(watchers.name)
            + " holds its thread; other threads notify the others");
  }
}
