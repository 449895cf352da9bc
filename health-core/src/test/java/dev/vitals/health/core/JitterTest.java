package dev.vitals.health.core;

import static dev.vitals.health.core.Lab.PERIOD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JitterTest {

  private final ManualTime time = new ManualTime();

  /** A check that notes when it runs. */
  private ServiceCheck.Builder noting(String name, List<Instant> starts) {
    return ServiceCheck.blocking(
            name,
            context -> {
              starts.add(time.now());
              return CheckResult.passing();
            })
        .period(PERIOD);
  }

  private static List<Duration> gaps(List<Instant> starts) {
    List<Duration> gaps = new ArrayList<>();
    for (int i = 1; i < starts.size(); i++) {
      gaps.add(Duration.between(starts.get(i - 1), starts.get(i)));
    }
    return gaps;
  }

  @Nested
  class Periods {

    @Test
    void are_exact_without_jitter() {
      List<Instant> starts = new ArrayList<>();
      Lab.inline(time).service("a", noting("check", starts).jitter(0).build()).start();
      time.advance(PERIOD.multipliedBy(100));
      assertThat(gaps(starts)).hasSize(100).containsOnly(PERIOD);
    }

    @Test
    void stay_within_ten_percent_either_way_by_default_and_use_all_of_it() {
      List<Instant> starts = new ArrayList<>();
      Random random = new Random(42);
      Lab.inline(time)
          .random(random::nextDouble)
          .service("a", noting("check", starts).build())
          .start();
      time.advance(PERIOD.multipliedBy(1000));
      List<Duration> later = gaps(starts).stream().skip(1).toList();
      assertThat(later)
          .hasSizeGreaterThan(900)
          .allMatch(gap -> gap.compareTo(Duration.ofSeconds(9)) >= 0)
          .allMatch(gap -> gap.compareTo(Duration.ofSeconds(11)) <= 0)
          .anyMatch(gap -> gap.compareTo(Duration.ofMillis(9100)) < 0)
          .anyMatch(gap -> gap.compareTo(Duration.ofMillis(10900)) > 0);
    }

    @ParameterizedTest(name = "a random number of {0} gives {1} ms, then {2} ms")
    @CsvSource({"0.0, 0, 8000", "0.25, 2500, 9000", "0.5, 5000, 10000", "0.75, 7500, 11000"})
    void follow_the_random_numbers(double random, long second, long later) {
      List<Instant> starts = new ArrayList<>();
      Lab.inline(time)
          .random(() -> random)
          .service("a", noting("check", starts).jitter(0.2).build())
          .start();
      time.advance(Duration.ofSeconds(30));
      assertThat(gaps(starts).subList(0, 2))
          .containsExactly(Duration.ofMillis(second), Duration.ofMillis(later));
    }
  }

  @Nested
  class Checks_that_start_together {

    @Test
    void spread_over_the_whole_period_after_their_first_run() {
      Random random = new Random(7);
      List<List<Instant>> all = new ArrayList<>();
      HealthBuilder builder = Lab.inline(time).random(random::nextDouble);
      for (int i = 0; i < 200; i++) {
        List<Instant> starts = new ArrayList<>();
        all.add(starts);
        builder.service("service " + i, noting("check " + i, starts).build());
      }
      builder.start();
      time.advance(PERIOD.plusSeconds(1)); // the first runs are spread, too
      int[] tenths = new int[10];
      for (List<Instant> starts : all) {
        long millis = Duration.between(starts.get(0), starts.get(1)).toMillis();
        tenths[(int) (millis / 1000)]++;
      }
      assertThat(Arrays.stream(tenths).boxed())
          .as("second runs, by tenths of the period")
          .allMatch(n -> n >= 5 && n <= 40);
    }

    @Test
    void stay_spread_over_many_periods() {
      Random random = new Random(7);
      List<Instant> starts = new ArrayList<>();
      HealthBuilder builder = Lab.inline(time).random(random::nextDouble);
      for (int i = 0; i < 100; i++) {
        builder.service("service " + i, noting("check " + i, starts).build());
      }
      builder.start();
      time.advance(PERIOD.multipliedBy(20));
      Instant from = starts.get(0).plus(PERIOD.multipliedBy(19));
      int[] tenths = new int[10];
      starts.stream()
          .filter(start -> start.isAfter(from) && start.isBefore(from.plus(PERIOD)))
          .forEach(start -> tenths[(int) (Duration.between(from, start).toMillis() / 1000)]++);
      assertThat(Arrays.stream(tenths).boxed()).allMatch(n -> n >= 1 && n <= 30);
    }
  }
}
