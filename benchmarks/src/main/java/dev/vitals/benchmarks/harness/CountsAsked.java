package dev.vitals.benchmarks.harness;

import java.util.Set;

/** What can be counted instead of timed; the server's process counts, on stub calls. */
record CountsAsked() implements Scenario {

  private static final Set<String> METERED =
      Set.of(
          "heap", "peak", "allocated", "cpu", "threads", "peak_threads", "collecting", "compiling");

  @Override
  public String name() {
    return "counts";
  }

  @Override
  public Figures run(ServerProcess server) {
    Figures figures = new Figures();
    server
        .stats()
        .forEach(
            (name, count) -> {
              if (!METERED.contains(name)) {
                figures.put(name, count);
              }
            });
    return figures;
  }
}
