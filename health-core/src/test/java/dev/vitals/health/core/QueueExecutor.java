package dev.vitals.health.core;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Keeps tasks until the test runs them; refuses them while told to. */
final class QueueExecutor implements Executor {

  final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  boolean refuses;
  int refused;

  @Override
  public void execute(Runnable task) {
    if (refuses) {
      refused++;
      throw new RejectedExecutionException("saturated");
    }
    tasks.add(task);
  }

  void runNext() {
    tasks.remove().run();
  }

  void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }
}
