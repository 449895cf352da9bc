package dev.vitals.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TargetsTest {

  private final Findings findings = new Findings();

  @Test
  void a_ratio_is_taken_round_by_round_since_a_slow_moment_slows_both() {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 110);
    findings.found("fan-out 1000/10", "floor-sharded", 1, "last_us", 100);
    findings.found("fan-out 1000/10", "vitals", 2, "last_us", 990);
    findings.found("fan-out 1000/10", "floor-sharded", 2, "last_us", 900);
    findings.found("fan-out 1000/10", "vitals", 3, "last_us", 120);
    findings.found("fan-out 1000/10", "floor-sharded", 3, "last_us", 100);

    Target target = findings.target("last of 1,000 on 10, to the floor");

    assertThat(target.found()).isEqualTo("1.10 × (1.10–1.20)");
    assertThat(target.verdict()).isEqualTo(Target.Verdict.HOLDS);
  }

  @Test
  void what_goes_down_has_a_range_that_can_be_read() {
    findings.found("stalled 1000000", "vitals", 1, "growth_kb", -3782);
    findings.found("stalled 1000000", "vitals", 2, "growth_kb", 260);

    assertThat(findings.target("stalled, heap growth").found())
        .isEqualTo("-1,761 KB (-3,782 to 260)");
  }

  @Test
  void the_floor_has_executors_like_those_of_Vitals_and_the_one_on_event_loops_stands_beside_it() {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 110);
    findings.found("fan-out 1000/10", "floor-sharded", 1, "last_us", 100);
    findings.found("fan-out 1000/10", "floor-event-loop", 1, "last_us", 50);

    Target target = findings.target("last of 1,000 on 10, to the floor");

    assertThat(target.verdict()).isEqualTo(Target.Verdict.HOLDS);
    assertThat(target.found()).isEqualTo("1.10 ×; to event loops 2.20 ×");
  }

  @Test
  void where_the_floor_is_behind_HealthStatusManager_too_no_service_with_such_executors_is_not() {
    findings.found("fan-out 10/10", "vitals", 1, "last_us", 130);
    findings.found("fan-out 10/10", "status-manager", 1, "last_us", 100);
    findings.found("fan-out 10/10", "floor-sharded", 1, "last_us", 120);

    Target target = findings.target("last of 10 on 10, to HealthStatusManager");

    assertThat(target.found()).isEqualTo("1.30 ×; floor 1.20 ×");
    assertThat(target.verdict()).isEqualTo(Target.Verdict.OUT_OF_REACH);
  }

  @Test
  void a_floor_that_is_behind_it_excuses_nobody_who_is_far_behind_the_floor() {
    findings.found("fan-out 10/10", "vitals", 1, "last_us", 150);
    findings.found("fan-out 10/10", "status-manager", 1, "last_us", 100);
    findings.found("fan-out 10/10", "floor-sharded", 1, "last_us", 120);

    assertThat(findings.target("last of 10 on 10, to HealthStatusManager").verdict())
        .isEqualTo(Target.Verdict.MISSED);
  }

  @Test
  void a_service_may_cost_a_few_times_as_much_among_many_and_no_more() {
    findings.found("services 100000", "services", 1, "set_to_few", 4.5);
    findings.found("services 100000", "services", 1, "remove_to_few", 400);

    assertThat(
            findings.target("set of one of fifty among 100,000 services, to among 100").verdict())
        .isEqualTo(Target.Verdict.HOLDS);
    assertThat(findings.target("removeService among 100,000 services, to among 100").verdict())
        .isEqualTo(Target.Verdict.MISSED);
  }

  @Test
  void who_lists_and_who_watches_may_each_hold_a_caller_for_a_millisecond() {
    findings.found("contended 10000", "contended", 1, "set_p99_beside_list_us", 900);
    findings.found("contended 10000", "contended", 1, "set_p99_beside_watch_us", 9000);

    assertThat(findings.target("set beside four that list 10,000 services, p99").verdict())
        .isEqualTo(Target.Verdict.HOLDS);
    assertThat(findings.target("set beside four that open and close watches, p99").verdict())
        .isEqualTo(Target.Verdict.MISSED);
  }

  @Test
  void one_check_without_an_answer_is_one_too_many() {
    findings.found("list-flood 60000", "vitals", 1, "checks_failed", 1);

    assertThat(findings.target("Checks in a flood of Lists that get no answer").verdict())
        .isEqualTo(Target.Verdict.MISSED);
  }

  @Test
  void a_bar_with_rounds_on_either_side_is_unclear() {
    for (int round = 1; round <= 3; round++) {
      findings.found("fan-out 1000/10", "vitals", round, "last_us", 100 + 10 * round);
      findings.found("fan-out 1000/10", "floor-sharded", round, "last_us", 100);
    }

    assertThat(findings.target("last of 1,000 on 10, to the floor").verdict())
        .isEqualTo(Target.Verdict.UNCLEAR);
  }

  @Test
  void one_round_is_unclear_where_it_misses_by_less_than_two_processes_differ_by() {
    findings.found("fan-out 1000/10", "vitals", 1, "last_us", 137);
    findings.found("fan-out 1000/10", "floor-sharded", 1, "last_us", 100);
    findings.found("fan-out 1000/10", "armeria", 1, "last_us", 137 * 2.6);
    findings.found("fan-out 1000/10", "grpc-go", 1, "last_us", 100);
    findings.found("stalled 1000000", "vitals", 1, "stale_messages", 3.5);

    assertThat(findings.target("last of 1,000 on 10, to the floor").verdict())
        .isEqualTo(Target.Verdict.UNCLEAR);
    assertThat(findings.target("last of 1,000 on 10, ahead of Armeria").verdict())
        .isEqualTo(Target.Verdict.UNCLEAR);
    assertThat(findings.target("last of 1,000 on 10, ahead of grpc-go").verdict())
        .isEqualTo(Target.Verdict.MISSED);
    assertThat(findings.target("stalled, stale messages").verdict())
        .isEqualTo(Target.Verdict.MISSED);

    findings.found("fan-out 1000/10", "vitals", 2, "last_us", 137);
    findings.found("fan-out 1000/10", "floor-sharded", 2, "last_us", 100);

    assertThat(findings.target("last of 1,000 on 10, to the floor").verdict())
        .isEqualTo(Target.Verdict.MISSED);
  }

  @Test
  void what_was_not_measured_is_said_to_be_so() {
    assertThat(findings.target("storm, messages a watcher").verdict())
        .isEqualTo(Target.Verdict.NOT_MEASURED);
  }

  @Test
  void a_peer_that_was_cut_off_took_longer_than_that_so_that_a_bound_above_is_not_missed() {
    findings.found("storm 10000x1000", "vitals", 1, "final_ms", 100);
    findings.found(
        "storm 10000x1000", "status-manager", 1, Map.of("final_ms", 8_000.0, "cut_off", 1.0));

    Target target = findings.target("storm, sooner than HealthStatusManager, which was cut off");

    assertThat(target.found()).isEqualTo("> 80 ×");
    assertThat(target.verdict()).isEqualTo(Target.Verdict.UNCLEAR);
  }

  @Test
  void where_the_floor_is_not_so_far_ahead_of_a_peer_either_no_service_on_grpc_java_can_be() {
    findings.found("fan-out 10000/10", "vitals", 1, "last_us", 100);
    findings.found("fan-out 10000/10", "floor-sharded", 1, "last_us", 100);
    findings.found("fan-out 10000/10", "armeria", 1, "last_us", 240);

    Target target = findings.target("last of 10,000 on 10, ahead of Armeria");

    assertThat(target.found()).isEqualTo("2.40 ×; floor 2.40 ×");
    assertThat(target.verdict()).isEqualTo(Target.Verdict.OUT_OF_REACH);

    findings.clear();
    findings.found("fan-out 10000/10", "vitals", 1, "last_us", 100);
    findings.found("fan-out 10000/10", "floor-sharded", 1, "last_us", 50);
    findings.found("fan-out 10000/10", "armeria", 1, "last_us", 240);

    Target inReach = findings.target("last of 10,000 on 10, ahead of Armeria");

    assertThat(inReach.found()).isEqualTo("2.40 ×");
    assertThat(inReach.verdict()).isEqualTo(Target.Verdict.MISSED);
  }

  @Test
  void a_floor_that_is_not_far_ahead_excuses_nobody_who_is_far_behind_it() {
    findings.found("fan-out 10000/10", "vitals", 1, "last_us", 120);
    findings.found("fan-out 10000/10", "floor-sharded", 1, "last_us", 100);
    findings.found("fan-out 10000/10", "armeria", 1, "last_us", 290);

    Target target = findings.target("last of 10,000 on 10, ahead of Armeria");

    assertThat(target.found()).isEqualTo("2.42 ×; floor 2.90 ×");
    assertThat(target.verdict()).isEqualTo(Target.Verdict.MISSED);
  }

  @Test
  void a_caller_is_held_as_long_as_one_hand_off_takes_and_that_the_floor_has_too() {
    findings.found("fan-out 1000/10", "vitals", 1, "caller_us", 20);
    findings.found("fan-out 1000/10", "status-manager", 1, "caller_us", 150);
    findings.found("fan-out 1000/10", "floor-sharded", 1, "caller_us", 18);

    Target target = findings.target("caller at 1,000, less than HealthStatusManager's");

    assertThat(target.found()).isEqualTo("7.50 ×; floor 8.33 ×");
    assertThat(target.verdict()).isEqualTo(Target.Verdict.OUT_OF_REACH);
  }
}
