package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;

import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Two threads that change a service to this and to that, and a last change that all must see. */
final class Storm {

  /** Far beyond what any storm takes: on a busy machine one takes some seconds. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private Storm() {}

  /**
   * Makes so many changes with each, beside whatever else goes on, and then UNKNOWN of them all.
   */
  static void of(int changes, Health health, Runnable... beside) {
    List<Thread> threads = new ArrayList<>();
    threads.add(new Thread(() -> repeat(changes, () -> health.set("a", SERVING))));
    threads.add(new Thread(() -> repeat(changes, () -> health.set("a", NOT_SERVING))));
    for (Runnable other : beside) {
      threads.add(new Thread(() -> repeat(changes, other)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      Lab.join(thread, PATIENCE);
    }
    health.set("a", UNKNOWN);
  }

  private static void repeat(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      action.run();
    }
  }

  /** Counts down once it has been told of the last change. */
  record Witness(Object route, CountDownLatch done) implements WatchListener {

    @Override
    public void changed(Watch watch) {
      if (watch.poll() == UNKNOWN) {
        done.countDown();
      }
    }
  }
}
