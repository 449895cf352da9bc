package dev.vitals.benchmarks.harness;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** From a change to the last watcher over real sockets, and what the caller is held for. */
record FanOut(int watchers, int connections, Effort effort) implements Scenario {

  private static final Duration SILENCE = Duration.ofMillis(30);
  private static final int SERVING = 1;
  private static final int FEW = 100;
  private static final int AT_REST = 20; // when it takes a twentieth of a processor

  @Override
  public String name() {
    return "fan-out " + watchers + "/" + connections;
  }

  @Override
  public boolean mayShare() {
    return true;
  }

  /**
   * Until the compiler has come to rest, nearly; or longer by so many times.
   *
   * <p>With rests in between, a few watchers get few messages: what sends them would be compiled
   * while it is measured, of those subjects that merge {@link WatchClient#compile the changes} that
   * went before.
   */
  private void warmUp(ServerProcess server, Flipper flipper) {
    Duration least = effort.warmUp(server);
    Duration most = least.multipliedBy(effort.longer());
    Duration step = least.dividedBy(2);
    long began = System.nanoTime();
    long compiled = compiling(server);
    boolean rests = false;
    while (elapsed(began) < least.toNanos() || (!rests && elapsed(began) < most.toNanos())) {
      if (watchers <= FEW) {
        flipper.flipAtOnce(step);
      } else {
        flipper.flip(step, effort.changes());
      }
      long now = compiling(server);
      rests = now - compiled <= step.toNanos() / AT_REST;
      compiled = now;
    }
  }

  private static long elapsed(long since) {
    return System.nanoTime() - since;
  }

  private static long compiling(ServerProcess server) {
    return server.stats().getOrDefault("compiling", 0L);
  }

  @Override
  public Figures run(ServerProcess server) throws IOException {
    try (WatchClient client = new WatchClient(server.port())) {
      client.connect(connections);
      client.openAll(1);
      if (server.isFresh()) {
        client.compile(server, effort.stormCap());
      }
      if (watchers > 1) {
        client.openAll(watchers - 1);
      }
      Flipper flipper = new Flipper(server, client.tally());
      warmUp(server, flipper);
      long messagesBefore = client.quiet(SILENCE);
      Map<String, Long> before = server.stats();
      flipper.flip(effort.measure(), effort.changes());
      Map<String, Long> after = server.stats();
      long messages = client.quiet(SILENCE) - messagesBefore;
      client.tally().await(flipper.status(), Duration.ZERO);
      server.set(true);
      client.tally().await(SERVING, effort.stormCap()); // else gRPC logs each that finds us gone
      if (messages != (long) watchers * flipper.changes()) {
        throw new HarnessException(
            "messages: %d (expected: one a watcher and change, %d)"
                .formatted(messages, (long) watchers * flipper.changes()));
      }
      return new Figures()
          .micros("last", flipper.toLast())
          .micros("caller", flipper.held())
          .put("cpu_a_change_us", (after.get("cpu") - before.get("cpu")) / 1e3 / flipper.changes())
          .put(
              "allocated_a_message_b",
              (double) (after.get("allocated") - before.get("allocated")) / messages)
          .put("changes", flipper.changes());
    }
  }
}
