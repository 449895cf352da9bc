package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.Arrays;

/** Changes the status again and again, each time until the last watcher has it. */
final class Flipper {

  private static final int SERVING = 1;
  private static final int NOT_SERVING = 2;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration REST = Duration.ofMillis(1);

  private final ServerProcess server;
  private final Tally tally;
  private boolean serving = true;
  private long[] toLast = new long[1024];
  private long[] held = new long[1024];
  private int changes;

  Flipper(ServerProcess server, Tally tally) {
    this.server = server;
    this.tally = tally;
  }

  /** Flips for so long, and so many times at least, with a rest after each. */
  Flipper flip(Duration duration, int least) {
    return flip(duration, least, REST);
  }

  /** Flips for so long, one change on the heels of another: nothing is to be measured. */
  void flipAtOnce(Duration duration) {
    flip(duration, 0, Duration.ZERO);
  }

  private Flipper flip(Duration duration, int least, Duration rest) {
    long end = System.nanoTime() + duration.toNanos();
    changes = 0;
    while (changes < least || System.nanoTime() - end < 0) {
      serving = !serving;
      Change change = server.set(serving);
      long last = tally.await(status(), PATIENCE);
      if (changes == toLast.length) {
        toLast = Arrays.copyOf(toLast, 2 * changes);
        held = Arrays.copyOf(held, 2 * changes);
      }
      toLast[changes] = last - change.at();
      held[changes++] = change.took();
      Pause.of(rest); // the server's threads go back to sleep, as they would
    }
    return this;
  }

  /** Notes that the server changed the status by itself so many times. */
  void flapped(int times) {
    serving ^= times % 2 != 0;
  }

  /** Returns the status that the watchers should hold, as the protocol numbers it. */
  int status() {
    return serving ? SERVING : NOT_SERVING;
  }

  int changes() {
    return changes;
  }

  /** Returns how long each change took to the last watcher. */
  long[] toLast() {
    return Arrays.copyOf(toLast, changes);
  }

  /** Returns how long each held its caller. */
  long[] held() {
    return Arrays.copyOf(held, changes);
  }
}
