package dev.vitals.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.benchmarks.report.Report;
import dev.vitals.benchmarks.report.Run;
import dev.vitals.benchmarks.report.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PlanTest {

  /** Every figure that any scenario gives. */
  private static final Map<String, Double> ALL =
      Stream.of(
              "last_us",
              "caller_us",
              "final_ms",
              "messages_a_watcher",
              "growth_kb",
              "stale_messages",
              "heap_a_watcher_b",
              "all_us",
              "check_us",
              "cpu_percent_of_a_core",
              "allocated_a_message_b",
              "allocated_a_check_beyond_bare_b",
              "services_touched_beyond_users",
              "allocated_among_services_beyond_few_b",
              "set_to_few",
              "set_new_to_few",
              "add_to_few",
              "remove_to_few",
              "refuse_to_few",
              "set_p99_us",
              "set_p99_beside_list_us",
              "set_p99_beside_watch_us",
              "check_p99_to_control",
              "checks_failed")
          .collect(Collectors.toMap(name -> name, name -> 1.0));

  private static Run made(Plan plan) {
    List<Trial> trials = new ArrayList<>();
    for (Plan.Entry entry : plan.entries()) {
      for (String subject : entry.subjects()) {
        for (int round = 1; round <= entry.rounds(); round++) {
          trials.add(new Trial(entry.scenario().name(), subject, round, "1", ALL, "", 1.0, 0.0));
        }
      }
    }
    return new Run(RunOrigins.of("abc", plan.mode()), trials);
  }

  @Test
  void a_quick_run_measures_every_bar() {
    assertThat(new Report(made(Plan.quick())).text())
        .contains("last of 1,000 on 10, to the floor")
        .doesNotContain("not measured");
  }

  @Test
  void a_full_run_measures_every_bar() {
    assertThat(new Report(made(Plan.full())).text()).doesNotContain("not measured");
  }

  @Test
  void a_part_is_no_whole_run() {
    Plan part = Plan.full().only("storm 10000x1000"::equals, subject -> true);

    assertThat(part.mode()).isEqualTo("part of full");
    assertThat(part.names()).containsExactly("storm 10000x1000");
  }
}
