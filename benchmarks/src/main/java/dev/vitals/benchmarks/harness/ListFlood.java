package dev.vitals.benchmarks.harness;

import dev.vitals.benchmarks.wire.Frames;
import dev.vitals.benchmarks.wire.Loop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Whether others are served while one client floods a server: what a Check takes there, beside what
 * it takes at the same moments on a server of the same kind that nobody else uses, and what a
 * change holds its caller for.
 *
 * <p>The client holds watches of unknown names and sends Lists on one connection, at an even pace,
 * without waiting for answers. All of it is on loopback, and ends after so many.
 *
 * @param lists how many are sent; the first sixth of them is to warm up
 * @param unknownNames how many are watched meanwhile, if the server lets one client
 */
record ListFlood(int lists, int unknownNames, TrialDurations durations) implements Scenario {

  private static final Duration TICK = Duration.ofMillis(5);
  private static final int LISTS_PER_TICK = 25; // 5,000 a second
  private static final int WARM_UP_DIVISOR = 6; // so that a sixth is
  private static final int CONNECTION_COUNT = 10; // that hold the unknown names
  private static final int CONCURRENT_CHECK_COUNT = 4;
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "list-flood " + lists;
  }

  @Override
  public Figures run(ServerProcess server) throws IOException {
    ServerProcess control = server.another();
    server.compile(durations.stormCap());
    for (ServerProcess warmed : List.of(server, control)) {
      try (CheckClient client = new CheckClient(warmed.port(), 1, CONCURRENT_CHECK_COUNT)) {
        Pause.of(durations.first());
        client.answered(); // or one of them wrongly, which fails the trial
      }
    }
    try (Loop flooding = new Loop("flood");
        Loop probing = new Loop("probe")) {
      List<UnknownNames> unknown = watchUnknown(flooding, server.port());
      Lists flood = on(flooding, Lists::new);
      Probe flooded = on(probing, () -> new Probe(probing, server.port()));
      Probe idle = on(probing, () -> new Probe(probing, control.port()));
      on(flooding, () -> connected(flood, flooding, server.port()));
      int warm = lists / WARM_UP_DIVISOR;
      int sent = send(flooding, probing, flood, List.of(flooded, idle), warm);
      int first = sent / LISTS_PER_TICK; // of the probes that count
      Map<String, Long> sets =
          whileChanging(
              server, () -> send(flooding, probing, flood, List.of(flooded, idle), lists - warm));
      Pause.of(ANSWERED_WITHIN);
      long[] beside = on(probing, () -> flooded.took(first));
      long[] alone = on(probing, () -> idle.took(first));
      awaitEnd(flooding, flood, sent + LISTS_PER_TICK * beside.length);
      return figures(beside, alone)
          .put("checks", beside.length)
          .put("set_p99_us", sets.get("p99") / 1e3)
          .put("set_most_us", sets.get("most") / 1e3)
          .put("lists_ended", on(flooding, flood::ended))
          .put(
              "unknown_names",
              on(flooding, () -> unknown.stream().mapToInt(UnknownNames::held).sum()))
          .put("peak_threads", server.stats().getOrDefault("peak_threads", 0L));
    }
  }

  private static Figures figures(long[] beside, long[] alone) {
    long limit = ANSWERED_WITHIN.toNanos();
    double p99 = p99(beside);
    double control = p99(alone);
    return new Figures()
        .micros("check", beside)
        .micros("control", alone)
        .put("check_p99_us", p99 / 1e3)
        .put("control_p99_us", control / 1e3)
        .put("check_p99_to_control", p99 / control)
        .put("checks_failed", Arrays.stream(beside).filter(took -> took >= limit).count())
        .put("control_failed", Arrays.stream(alone).filter(took -> took >= limit).count());
  }

  private static long p99(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length - 1 - sorted.length / 100];
  }

  private static Lists connected(Lists flood, Loop loop, int port) {
    flood.connect(loop, port, Frames.MAX_WINDOW_BYTES);
    return flood;
  }

  /** Watches unknown names until all are open or refused. */
  private List<UnknownNames> watchUnknown(Loop loop, int port) {
    List<UnknownNames> connections = new ArrayList<>();
    int each = unknownNames / CONNECTION_COUNT;
    for (int i = 0; i < CONNECTION_COUNT; i++) {
      int from = i * each;
      connections.add(
          on(
              loop,
              () -> {
                UnknownNames names = new UnknownNames();
                names.open(loop, port, from, each);
                return names;
              }));
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Supplier<Integer> answered = () -> connections.stream().mapToInt(UnknownNames::answered).sum();
    while (on(loop, answered) < each * CONNECTION_COUNT) {
      if (System.nanoTime() - deadline > 0) {
        throw new HarnessException("watches of unknown names: not all answered in " + PATIENCE);
      }
      Pause.of(TICK);
    }
    return connections;
  }

  /** Waits until the server is done with all of them, but not for long. */
  private void awaitEnd(Loop loop, Lists flood, long all) {
    long deadline = System.nanoTime() + durations.stormCap().toNanos();
    while (on(loop, flood::ended) < all && System.nanoTime() - deadline < 0) {
      Pause.of(TICK);
    }
  }

  /** Sends so many, and probes at each tick. Returns how many were sent. */
  private static int send(Loop flooding, Loop probing, Lists flood, List<Probe> probes, int count) {
    int ticks = count / LISTS_PER_TICK;
    long due = System.nanoTime();
    for (int i = 0; i < ticks; i++) {
      flooding.execute(
          () -> {
            flood.request(LISTS_PER_TICK);
            flood.flush();
          });
      probing.execute(() -> probes.forEach(Probe::ask));
      due += TICK.toNanos();
      Pause.of(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
    }
    return ticks * LISTS_PER_TICK;
  }

  /** Has the server change a status each tick while something goes on. */
  private Map<String, Long> whileChanging(ServerProcess server, Runnable flood) {
    Duration duration = TICK.multipliedBy((lists - lists / WARM_UP_DIVISOR) / LISTS_PER_TICK);
    server.pace(duration, TICK);
    flood.run();
    return server.paced(PATIENCE);
  }

  private static <T> T on(Loop loop, Supplier<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            answer.complete(question.get());
          } catch (RuntimeException e) {
            answer.completeExceptionally(e);
          }
        });
    return answer.join();
  }
}
