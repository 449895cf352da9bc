package subject;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A started server that the suite steers. A method is one call of the implementation's public API;
 * one that the implementation can't make is left as it is here. {@code set} may be called by
 * several threads.
 */
interface Subject {

  /** Starts a server; what it throws is what the suite is told. */
  interface Starter {
    Subject start(Settings settings) throws Exception;
  }

  Ready ready();

  void set(String service, ServingStatus status) throws Refusal;

  default void clear(String service) throws Refusal {
    throw Refusal.unsupported("clear");
  }

  default void shutdown() throws Refusal {
    throw Refusal.unsupported("shutdown");
  }

  default void resume() throws Refusal {
    throw Refusal.unsupported("resume");
  }

  /** What the server holds now: open watches, and names. */
  default Map<String, Object> stats() throws Refusal {
    throw Refusal.unsupported("stats");
  }

  /** Lets the calls in flight end for as long as the grace, then cuts off those that are left. */
  void stop(Duration grace) throws InterruptedException;

  /**
   * Stops what can't be given a grace. After the grace, the process ends without waiting for the
   * stop.
   */
  static void stopWithin(Duration grace, Runnable stop) {
    CompletableFuture.runAsync(stop)
        .completeOnTimeout(null, grace.toMillis(), MILLISECONDS)
        .join();
  }
}
