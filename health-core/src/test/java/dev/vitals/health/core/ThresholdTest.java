package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ThresholdTest {

  private final ManualTime time = new ManualTime();

  /** Runs the script and returns what was shown after each run: S, N or U. */
  private String shown(String script, int failures, int passes) {
    ServiceCheck check =
        Lab.every10s("check", new Lab.Script(script))
            .failureThreshold(failures)
            .successThreshold(passes)
            .build();
    StringBuilder shown = new StringBuilder();
    try (Health health = Lab.inline(time).service("a", check).start()) {
      for (int run = 0; run < script.length(); run++) {
        shown.append(letter(health.status("a")));
        time.advance(Lab.PERIOD);
      }
    }
    return shown.toString();
  }

  private static char letter(ServingStatus status) {
    return status.name().charAt(0);
  }

  @Nested
  class A_check_with_a_failure_threshold_of_three {

    @ParameterizedTest(name = "{0} shows {1}")
    @CsvSource({
      "PFFFP, SSSNS",
      "PFFPFFPFFP, SSSSSSSSSS",
      "PFFPFFFF, SSSSSSNN",
      "PFUFFF, SSUNNN",
    })
    void fails_after_three_failures_in_a_row(String script, String shown) {
      assertThat(shown(script, 3, 1)).isEqualTo(shown);
    }

    @Test
    void does_not_add_up_failures_with_passes_between_them() {
      assertThat(shown("PFPPPPFPPPPPF", 3, 1)).doesNotContain("N");
      assertThat(shown("FPPPPFPPPPPF", 3, 1)).isEqualTo("NSSSSSSSSSSS");
    }
  }

  @Nested
  class A_check_with_a_success_threshold_of_three {

    @ParameterizedTest(name = "{0} shows {1}")
    @CsvSource({
      "FPPPP, NNNSS",
      "FPPFPPFPPF, NNNNNNNNNN",
      "PFPPPF, SNNNSN",
      "FPUP, NNUS",
    })
    void passes_after_three_passes_in_a_row(String script, String shown) {
      assertThat(shown(script, 1, 3)).isEqualTo(shown);
    }
  }

  @Nested
  class The_first_result_after_the_start {

    @ParameterizedTest(name = "{0} shows {1}")
    @CsvSource({"F, N", "P, S", "U, U", "UF, UN", "UP, US"})
    void counts_at_once_whatever_the_thresholds(String script, String shown) {
      assertThat(shown(script, 5, 5)).isEqualTo(shown);
    }
  }

  @Nested
  class The_first_result_after_a_time_without_usable_ones {

    @Test
    void counts_at_once_too_and_begins_a_new_streak() {
      Lab.Calls calls = new Lab.Calls();
      QueueExecutor checker = new QueueExecutor();
      ServiceCheck check = Lab.every10s("check", calls).failureThreshold(3).build();
      Health health = Lab.inline(time).checkExecutor(checker).service("a", check).start();
      checker.runNext();
      calls.last().complete(CheckResult.passing());
      time.advance(Lab.PERIOD.multipliedBy(100));
      assertThat(health.status("a")).isEqualTo(ServingStatus.UNKNOWN);
      checker.runNext();
      calls.last().complete(CheckResult.failing("broken"));
      assertThat(health.status("a")).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(health.report("a").orElseThrow().checks().get(0).streak()).isEqualTo(1);
    }
  }

  @Nested
  class A_check_without_thresholds {

    @Test
    void changes_at_every_result() {
      assertThat(shown("PFPFFPU", 1, 1)).isEqualTo("SNSNNSU");
    }
  }

  @Nested
  class A_streak {

    @Test
    void counts_equal_results_in_a_row_past_the_threshold() {
      ServiceCheck check =
          Lab.every10s("check", new Lab.Script("PPFFF")).failureThreshold(2).build();
      Health health = Lab.inline(time).service("a", check).start();
      int[] streaks = new int[5];
      for (int run = 0; run < streaks.length; run++) {
        streaks[run] = health.report("a").orElseThrow().checks().get(0).streak();
        time.advance(Lab.PERIOD);
      }
      assertThat(streaks).containsExactly(1, 2, 1, 2, 3);
    }
  }
}
