package dev.vitals.health.spring;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** What an indicator does that a test steers; each version of Boot has its own type for it. */
abstract class Steering {

  final AtomicInteger calls = new AtomicInteger();
  private volatile Supplier<Answer> behaviour = () -> new Answer("UP", "", null);

  void says(String status) {
    behaves(() -> new Answer(status, "", null));
  }

  void says(String status, String error) {
    behaves(() -> new Answer(status, "", error));
  }

  void behaves(Supplier<Answer> behaviour) {
    this.behaviour = behaviour;
  }

  void throwsOut() {
    behaves(
        () -> {
          throw new IllegalStateException("the indicator is broken");
        });
  }

  /**
   * Hangs from now on, deaf to interruption, until the second latch opens; or for longer than any
   * test may take.
   */
  void hangs(CountDownLatch entered, CountDownLatch release) {
    behaves(
        () -> {
          entered.countDown();
          long deadline = System.nanoTime() + MINUTES.toNanos(5);
          boolean over = false;
          while (!over) {
            try {
              release.await(deadline - System.nanoTime(), NANOSECONDS);
              over = true;
            } catch (InterruptedException deaf) {
              // goes on waiting
            }
          }
          return new Answer("UP", "", null);
        });
  }

  final Answer ask() {
    calls.incrementAndGet();
    return behaviour.get();
  }
}
