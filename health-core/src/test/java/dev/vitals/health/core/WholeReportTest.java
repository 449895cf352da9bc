package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthReport;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.WatchRefusedException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The report of all services, and what else a page or a meter reads. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WholeReportTest {

  private final HookedTime time = new HookedTime();
  private final ServiceStatus db = ServiceStatus.create("db");

  @Nested
  class A_report_of_all_services {

    @Test
    void has_each_known_service_once_sorted_by_name() {
      Health health = Lab.inline(time).service("b", db).service("a").start();
      db.set(CheckResult.failing("lost"));
      health.watch("nobody", watch -> {});
      HealthReport report = health.report();
      assertThat(report.at()).isEqualTo(time.now());
      assertThat(report.draining()).isFalse();
      assertThat(report.services())
          .extracting(ServiceReport::service)
          .containsExactly("", "a", "b");
      assertThat(report.services())
          .containsExactly(
              health.report("").orElseThrow(),
              health.report("a").orElseThrow(),
              health.report("b").orElseThrow());
      assertThat(report.describe().lines().toList().get(1))
          .as("what does not serve comes first")
          .startsWith("'' NOT_SERVING");
    }

    @Test
    void says_whether_a_drain_is_on() {
      Health health = Lab.inline(time).service("a").start();
      health.drain();
      assertThat(health.report().draining()).isTrue();
      assertThat(health.report().services())
          .extracting(ServiceReport::status)
          .containsOnly(NOT_SERVING);
      health.resume();
      assertThat(health.report().draining()).isFalse();
    }

    @Test
    void runs_no_check() {
      Lab.Calls calls = new Lab.Calls();
      Health health =
          Lab.inline(time)
              .service("a", ServiceCheck.async("check", calls).ttl(Lab.PERIOD).build())
              .start();
      health.report();
      assertThat(calls.runs()).isZero();
    }

    @Test
    void still_tells_after_health_is_closed() {
      Health health = Lab.inline(time).service("a", db).start();
      health.close();
      assertThat(health.report().services())
          .extracting(ServiceReport::status)
          .containsOnly(NOT_SERVING);
    }

    @Test
    void is_read_again_if_anything_changes_between_two_batches() {
      Health health = Lab.inline(time).service("a", db).service("b").start();
      StatusQueries queries = new StatusQueries(LockHolder.registry(health));
      StatusQueries.Batches quiet = queries.new Batches();
      assertThat(quiet.read(1)).isTrue();
      assertThat(quiet.hasNext()).isTrue();
      assertThat(quiet.read(9)).isTrue();
      assertThat(quiet.report().services()).hasSize(3);
      List<Runnable> changes =
          List.of(
              () -> db.set(CheckResult.passing()),
              () -> db.set(CheckResult.passing("slow")),
              () -> health.switchOff("db", "migration"),
              () -> health.override("a", SERVING, "by hand"),
              () -> health.overrides().get(0).close(),
              health::drain,
              health::resume,
              () -> health.addService("c"),
              () -> health.replaceChecks("c", db),
              () -> health.removeService("c"));
      for (Runnable change : changes) {
        StatusQueries.Batches disturbed = queries.new Batches();
        assertThat(disturbed.read(1)).isTrue();
        change.run();
        assertThat(disturbed.read(9)).isFalse();
      }
    }

    /** All results have grown stale when the report is read, and no timer has fired. */
    @Test
    void is_of_one_moment_when_it_finds_results_that_are_stale() {
      Health health =
          Lab.inline(time)
              .service("a", Lab.every10s("check", new Lab.Script("P")).build())
              .service("b", Lab.every10s("other", new Lab.Script("P")).build())
              .start();
      assertThat(health.status("")).isEqualTo(SERVING);
      time.skew += Duration.ofMinutes(5).toNanos();
      assertThat(health.report().services())
          .extracting(ServiceReport::status)
          .containsOnly(health.status("a"));
    }

    /** An executor that was handed in may wait for a thread that asks for a report. */
    @Test
    void runs_no_foreign_code_while_other_reports_wait() {
      List<HealthReport> others = new CopyOnWriteArrayList<>();
      boolean[] asks = new boolean[1];
      Health[] reported = new Health[1];
      Executor notifier =
          task -> {
            if (asks[0]) {
              asks[0] = false;
              Thread other = new Thread(() -> others.add(reported[0].report()), "other");
              other.start();
              Lab.join(other);
            }
            task.run();
          };
      reported[0] =
          Lab.inline(time)
              .notifyExecutor(notifier)
              .service("a", Lab.every10s("check", new Lab.Script("P")).build())
              .start();
      time.skew += Duration.ofMinutes(5).toNanos();
      asks[0] = true;
      reported[0].report(); // logs that the result is too old
      assertThat(asks[0]).isFalse();
      assertThat(others).hasSize(1);
    }

    /** No timer has fired. */
    @Test
    void shows_no_result_that_is_too_old() {
      Health health =
          Lab.inline(time)
              .service("a", Lab.every10s("check", new Lab.Script("P")).build())
              .overall(Lab.every10s("other", new Lab.Script("P")).build())
              .start();
      health.addService("b", Lab.every10s("third", new Lab.Script("P")).build());
      time.skew += Duration.ofMinutes(5).toNanos();
      HealthReport report = health.report();
      assertThat(report.services()).extracting(ServiceReport::status).containsOnly(UNKNOWN);
    }
  }

  @Nested
  class The_report_of_a_check {

    @Test
    void has_its_tags_and_its_runbook() {
      URI runbook = URI.create("https://acme.example/runbooks/db");
      Health health =
          Lab.inline(time)
              .service(
                  "a",
                  ServiceStatus.builder("set").tags("shared", "eu").tags("shared").build(),
                  HealthCheck.optional(
                      Lab.every10s("run", new Lab.Script("F"))
                          .tags("local")
                          .runbook(runbook)
                          .build()))
              .start();
      var checks = health.report("a").orElseThrow().checks();
      assertThat(checks.get(0).tags()).containsExactly("shared", "eu");
      assertThat(checks.get(0).runbook()).isNull();
      assertThat(checks.get(1).tags()).containsExactly("local");
      assertThat(checks.get(1).runbook()).isEqualTo(runbook);
      assertThat(checks.get(1).describe()).endsWith(" runbook: " + runbook);
    }

    @Test
    void takes_no_tag_that_is_none() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ServiceStatus.builder("db").tags(" "))
          .withMessage("tag: ' ' (expected: a word)");
    }
  }

  @Nested
  class Watches_that_are_refused {

    @Test
    void are_counted_whatever_the_limit() {
      Health health =
          Lab.inline(time).maxWatches(1).maxNameBytes(8).maxUnknownNames(0).service("a").start();
      refuse(health, "a name too long");
      refuse(health, "nobody");
      health.watch("a", watch -> {});
      refuse(health, "a");
      assertThat(health.refusedWatches()).isEqualTo(3);
      assertThat(health.openWatches()).isOne();
    }

    private void refuse(Health health, String name) {
      Assertions.assertThatExceptionOfType(WatchRefusedException.class)
          .isThrownBy(() -> health.watch(name, watch -> {}));
    }
  }
}
