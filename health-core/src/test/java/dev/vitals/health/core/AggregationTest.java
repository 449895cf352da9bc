package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static dev.vitals.health.core.HealthCheck.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.ServingStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AggregationTest {

  private final ManualTime time = new ManualTime();
  private final ServiceStatus db = ServiceStatus.create("db");
  private final ServiceStatus cache = ServiceStatus.create("cache");
  private final Health health =
      Lab.inline(time)
          .service("acme.Foo", db, cache)
          .service("acme.Bar", cache)
          .service("acme.Lenient", db, optional(cache))
          .service("acme.None")
          .start();

  @Nested
  class A_service_with_several_checks {

    /** Every outcome of three checks, with every choice of those that are critical. */
    static Stream<List<Outcome>> outcomes() {
      Outcome[] all = Outcome.values();
      return IntStream.range(0, 27).mapToObj(i -> List.of(all[i / 9], all[i / 3 % 3], all[i % 3]));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void shows_the_worst_of_those_that_are_critical(List<Outcome> outcomes) {
      for (int critical = 0; critical < 8; critical++) {
        List<Outcome> deciding = new ArrayList<>();
        HealthCheck[] checks = new HealthCheck[3];
        for (int i = 0; i < 3; i++) {
          ServiceStatus status = ServiceStatus.create(i + " of " + critical);
          status.set(Lab.result(outcomes.get(i)));
          boolean decides = (critical >> i & 1) == 1;
          checks[i] = decides ? status : optional(status);
          if (decides) {
            deciding.add(outcomes.get(i));
          }
        }
        String name = "critical " + critical;
        health.addService(name, checks);
        assertThat(health.status(name))
            .as("%s of %s", deciding, outcomes)
            .isEqualTo(worst(deciding));
      }
    }

    private static ServingStatus worst(List<Outcome> outcomes) {
      if (outcomes.contains(Outcome.FAILING)) {
        return NOT_SERVING;
      }
      return outcomes.contains(Outcome.UNKNOWN) ? UNKNOWN : SERVING;
    }

    @Test
    void recovers_when_the_last_failing_check_passes() {
      db.set(CheckResult.failing("lost"));
      cache.set(CheckResult.failing("lost"));
      db.set(CheckResult.passing());
      assertThat(health.status("acme.Foo")).isEqualTo(NOT_SERVING);
      cache.set(CheckResult.passing());
      assertThat(health.status("acme.Foo")).isEqualTo(SERVING);
    }
  }

  @Nested
  class An_optional_check {

    @Test
    void is_reported_and_never_decides() {
      db.set(CheckResult.passing());
      cache.set(CheckResult.failing("lost"));
      assertThat(health.status("acme.Lenient")).isEqualTo(SERVING);
      assertThat(health.report("acme.Lenient").orElseThrow().checks())
          .anySatisfy(
              check -> {
                assertThat(check.name()).isEqualTo("cache");
                assertThat(check.critical()).isFalse();
                assertThat(check.verdict()).isEqualTo(Outcome.FAILING);
              });
    }

    @Test
    void is_critical_where_another_service_lists_it_so() {
      db.set(CheckResult.passing());
      cache.set(CheckResult.failing("lost"));
      assertThat(health.status("acme.Foo")).isEqualTo(NOT_SERVING);
    }

    @Test
    void is_the_same_when_made_optional_twice() {
      HealthCheck once = optional(db);
      assertThat(optional(once)).isSameAs(once);
      assertThat(once.name()).isEqualTo("db");
    }
  }

  @Nested
  class A_check_that_passes_with_a_reason {

    @Test
    void serves_and_its_reason_is_seen_in_reports() {
      cache.set(CheckResult.passing("slow: 900 ms"));
      assertThat(health.status("acme.Bar")).isEqualTo(SERVING);
      var report = health.report("acme.Bar").orElseThrow();
      assertThat(report.reason()).isEqualTo("degraded: cache: slow: 900 ms");
      assertThat(report.checks().get(0).last().isDegraded()).isTrue();
    }
  }

  @Nested
  class A_shared_check {

    @Test
    void decides_every_service_that_lists_it_and_no_other() {
      db.set(CheckResult.passing());
      cache.set(CheckResult.passing());
      db.set(CheckResult.failing("lost"));
      assertThat(health.status("acme.Foo")).isEqualTo(NOT_SERVING);
      assertThat(health.status("acme.Bar")).isEqualTo(SERVING);
    }

    @Test
    void runs_once_for_all_of_its_services() {
      var script = new Lab.Script("P");
      ServiceCheck shared = Lab.every10s("shared", script).build();
      try (Health sharing =
          Lab.inline(time).service("a", shared).service("b", shared).service("c", shared).start()) {
        time.advance(Lab.PERIOD.multipliedBy(9));
        assertThat(script.runs).isEqualTo(10);
        assertThat(sharing.statuses().values()).containsOnly(SERVING);
      }
    }
  }

  @Nested
  class The_overall_status {

    @Test
    void depends_on_all_checks_unless_it_is_given_a_list_of_its_own() {
      assertThat(health.status("")).isEqualTo(UNKNOWN);
      db.set(CheckResult.passing());
      cache.set(CheckResult.passing());
      assertThat(health.status("")).isEqualTo(SERVING);
      cache.set(CheckResult.failing("lost"));
      assertThat(health.status("")).isEqualTo(NOT_SERVING);
    }

    @Test
    void depends_on_its_own_list_if_there_is_one() {
      Health own = Lab.inline(time).service("a", cache).overall(db).start();
      db.set(CheckResult.passing());
      cache.set(CheckResult.failing("lost"));
      assertThat(own.status("")).isEqualTo(SERVING);
      assertThat(own.status("a")).isEqualTo(NOT_SERVING);
    }

    @Test
    void serves_whatever_happens_if_its_list_is_empty() {
      Health own = Lab.inline(time).service("a", cache).overall().start();
      cache.set(CheckResult.failing("lost"));
      assertThat(own.status("")).isEqualTo(SERVING);
    }

    @Test
    void leaves_out_checks_that_are_optional_everywhere() {
      Health lenient = Lab.inline(time).service("a", optional(cache)).start();
      cache.set(CheckResult.failing("lost"));
      assertThat(lenient.status("")).isEqualTo(SERVING);
      lenient.addService("b", cache);
      assertThat(lenient.status("")).isEqualTo(NOT_SERVING);
      lenient.removeService("b");
      assertThat(lenient.status("")).isEqualTo(SERVING);
    }
  }

  @Nested
  class At_the_start {

    @Test
    void a_service_is_UNKNOWN_until_its_first_results() {
      assertThat(health.status("acme.Foo")).isEqualTo(UNKNOWN);
      db.set(CheckResult.passing());
      assertThat(health.status("acme.Foo")).isEqualTo(UNKNOWN);
      cache.set(CheckResult.passing());
      assertThat(health.status("acme.Foo")).isEqualTo(SERVING);
    }

    @Test
    void a_check_that_is_run_leaves_its_service_UNKNOWN_until_the_run_ends() {
      QueueExecutor checker = new QueueExecutor();
      ServiceCheck check = Lab.every10s("check", new Lab.Script("P")).build();
      Health starting = Lab.inline(time).checkExecutor(checker).service("a", check).start();
      assertThat(starting.status("a")).isEqualTo(UNKNOWN);
      checker.runNext();
      assertThat(starting.status("a")).isEqualTo(SERVING);
    }

    @Test
    void a_service_without_checks_serves_at_once() {
      assertThat(health.status("acme.None")).isEqualTo(SERVING);
    }

    @Test
    void a_name_that_nobody_knows_is_SERVICE_UNKNOWN() {
      assertThat(health.status("acme.Nobody")).isEqualTo(SERVICE_UNKNOWN);
    }
  }
}
