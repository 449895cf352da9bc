package dev.vitals.health.core;

import dev.vitals.health.HealthListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events that wait for one listener. A change adds its event under the kernel's lock, in the
 * order in which changes happen; one thread at a time delivers them. That lock guards all fields
 * that are not volatile.
 */
final class ListenerQueue {

  static final int CAPACITY = 1024;

  /** After this many events a task hands the rest to a new task, and gives its thread back. */
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

  boolean isOf(HealthListener other) {
    return listener == other;
  }

  boolean isDelivering() {
    return delivering;
  }

  /** Forgets the events that wait. The caller holds the lock, and adds no other event. */
  void end() {
    events.clear();
    missed = 0;
  }

  /** Adds an event, and drops the oldest if the queue is full. The caller holds the lock. */
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
        broken = true; // not a call: a stack overflow may leave no stack for one
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
