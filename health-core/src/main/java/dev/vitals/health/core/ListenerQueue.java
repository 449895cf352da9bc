package dev.vitals.health.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events that one listener has yet to get. Events join under the kernel's lock, in the order in
 * which they happened; one thread at a time takes them off. All fields are guarded by that lock.
 */
final class ListenerQueue {

  static final int CAPACITY = 1024;

  /** After so many events a task gives its thread back; the rest is another one's. */
  private static final int BATCH = 256;

  private final HealthListener listener;
  private final Kernel kernel;
  private final Deque<Consumer<HealthListener>> events = new ArrayDeque<>();
  private boolean delivering;
  private volatile boolean broken; // an Error has ended the task that delivers
  private long missed;

  ListenerQueue(HealthListener listener, Kernel kernel) {
    this.listener = listener;
    this.kernel = kernel;
  }

  /** Notes an event. The caller holds the lock. */
  void add(Consumer<HealthListener> event) {
    if (events.size() == CAPACITY) {
      events.removeFirst();
      missed++;
    }
    events.addLast(event);
    if (!delivering || broken) {
      kernel.deferred.add(this::handOff);
      delivering = true;
      broken = false;
    }
  }

  private void handOff() {
    kernel.handOff(kernel.threads.notifier, this::deliver);
  }

  private void deliver() {
    boolean over = false;
    try {
      deliverSome();
      over = true;
    } finally {
      if (!over) {
        broken = true; // not a call: after a stack overflow there may be no room for one
      }
    }
  }

  private void deliverSome() {
    int count = 0;
    for (Consumer<HealthListener> event = next(); event != null; event = next()) {
      try {
        event.accept(listener);
      } catch (Throwable e) {
        kernel.log.warn(Log.Kind.LISTENER, "A health listener failed; it stays", e);
      }
      if (++count == BATCH) {
        handOff();
        return;
      }
    }
  }

  private @Nullable Consumer<HealthListener> next() {
    synchronized (kernel.lock) {
      if (missed > 0) {
        long count = missed;
        missed = 0;
        return to -> to.missed(count);
      }
      Consumer<HealthListener> event = events.pollFirst();
      delivering = event != null;
      return event;
    }
  }
}
