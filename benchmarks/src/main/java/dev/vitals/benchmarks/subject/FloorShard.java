package dev.vitals.benchmarks.subject;

import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The watchers of one connection, in the order in which they came. A shard that is already queued
 * is not queued again; changes during a pass start one more. Its monitor guards its calls.
 */
final class FloorShard implements Runnable {

  private final Executor executor;
  private final AtomicInteger signals = new AtomicInteger();
  private FloorWatch[] watches = new FloorWatch[4];
  private int size;

  FloorShard(Executor executor) {
    this.executor = executor;
  }

  void signal() {
    if (signals.getAndIncrement() == 0) {
      executor.execute(this);
    }
  }

  @Override
  public void run() {
    int seen;
    do {
      seen = signals.get();
      pass();
    } while (!signals.compareAndSet(seen, 0));
  }

  private synchronized void pass() {
    for (int i = 0; i < size; i++) {
      watches[i].send();
    }
  }

  synchronized void add(FloorWatch watch) {
    if (size == watches.length) {
      watches = Arrays.copyOf(watches, 2 * size);
    }
    watch.place = size;
    watches[size++] = watch;
  }

  /** Takes one out; true if it was the last. */
  synchronized boolean remove(FloorWatch watch) {
    FloorWatch last = watches[--size];
    watches[watch.place] = last;
    last.place = watch.place;
    watches[size] = null;
    return size == 0;
  }
}
