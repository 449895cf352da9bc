package dev.vitals.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReportTest {

  private final Findings findings = new Findings();

  @Test
  void a_quick_run_says_what_it_is_worth() {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 200);

    assertThat(new Report(findings.run(Findings.MACHINE, "part of quick")).text())
        .contains("one round of young processes");
    assertThat(new Report(findings.run()).text()).doesNotContain("young processes");
  }

  @Test
  void what_no_service_on_grpc_java_can_hold_fails_no_run_and_does_not_count_as_held() {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 100);
    findings.found("fan-out 1000/10", "floor-sharded", 1, "last_us", 100);
    findings.found("fan-out 1000/10", "grpc-go", 1, "last_us", 105);

    Report outOfReach = new Report(findings.run());

    assertThat(outOfReach.isClear()).isTrue();
    assertThat(outOfReach.page())
        .contains("1 of 2 measured hold, 1 out of reach")
        .contains("<td class=\"out-of-reach\">out of reach</td>");

    findings.found("stalled 1000000", "vitals", 1, "stale_messages", 4);

    assertThat(new Report(findings.run()).isClear()).isFalse();
  }

  @Test
  void runs_of_different_machines_are_not_compared() {
    Run here = findings.run();
    Run elsewhere = findings.run(new Machine("Slow", 2, 24, "Linux"), "full");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Report.compare(here, elsewhere))
        .withMessageContaining("expected: one and the same");
  }

  @Test
  void runs_of_one_machine_are_compared_figure_by_figure() {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 200);
    Run before = findings.run();
    findings.clear();
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 100);

    assertThat(Report.compare(before, findings.run()))
        .contains("| fan-out 1000/10 | vitals | last_us | 200 | 100 | 0.50 |");
  }

  @Test
  void a_page_needs_no_script_and_fetches_nothing() {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 200);
    findings.found("fan-out 1000/10", "floor-sharded", 1, "last_us", 190);

    assertThat(new Report(findings.run()).page())
        .contains("1.05 ×")
        .doesNotContain("{{")
        .doesNotContain("<script")
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("NaN");
  }

  @Test
  void a_page_shows_its_plots_first_and_says_what_each_means_with_the_peers_first() {
    findings.found("fan-out 10000/10", "vitals", 1, "last_us", 8_890);
    findings.found("fan-out 10000/10", "status-manager", 1, "last_us", 13_000);
    findings.found("fan-out 10000/10", "armeria", 1, "last_us", 39_800);

    String page = new Report(findings.run()).page();

    assertThat(page)
        .contains(
            "HealthStatusManager takes 13 ms to reach the last of 10,000 watchers,"
                + " Armeria 39.8 ms; Vitals 8.89 ms.");
    assertThat(page.indexOf("<figure>")).isLessThan(page.indexOf("<table>"));
  }

  @Test
  void a_plot_that_the_run_has_no_figures_for_is_left_out() {
    findings.found("storm 10000x1000", "vitals", 1, "final_ms", 31);
    findings.found("storm 10000x1000", "status-manager", 1, "final_ms", 21_000);

    assertThat(new Report(findings.run()).page())
        .contains("HealthStatusManager takes 21 s until all have the last one; Vitals 31 ms.")
        .doesNotContain("From a change to the last watcher.");
  }

  @Test
  void a_page_names_what_the_run_did_not_measure_below_the_targets() {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 200);
    findings.found("fan-out 1000/10", "floor-sharded", 1, "last_us", 190);

    assertThat(new Report(findings.run()).page())
        .contains("<td>last of 1,000 on 10, to the floor</td>")
        .containsPattern("This run did not measure: .*stalled, heap growth")
        .doesNotContain("<td class=\"not-measured\">");
  }

  @Test
  void names_at_the_ends_of_lines_do_not_overlap() {
    for (String subject : Tables.COLUMNS) {
      findings.found("fan-out 1/1", subject, 1, "last_us", 50);
      findings.found("fan-out 10000/10", subject, 1, "last_us", 100);
    }
    Drawing plot = new CostPlot(new Summary(findings.run()), "last_us").draw("plot");

    double[] heights =
        plot.shapes().stream()
            .filter(shape -> shape instanceof Drawing.Text text && text.style().equals("name"))
            .mapToDouble(shape -> Double.parseDouble(((Drawing.Text) shape).y()))
            .sorted()
            .toArray();

    assertThat(heights).hasSize(Tables.COLUMNS.size());
    for (int i = 1; i < heights.length; i++) {
      assertThat(heights[i] - heights[i - 1]).isGreaterThanOrEqualTo(15);
    }
  }

  @Test
  void a_subject_that_is_none_any_more_is_not_drawn_though_a_run_had_it() {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 200);
    findings.found("fan-out 1000/10", "vitals-event-loop", 1, "last_us", 190);

    assertThat(new Report(findings.run()).page())
        .contains("line vitals")
        .doesNotContain("vitals-event-loop");
  }

  @Test
  void what_a_figure_is_called_cannot_break_the_page() {
    findings.found("fan-out <b>", "vitals", 1, "last_us", 200);
    findings.found("fan-out <b>", "floor-sharded", 1, "last_us", 200);

    assertThat(new Report(findings.run()).page())
        .contains(">&lt;b&gt;</text>")
        .doesNotContain("<b>");
  }

  @Test
  void a_table_replaces_what_is_between_its_marks(@TempDir Path folder) throws Exception {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 200);
    Path readme = folder.resolve("README.md");
    Files.writeString(readme, "before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n");

    new Report(findings.run()).insert(readme);

    assertThat(Files.readString(readme))
        .startsWith("before\n")
        .endsWith("after\n")
        .contains("200\u00a0µs")
        .doesNotContain("old");
  }

  @Test
  void a_brief_table_has_the_floor_with_like_executors_beside_vitals_and_its_peers(
      @TempDir Path folder) throws Exception {
    findings.found("fan-out 10000/10", "vitals", 1, "last_us", 210);
    findings.found("fan-out 10000/10", "floor-sharded", 1, "last_us", 220);
    findings.found("fan-out 10000/10", "floor-event-loop", 1, "last_us", 200);
    Path readme = folder.resolve("README.md");
    Files.writeString(readme, "<!-- bench:begin brief -->\nold\n<!-- bench:end -->\n");

    new Report(findings.run()).insert(readme);

    assertThat(Files.readString(readme))
        .contains("| | Vitals | HealthStatusManager | Armeria | grpc-go | floor |")
        .contains(
            "| time until the last of 10,000 watchers has a change | 210\u00a0µs |  |  |  | 220\u00a0µs |");
  }

  @Test
  void a_subject_without_a_figure_has_no_column() {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 110);
    findings.found("fan-out 1000/10", "wire", 1, "last_us", 10);

    Tables tables = new Tables(new Summary(findings.run()));

    assertThat(tables.head()).containsExactly("measure", "Vitals", "wire");
    assertThat(tables.rows()).allMatch(row -> row.size() == 3);
  }

  @Test
  void what_a_terminal_shows_is_narrow_enough_to_be_read() {
    for (String subject : Tables.COLUMNS) {
      for (String scenario : List.of("fan-out 10/10", "fan-out 10000/10", "fan-out 10000/100")) {
        findings.found(scenario, subject, 1, "last_us", 12_345);
        findings.found(scenario, subject, 2, "last_us", 23_456);
      }
      findings.found("storm 10000x1000", subject, 1, "final_ms", 12_345);
    }

    assertThat(new Report(findings.run()).table().lines()).allMatch(line -> line.length() <= 132);
    assertThat(new Report(findings.run()).text().lines()).allMatch(line -> line.length() <= 132);
    assertThat(new Report(findings.run()).table()).contains("floor-ev   floor, event loops");
  }
}
