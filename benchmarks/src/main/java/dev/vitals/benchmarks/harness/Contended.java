package dev.vitals.benchmarks.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a caller who changes a status is held for while four threads list 10,000 services, again and
 * again; and while four open and close watches. To be told, not to be judged: the same beside all
 * eight, and beside eight that only compute. On few processors these two do not differ, since nine
 * threads wait for a processor longer than for any lock.
 */
record Contended(TrialDurations durations) implements Scenario {

  private static final Duration INTERVAL = Duration.ofNanos(500_000);
  private static final int MEASUREMENTS = 5;
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
    Map<String, Long> lists = median(server, List.of("list"));
    Map<String, Long> watches = median(server, List.of("watch"));
    Map<String, Long> after = server.stats();
    Map<String, Long> both = measure(server, List.of("list", "watch"), duration());
    Map<String, Long> control = measure(server, List.of("compute", "compute"), duration());
    return new Figures()
        .put("sets", lists.get("calls"))
        .put("lists", after.get("lists") - before.get("lists"))
        .put("watches", after.get("watches") - before.get("watches"))
        .put("set_beside_list_us", lists.get("p50") / 1e3)
        .put("set_p99_beside_list_us", lists.get("p99") / 1e3)
        .put("set_most_beside_list_us", lists.get("most") / 1e3)
        .put("set_beside_watch_us", watches.get("p50") / 1e3)
        .put("set_p99_beside_watch_us", watches.get("p99") / 1e3)
        .put("set_most_beside_watch_us", watches.get("most") / 1e3)
        .put("set_p99_beside_both_us", both.get("p99") / 1e3)
        .put("set_p99_beside_compute_us", control.get("p99") / 1e3);
  }

  /**
   * Measures several times, and returns the measurement whose 99th percentile is the median. Calls
   * that would have come while one is held are counted as held, so that a single call that is held
   * for twenty milliseconds is the 99th percentile of a measurement; and where more threads are
   * runnable than there are processors, a call may wait for a processor that long.
   */
  private Map<String, Long> median(ServerProcess server, List<String> kinds) {
    List<Map<String, Long>> times = new ArrayList<>();
    for (int i = 0; i < MEASUREMENTS; i++) {
      times.add(measure(server, kinds, duration()));
    }
    times.sort(Comparator.comparing(time -> time.get("p99")));
    return times.get(MEASUREMENTS / 2);
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
