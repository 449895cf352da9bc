package dev.vitals.benchmarks.server;

import dev.vitals.benchmarks.counts.Counts;
import java.util.Map;

/** No server: counts, taken when they are asked for. */
final class CountsServed implements Served {

  @Override
  public int port() {
    return 0;
  }

  @Override
  public String version() {
    return "counts";
  }

  @Override
  public void set(boolean serving) {}

  @Override
  public Map<String, Long> counts() {
    return Counts.all();
  }
}
