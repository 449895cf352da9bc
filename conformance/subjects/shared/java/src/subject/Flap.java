package subject;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Many changes by turns, each made by whichever thread is free, and then one more to the last
 * status.
 */
record Flap(String service, int count, ServingStatus last, int threads, long pauseNanos) {

  static Flap of(Command command) throws Refusal {
    return new Flap(
        command.text("service"),
        command.integer("count", 0),
        command.status("last"),
        command.integerOr(1, "threads", 1),
        1000L * command.integerOr(0, "pauseMicros", 0));
  }

  void run(Subject subject) throws Refusal, InterruptedException {
    AtomicInteger begun = new AtomicInteger();
    Callable<Void> turns =
        () -> {
          for (int turn = begun.getAndIncrement(); turn < count; turn = begun.getAndIncrement()) {
            subject.set(service, turn % 2 == 0 ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
            if (pauseNanos > 0) {
              LockSupport.parkNanos(pauseNanos);
            }
          }
          return null;
        };
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        all.add(turns);
      }
      for (Future<Void> one : executor.invokeAll(all)) {
        one.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      executor.shutdown();
    }
    subject.set(service, last);
  }
}
