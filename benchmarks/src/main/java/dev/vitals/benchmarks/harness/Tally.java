package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many watchers hold which status, and since when all hold the same. Counted on the client's
 * loop; waited for by one other thread.
 */
final class Tally {

  /** The status of a watcher that was told none yet; after those of the protocol. */
  static final byte NONE = 4;

  private static final byte NOBODY = -1;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

  private final Executor loop;
  private final Thread waiting = Thread.currentThread();

  // Confined to the loop.
  private final int[] holding = new int[NONE + 1];
  private int watchers;
  private long messages;

  private volatile byte agreed = NOBODY;
  private volatile long agreedAt;
  private volatile @Nullable String failure;

  Tally(Executor loop) {
    this.loop = loop;
  }

  /** A watcher joins; it holds nothing. On the loop, as the next two. */
  void join(int more) {
    watchers += more;
    holding[NONE] += more;
    agreed = NOBODY;
  }

  /** A watcher that held one status was told another. */
  void told(byte before, byte now) {
    messages++;
    holding[before]--;
    if (++holding[now] == watchers) {
      agreedAt = System.nanoTime();
      agreed = now;
      LockSupport.unpark(waiting);
    } else if (agreed != NOBODY) {
      agreed = NOBODY;
    }
  }

  void fail(String why) {
    failure = why;
    LockSupport.unpark(waiting);
  }

  /** Forgets all watchers, and waits until they are forgotten. */
  void reset() {
    onLoop(
        () -> {
          Arrays.fill(holding, 0);
          watchers = 0;
          agreed = NOBODY;
          return 0L;
        });
  }

  /** Waits until all hold this status; returns since when. */
  long await(int status, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!isAgreed(status)) {
      if (System.nanoTime() - deadline > 0) {
        throw new HarnessException(
            "watchers: not all hold status " + status + " after " + patience);
      }
      LockSupport.parkNanos(this, LOOK_AGAIN.toNanos());
    }
    return agreedAt;
  }

  /** Whether all hold this status now. */
  boolean isAgreed(int status) {
    if (failure != null) {
      throw new HarnessException(failure);
    }
    return agreed == status;
  }

  /** Returns since when all hold what they hold. */
  long agreedAt() {
    return agreedAt;
  }

  /** Returns how many messages have come so far. */
  long messages() {
    return onLoop(() -> messages);
  }

  private long onLoop(Supplier<Long> question) {
    CompletableFuture<Long> answer = new CompletableFuture<>();
    loop.execute(() -> answer.complete(question.get()));
    return answer.join();
  }
}
