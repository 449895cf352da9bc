package dev.vitals.health.core;

import dev.vitals.health.Printable;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch one name, or a part of them if they are many, told one after another.
 *
 * <p>Telling them is a walk from the last place to the first, one watch at a time, on the notifier,
 * or where they ask to be told. A change starts one, whatever the number of watches; a change
 * during the walk has it begin again.
 *
 * <p>Why none is missed: watches join at the end and leave by taking the last one into their place.
 * Walking downwards, a watch that is moved has been told already or is told now; one that joins
 * reads the newest status by its first poll.
 *
 * <p>A watch is told by one thread at a time. A thread that does not come back from a listener is
 * noticed by the watchdog, and another one walks on: a watcher that hangs harms only itself. So is
 * an executor of theirs that does not begin; the notifier always does, sooner or later.
 *
 * <p>Guarded by its own lock, which a walk takes for each watch, so that two crowds' walks do not
 * wait for one another. Whatever also needs what the board's lock guards takes that first, and
 * nothing takes it within this one.
 */
final class Crowd {

  private static final LiveWatch[] NOBODY = {};
  private static final long STALL = Duration.ofMillis(500).toNanos();

  final Audience audience;

  /** Where they ask to be told, or null. */
  final @Nullable Executor executor;

  private final Board board;
  private LiveWatch[] watches = NOBODY;
  private int size;

  private final Alarm watchdog;
  private int seen; // the audience's change that the last walk is for
  private boolean walking;
  private int cursor; // the next to be told, or below 0
  private int walker; // which thread may walk on: the one that was started last
  private boolean walkerRuns; // whether that one has begun
  private boolean near; // it was handed to their executor, and is not of the relay
  private boolean refused; // nobody took it
  private long steps;
  private long stepsSeen; // by the watchdog

  Crowd(Audience audience, @Nullable Executor executor) {
    this.audience = audience;
    this.executor = executor;
    board = audience.board;
    seen = audience.changes;
    watchdog = new Alarm(board, this::look);
  }

  /** Takes in a watch, at the end. */
  synchronized void join(LiveWatch watch) {
    if (size == watches.length) {
      watches = Arrays.copyOf(watches, Math.max(4, size + (size >> 1)));
    }
    watch.place = size;
    watches[size++] = watch;
  }

  /** Lets one go; false if it is gone already. */
  synchronized boolean leave(LiveWatch watch) {
    int place = watch.place;
    if (place >= size || watches[place] != watch) {
      return false;
    }
    LiveWatch last = watches[--size];
    watches[place] = last;
    last.place = place;
    watches[size] = null;
    if (size == 0) {
      watches = NOBODY;
    } else if (size < watches.length / 4) {
      watches = Arrays.copyOf(watches, size * 2);
    }
    return true;
  }

  /** Whether a walk is to be started. One that is on goes on by itself. */
  synchronized boolean isDue() {
    return !walking && size > 0 && seen != audience.changes;
  }

  /** A walk that has been started, to be handed off: running it may be foreign code. */
  record Walk(Crowd crowd, int number) implements Runnable {

    @Override
    public void run() {
      crowd.walk(number);
    }

    /** Hands it to the notifier. No lock is held. */
    void handOff() {
      crowd.handOff(this);
    }
  }

  /**
   * Starts a walk, which is to be handed to their executor if it is near, else to the notifier. The
   * caller holds the board's lock.
   */
  synchronized Walk start(boolean near) {
    walking = true;
    board.outbox.begin();
    beginAtTheEnd();
    return startWalker(near);
  }

  private void beginAtTheEnd() {
    seen = audience.changes;
    cursor = size - 1;
  }

  private Walk startWalker(boolean isNear) {
    walkerRuns = false;
    refused = false;
    near = isNear;
    watchdog.set(STALL);
    return new Walk(this, ++walker);
  }

  private void handOff(Walk walk) {
    if (!board.outbox.hand(board.notifier, walk)) {
      synchronized (this) {
        refused = true; // the watchdog tries again
      }
    }
  }

  private void walk(int number) {
    if (begin(number)) {
      synchronized (board.lock) {
        audience.started(this);
      }
      board.outbox.flush(); // hands off the next crowd's walk
    }
    for (LiveWatch watch = next(number, null); watch != null; watch = next(number, watch)) {
      watch.tell();
    }
    board.outbox.flush();
  }

  /** Notes that a walker has begun; whether that is in time, and news to the relay. */
  private synchronized boolean begin(int number) {
    boolean inTime = walking && number == walker;
    walkerRuns |= inTime;
    return inTime && !near;
  }

  /** Returns the next watch to tell, or null if there is nothing more for this thread to do. */
  private synchronized @Nullable LiveWatch next(int number, @Nullable LiveWatch done) {
    if (done != null) {
      done.told = done.tellAgain;
      done.tellAgain = false;
      if (done.told) {
        return done;
      }
    }
    if (number != walker || !walking) {
      return null; // it came back late, and another one walks
    }
    steps++;
    for (LiveWatch watch = step(); watch != null; watch = step()) {
      if (!watch.told) {
        watch.told = true;
        return watch;
      }
      watch.tellAgain = true; // by the thread that is in its listener
    }
    rest();
    return null;
  }

  private void rest() {
    walking = false;
    board.outbox.end();
  }

  private @Nullable LiveWatch step() {
    cursor = Math.min(cursor, size - 1);
    if (cursor < 0 && seen != audience.changes) {
      beginAtTheEnd();
    }
    return cursor < 0 ? null : watches[cursor--];
  }

  /** Sees, now and then while a walk is on, that it gets on. The caller holds the board's lock. */
  private synchronized void look() {
    boolean stalled = walking && (walkerRuns || near) && steps == stepsSeen;
    stepsSeen = steps;
    if (stalled) {
      board.outbox.add(walkerRuns ? this::warn : this::warnOfExecutor);
    }
    if (walking && refused && board.isClosed()) {
      rest(); // nobody is left to tell them
    } else if (stalled || (walking && refused)) {
      board.outbox.add(startWalker(false)::handOff);
    } else if (walking) {
      watchdog.set(STALL);
    }
  }

  private void warn() {
    String quoted = Printable.quote(audience.name);
    Log.warn("A watcher of " + quoted + " holds its thread; the others are told by another one");
  }

  private void warnOfExecutor() {
    String quoted = Printable.quote(audience.name);
    Log.warn("An executor does not come to watchers of " + quoted + "; another one tells them");
  }
}
