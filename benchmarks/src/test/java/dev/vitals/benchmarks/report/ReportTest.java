package dev.vitals.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReportTest {

  private static final Machine MACHINE = new Machine("Fast", 2, 24, "Linux");

  private final List<Trial> trials = new ArrayList<>();

  private void found(String scenario, String subject, int round, String figure, double value) {
    trials.add(
        new Trial(scenario, subject, round, "1.0", Map.of(figure, value), "", 4000 + round, 3));
  }

  private Run run() {
    return run(MACHINE);
  }

  private Run run(Machine machine) {
    return new Run(new Run.Origin(machine, "17", "abc", "full", "now"), List.copyOf(trials));
  }

  private Bar bar(String name) {
    return Bars.of(new Summary(run())).stream()
        .filter(bar -> bar.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  @Test
  void a_ratio_is_taken_round_by_round_since_a_slow_moment_slows_both() {
    found("fan-out 1000/10", "vitals-event-loop", 1, "last_us", 110);
    found("fan-out 1000/10", "floor-sharded", 1, "last_us", 100);
    found("fan-out 1000/10", "vitals-event-loop", 2, "last_us", 990);
    found("fan-out 1000/10", "floor-sharded", 2, "last_us", 900);
    found("fan-out 1000/10", "vitals-event-loop", 3, "last_us", 120);
    found("fan-out 1000/10", "floor-sharded", 3, "last_us", 100);

    Bar bar = bar("last of 1000/10, to the floor");

    assertThat(bar.found()).isEqualTo("1.10 × (1.10–1.20)");
    assertThat(bar.verdict()).isEqualTo(Bar.Verdict.HOLDS);
  }

  @Test
  void what_goes_down_has_a_range_that_can_be_read() {
    found("stalled 1000000", "vitals", 1, "growth_kb", -3782);
    found("stalled 1000000", "vitals", 2, "growth_kb", 260);

    assertThat(bar("stalled, heap growth").found()).isEqualTo("-1,761 KB (-3,782 to 260)");
  }

  @Test
  void the_floor_is_the_better_of_the_bare_variants() {
    found("fan-out 1000/10", "vitals-event-loop", 1, "last_us", 110);
    found("fan-out 1000/10", "floor-sharded", 1, "last_us", 100);
    found("fan-out 1000/10", "floor-event-loop", 1, "last_us", 50);

    Bar bar = bar("last of 1000/10, to the floor");

    assertThat(bar.verdict()).isEqualTo(Bar.Verdict.MISSED);
    assertThat(bar.found()).isEqualTo("2.20 ×");
  }

  @Test
  void beside_what_event_loops_give_stands_what_nothing_tuned_gives() {
    found("fan-out 1000/10", "vitals-event-loop", 1, "last_us", 55);
    found("fan-out 1000/10", "vitals", 1, "last_us", 105);
    found("fan-out 1000/10", "floor-sharded", 1, "last_us", 100);
    found("fan-out 1000/10", "floor-event-loop", 1, "last_us", 50);
    found("fan-out 1000/10", "status-manager", 1, "last_us", 100);
    found("fan-out 1000/10", "armeria", 1, "last_us", 220);

    assertThat(bar("last of 1000/10, to the floor").found()).isEqualTo("1.10 ×; untuned 2.10 ×");
    assertThat(bar("last of 1000/10, untuned, to that floor").found()).isEqualTo("1.05 ×");
    assertThat(bar("last of 1000/10, to HealthStatusManager, within noise").found())
        .isEqualTo("0.55 ×; untuned 1.05 ×");
    assertThat(bar("last of 1000/10, ahead of Armeria").found()).isEqualTo("4 ×; untuned 2.10 ×");
  }

  @Test
  void a_bar_with_rounds_on_either_side_is_unclear() {
    for (int round = 1; round <= 3; round++) {
      found("fan-out 1000/10", "vitals-event-loop", round, "last_us", 100 + 10 * round);
      found("fan-out 1000/10", "floor-sharded", round, "last_us", 100);
    }

    assertThat(bar("last of 1000/10, to the floor").verdict()).isEqualTo(Bar.Verdict.UNCLEAR);
  }

  @Test
  void what_was_not_measured_is_said_to_be_so() {
    assertThat(bar("storm, messages a watcher").verdict()).isEqualTo(Bar.Verdict.NOT_MEASURED);
  }

  @Test
  void a_peer_that_was_cut_off_took_longer_than_that_so_that_a_bound_above_is_not_missed() {
    found("storm 10000x1000", "vitals", 1, "final_ms", 100);
    trials.add(
        new Trial(
            "storm 10000x1000",
            "status-manager",
            1,
            "1.0",
            Map.of("final_ms", 12_000.0, "cut_off", 1.0),
            "",
            4000,
            3));

    Bar bar = bar("storm, sooner than HealthStatusManager, which was cut off");

    assertThat(bar.found()).isEqualTo("> 120 ×");
    assertThat(bar.verdict()).isEqualTo(Bar.Verdict.UNCLEAR);
  }

  @Test
  void where_the_floor_is_not_so_far_ahead_of_a_peer_either_that_is_said() {
    found("fan-out 10000/10", "vitals-event-loop", 1, "last_us", 100);
    found("fan-out 10000/10", "floor-sharded", 1, "last_us", 100);
    found("fan-out 10000/10", "armeria", 1, "last_us", 290);

    Bar bar = bar("last of 10000/10, ahead of Armeria");

    assertThat(bar.found()).isEqualTo("2.90 ×; the floor 2.90 ×");
    assertThat(bar.verdict()).isEqualTo(Bar.Verdict.MISSED);

    found("fan-out 10000/10", "floor-event-loop", 1, "last_us", 50);

    assertThat(bar("last of 10000/10, ahead of Armeria").found()).isEqualTo("2.90 ×");
  }

  @Test
  void runs_of_different_machines_are_not_compared() {
    Run here = run();
    Run elsewhere = run(new Machine("Slow", 2, 24, "Linux"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.compare(here, elsewhere))
        .withMessageContaining("expected: one and the same");
  }

  @Test
  void runs_of_one_machine_are_compared_figure_by_figure() {
    found("fan-out 1000/10", "vitals", 1, "last_us", 200);
    Run before = run();
    trials.clear();
    found("fan-out 1000/10", "vitals", 1, "last_us", 100);

    assertThat(Report.compare(before, run()))
        .contains("| fan-out 1000/10 | vitals | last_us | 200 | 100 | 0.50 |");
  }

  @Test
  void a_page_needs_no_script_and_fetches_nothing() {
    found("fan-out 1000/10", "vitals", 1, "last_us", 200);
    found("fan-out 1000/10", "floor-sharded", 1, "last_us", 190);

    assertThat(new Report(run()).page())
        .contains("1.05 ×")
        .doesNotContain("{{")
        .doesNotContain("<script")
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("NaN");
  }

  @Test
  void what_a_figure_is_called_cannot_break_the_page() {
    found("fan-out <b>", "vitals", 1, "last_us", 200);
    found("fan-out <b>", "floor-sharded", 1, "last_us", 200);

    assertThat(new RatioPlot(new Summary(run())).draw("ratio")).doesNotContain("<b>");
  }

  @Test
  void a_table_replaces_what_is_between_its_marks(@TempDir Path folder) throws Exception {
    found("fan-out 1000/10", "vitals", 1, "last_us", 200);
    Path readme = folder.resolve("README.md");
    Files.writeString(readme, "before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n");

    new Report(run()).insert(readme);

    assertThat(Files.readString(readme))
        .startsWith("before\n")
        .endsWith("after\n")
        .contains("200 µs")
        .doesNotContain("old");
  }

  @Test
  void a_brief_table_has_the_floor_with_like_executors_beside_vitals_and_its_peers(
      @TempDir Path folder) throws Exception {
    found("fan-out 10000/10", "vitals", 1, "last_us", 210);
    found("fan-out 10000/10", "floor-sharded", 1, "last_us", 220);
    found("fan-out 10000/10", "floor-event-loop", 1, "last_us", 200);
    Path readme = folder.resolve("README.md");
    Files.writeString(readme, "<!-- bench:begin brief -->\nold\n<!-- bench:end -->\n");

    new Report(run()).insert(readme);

    assertThat(Files.readString(readme))
        .contains("| | Vitals | HealthStatusManager | Armeria | grpc-go | floor |")
        .contains("| a change reaches the last of 10,000 after | 210 µs |  |  |  | 220 µs |");
  }

  @Test
  void a_subject_without_a_figure_has_no_column() {
    found("fan-out 1000/10", "vitals", 1, "last_us", 110);
    found("fan-out 1000/10", "wire", 1, "last_us", 10);

    Tables tables = new Tables(new Summary(run()));

    assertThat(tables.head()).containsExactly("measure", "Vitals", "wire");
    assertThat(tables.rows()).allMatch(row -> row.size() == 3);
  }

  @Test
  void what_a_terminal_shows_is_narrow_enough_to_be_read() {
    for (String subject : Tables.COLUMNS) {
      for (String scenario : List.of("fan-out 10/10", "fan-out 10000/10", "fan-out 10000/100")) {
        found(scenario, subject, 1, "last_us", 12_345);
        found(scenario, subject, 2, "last_us", 23_456);
      }
      found("storm 10000x1000", subject, 1, "final_ms", 12_345);
    }

    assertThat(new Report(run()).table().lines()).allMatch(line -> line.length() <= 132);
    assertThat(new Report(run()).text().lines()).allMatch(line -> line.length() <= 132);
    assertThat(new Report(run()).table()).contains("floor-ev   floor, event loops");
  }
}
