package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a caller who changes a status is held for while four threads list 10,000 services, again and
 * again, and four others open and close watches; and while either four do.
 */
record Contended(TrialDurations durations) implements Scenario {

  private static final Duration INTERVAL = Duration.ofNanos(500_000);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public String name() {
    return "contended 10000";
  }

  @Override
  public Figures run(ServerProcess server) {
    server.compile(PATIENCE);
    measure(server, List.of("list", "watch"), durations.first());
    Map<String, Long> before = server.stats();
    Map<String, Long> both = measure(server, List.of("list", "watch"), duration());
    Map<String, Long> after = server.stats();
    Figures figures =
        new Figures()
            .put("sets", both.get("calls"))
            .put("set_us", both.get("p50") / 1e3)
            .put("set_p99_us", both.get("p99") / 1e3)
            .put("set_most_us", both.get("most") / 1e3)
            .put("lists", after.get("lists") - before.get("lists"))
            .put("watches", after.get("watches") - before.get("watches"));
    for (String kind : List.of("list", "watch")) {
      Map<String, Long> alone = measure(server, List.of(kind), duration());
      figures.put("set_p99_beside_" + kind + "_us", alone.get("p99") / 1e3);
    }
    return figures;
  }

  private Duration duration() {
    return durations.measure().multipliedBy(2);
  }

  private static Map<String, Long> measure(
      ServerProcess server, List<String> kinds, Duration duration) {
    server.load(kinds, PATIENCE);
    server.pace(duration, INTERVAL);
    Map<String, Long> paced = server.paced(duration.plus(PATIENCE));
    server.load(List.of(), PATIENCE);
    return paced;
  }
}
