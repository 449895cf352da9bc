package dev.vitals.benchmarks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What is told of how long callers were held. The calls are made up: none waits. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PacedTest {

  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void a_call_that_is_held_for_long_counts_for_those_that_would_have_come_meanwhile() {
    Map<String, Long> paced =
        Paced.run(
            INTERVAL_NANOS,
            INTERVAL_NANOS,
            () -> calls.incrementAndGet() == 1 ? 100 * INTERVAL_NANOS : 1);

    assertThat(paced.get("calls")).isEqualTo(99 + calls.get());
    assertThat(paced.get("most")).isCloseTo(100 * INTERVAL_NANOS, withinPercentage(0.1));
    assertThat(paced.get("p99")).isCloseTo(99 * INTERVAL_NANOS, withinPercentage(0.1));
    assertThat(paced.get("p50")).isBetween(49 * INTERVAL_NANOS, 51 * INTERVAL_NANOS);
  }

  @Test
  void calls_that_are_held_for_less_than_an_interval_count_once() {
    Map<String, Long> paced =
        Paced.run(20 * INTERVAL_NANOS, INTERVAL_NANOS, calls::incrementAndGet);

    assertThat(paced.get("calls")).isEqualTo(calls.get()).isBetween(1L, 20L);
  }
}
