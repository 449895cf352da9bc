package dev.vitals.health.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one listener has yet to be told. Events join under the board's lock, in the order in which
 * they happened; one thread of the notifier at a time takes them off. All fields are guarded by
 * that lock.
 */
final class ListenerQueue {

  static final int CAPACITY = 1024;

  private final HealthListener listener;
  private final Board board;
  private final Deque<Consumer<HealthListener>> events = new ArrayDeque<>();
  private boolean draining;
  private long missed;

  ListenerQueue(HealthListener listener, Board board) {
    this.listener = listener;
    this.board = board;
  }

  /** Notes an event. The caller holds the lock. */
  void add(Consumer<HealthListener> event) {
    if (events.size() == CAPACITY) {
      events.removeFirst();
      missed++;
    }
    events.addLast(event);
    if (!draining) {
      draining = true;
      board.outbox.add(this::send);
    }
  }

  private void send() {
    if (!board.outbox.hand(board.notifier, this::drain)) {
      synchronized (board.lock) {
        draining = false; // the next event tries again
      }
    }
  }

  private void drain() {
    for (Consumer<HealthListener> event = next(); event != null; event = next()) {
      try {
        event.accept(listener);
      } catch (Throwable e) {
        Log.warn("A health listener failed; it stays", e);
      }
    }
  }

  private @Nullable Consumer<HealthListener> next() {
    synchronized (board.lock) {
      if (missed > 0) {
        long count = missed;
        missed = 0;
        return told -> told.missed(count);
      }
      Consumer<HealthListener> event = events.pollFirst();
      draining = event != null;
      return event;
    }
  }
}
