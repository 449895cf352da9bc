package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.Printable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Watchers of one name: all of them if they are few, otherwise those of one or a few routes, or
 * some without a route.
 *
 * <p>One task, a pass, notifies them. It calls each listener at most once: one round. If something
 * changes during the round, the next round is a task of its own, so that the name's other shards,
 * and other work of the executor, get their turn. Several passes share a round only while a
 * listener hangs.
 */
final class WatcherShard implements Supervisor.Supervised {

  /*
   * Guarded by the monitor of this, which a pass takes for each watch.
   *
   * The watches form a ring. `cursor` is the next one to call, and `remaining` counts the watches
   * from there on that have not been called since the last change. A change makes `remaining` the
   * whole ring and does not move the cursor. Invariants
   *   1. Each watch has been called since the change `seen`, or is being called, or is among the
   *      next `remaining` ones. If one of these leaves, they reach one watch further. A watch that
   *      joins comes last, behind the cursor, and gets the newest status by its first poll.
   *   2. While `remaining` > 0, a pass is under way or the relay runs. A pass that ends with
   *      watches left wakes the relay. A pass that the watchdog gives up is replaced within the
   *      same step.
   *   3. One thread at a time calls a listener. A pass that reaches a listener that is being called
   *      sets `again`. When that call returns, a spare thread calls the listener once more.
   *
   * So while changes keep coming, each watcher is called within one round, and when they stop, each
   * has been called after the last one.
   *
   * A listener that holds a pass from one look of the watchdog to the next, a tenth of a second
   * later, is slow. From then on a spare thread calls it, until it is quick again. Several passes
   * replace the one that it holds up, more each time, so that sixty listeners that hang delay the
   * others by some tenths of a second.
   */

  private static final long QUICK_NANOS = 10_000_000;

  /** A pass that calls fewer listeners between two looks is slow: others help it. */
  private static final int MIN_PROGRESS = 100;

  private static final int GROWTH_FACTOR = 4;
  private static final int MAX_PASSES = 64;

  final ServiceWatchers watchers;

  /** Its index among the shards by route; negative if it has none. */
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
  private boolean supervised; // whether the watchdog looks at it

  @GuardedBy("this")
  private int replacements = GROWTH_FACTOR; // how many passes replace the next one that is held up

  WatcherShard(ServiceWatchers watchers, int key) {
    this.watchers = watchers;
    this.key = key;
    seen = watchers.changes;
  }

  synchronized int size() {
    return size;
  }

  /** Adds a watch at the end of the ring. */
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

  /** Removes a watch; false if it was removed before. */
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
    watch.next = watch; // a closed watch must not keep its neighbours in memory
    watch.previous = watch;
    return true;
  }

  /** Begins a pass if one is due and none is under way. The caller runs it. */
  synchronized @Nullable NotificationPass begin() {
    if (!passes.isEmpty()) {
      removeBroken();
    }
    if (!passes.isEmpty() || size == 0) {
      return null;
    }
    catchUp();
    return remaining > 0 ? add() : null;
  }

  /** Puts the shard under the watchdog. The caller holds no lock. */
  void supervise() {
    synchronized (this) {
      if (supervised) {
        return;
      }
      supervised = true;
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

  /** Returns the next watch for a pass to call, or null if the pass is over. */
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
      watch.again = true; // it is called once more when this call returns
      watch = cursor;
    }
    passes.remove(pass);
    pass.leavesSome = remaining > 0;
    if (remaining == 0 && passes.isEmpty()) {
      replacements = GROWTH_FACTOR;
    }
    return null;
  }

  /** Removes passes that an Error has ended, and makes all watches due again. */
  @GuardedBy("this")
  private void removeBroken() {
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

  /** Calls the listener of a watch that a pass got from {@link #next}. */
  void call(LiveWatch watch) {
    if (watch.slow) {
      callOnSpareThread(watch);
    } else {
      watch.call();
      if (isCalledAgain(watch)) {
        callOnSpareThread(watch);
      }
    }
  }

  private synchronized boolean isCalledAgain(LiveWatch watch) {
    boolean again = watch.again;
    watch.again = false;
    watch.calling = again;
    return again;
  }

  private void callOnSpareThread(LiveWatch watch) {
    watchers.names.kernel.handToSpare(() -> callSlow(watch));
  }

  private void callSlow(LiveWatch watch) {
    long start = System.nanoTime();
    watch.call();
    if (isCalledAgain(watch)) {
      callOnSpareThread(watch); // a task of its own, so that other slow listeners get their turn
    } else if (System.nanoTime() - start < QUICK_NANOS) {
      watch.slow = false;
    }
  }

  /** Replaces passes that a listener holds up. */
  @Override
  public boolean look() {
    List<NotificationPass> started = new ArrayList<>();
    boolean needsHelp = false;
    boolean listenerHangs = false;
    int stuck = 0;
    synchronized (this) {
      for (NotificationPass pass : List.copyOf(passes)) {
        int progress = pass.progress();
        needsHelp |= progress < MIN_PROGRESS;
        if (progress == 0) {
          listenerHangs |= giveUp(pass);
          stuck += pass.hasAddedThread ? 1 : 0;
        }
      }
      if (needsHelp) {
        catchUp();
        int wanted = remaining > 0 ? Math.min(replacements, MAX_PASSES) : 0;
        while (passes.size() < wanted) {
          NotificationPass pass = add();
          pass.apart = true;
          started.add(pass);
        }
        replacements = Math.min(replacements * GROWTH_FACTOR, MAX_PASSES);
      }
      supervised = !passes.isEmpty();
    }
    if (listenerHangs) {
      warn();
    }
    watchers.names.kernel.threads.addNotifierThreads(stuck);
    started.forEach(watchers.names.kernel.threads::runApart);
    return isSupervised();
  }

  /** Whether the notifier has to shrink again, because a pass that was given up has ended. */
  synchronized boolean takesBackThread(NotificationPass pass) {
    boolean takes = pass.hasAddedThread;
    pass.hasAddedThread = false;
    return takes;
  }

  private synchronized boolean isSupervised() {
    return supervised;
  }

  /** Gives a pass up; true if a listener holds it up, false if no thread has begun it. */
  @GuardedBy("this")
  private boolean giveUp(NotificationPass pass) {
    pass.givenUp = true;
    passes.remove(pass);
    LiveWatch called = pass.current;
    if (called != null) {
      called.slow = true;
      pass.hasAddedThread = !pass.apart;
    }
    return called != null;
  }

  private void warn() {
    watchers.names.kernel.log.warn(
        Log.Kind.WATCHER_SLOW,
        "A watch listener of "
            + Printable.quote(watchers.name)
            + " blocks its thread; other threads notify the others");
  }
}
