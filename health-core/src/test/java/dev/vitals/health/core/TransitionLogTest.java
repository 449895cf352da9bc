package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Logs.Line;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TransitionLogTest {

  private final ManualTime time = new ManualTime();
  private final ServiceStatus db = ServiceStatus.create("db");
  private final Health health = Lab.inline(time).service("a", db).overall().start();
  private final Logs logs = Logs.capture();

  @AfterEach
  void stop() {
    logs.close();
  }

  @Nested
  class The_log {

    @Test
    void has_a_line_for_each_transition_a_warning_where_a_service_stops_serving() {
      db.set(CheckResult.passing());
      db.set(CheckResult.failing("lost"));
      db.set(CheckResult.passing());
      assertThat(logs.lines())
          .containsExactly(
              new Line(Level.INFO, "'a' UNKNOWN -> SERVING", null),
              new Line(Level.WARNING, "'a' SERVING -> NOT_SERVING: db: lost", null),
              new Line(Level.INFO, "'a' NOT_SERVING -> SERVING", null));
    }

    @Test
    void names_another_check_that_makes_a_service_fail_though_its_status_stays() {
      ServiceStatus cache = ServiceStatus.create("cache");
      health.addService("c", db, cache);
      db.set(CheckResult.failing("lost"));
      logs.lines().clear();
      cache.set(CheckResult.failing("full"));
      assertThat(logs.lines()).as("the cause is the same").isEmpty();
      db.set(CheckResult.passing());
      assertThat(logs.lines())
          .contains(new Line(Level.WARNING, "'c' is still NOT_SERVING: cache: full", null));
      logs.lines().clear();
      cache.set(CheckResult.failing("fuller"));
      assertThat(logs.lines()).as("the cause is the same").isEmpty();
    }

    @Test
    void names_no_cause_while_an_override_or_a_drain_decides() {
      db.set(CheckResult.failing("lost"));
      ServiceOverride pinned = health.override("a", NOT_SERVING, "INC-1");
      logs.lines().clear();
      db.set(CheckResult.failing("gone"));
      assertThat(logs.texts()).isEmpty();
      pinned.close();
      assertThat(logs.texts())
          .containsExactly(
              "Service 'a' is no longer pinned; ended: NOT_SERVING: INC-1",
              "'a' is still NOT_SERVING: db: gone");
      health.drain();
      logs.lines().clear();
      db.set(CheckResult.failing("lost"));
      assertThat(logs.texts()).isEmpty();
    }

    @Test
    void has_a_removal_for_information_only() {
      db.set(CheckResult.passing());
      health.removeService("a");
      assertThat(logs.lines())
          .last()
          .isEqualTo(new Line(Level.INFO, "'a' SERVING -> SERVICE_UNKNOWN: removed", null));
    }

    @Test
    void escapes_what_checks_say() {
      db.set(CheckResult.failing("lost\r\n'a' NOT_SERVING -> SERVING"));
      assertThat(logs.texts())
          .containsExactly(
              "'a' UNKNOWN -> NOT_SERVING: db: lost\\u000D\\u000A'a' NOT_SERVING -> SERVING");
    }

    /** Some loggers print a throwable's class and message, others what it says of itself. */
    @Test
    void escapes_what_is_thrown_however_it_is_printed() {
      health.watch(
          "a",
          watch -> {
            throw new IllegalStateException(
                "\u001b[2J" + "x".repeat(1000), new java.io.IOException("lost\r\nfound"));
          });
      db.set(CheckResult.passing());
      Throwable thrown =
          logs.lines().stream()
              .map(Line::thrown)
              .filter(java.util.Objects::nonNull)
              .findFirst()
              .orElseThrow();
      assertThat(thrown.getMessage())
          .isEqualTo(thrown.toString())
          .startsWith("IllegalStateException: \\u001B[2Jxxx")
          .endsWith("…")
          .hasSizeLessThan(300);
      assertThat(thrown.getCause()).hasMessage("IOException: lost\\u000D\\u000Afound");
    }

    @Test
    void goes_on_after_a_time_in_which_the_logger_threw() {
      logs.broken = true;
      db.set(CheckResult.passing());
      health.watch(
          "a",
          watch -> {
            throw new IllegalStateException("interceptor");
          });
      db.set(CheckResult.failing("lost"));
      logs.broken = false;
      db.set(CheckResult.passing());
      assertThat(logs.texts()).contains("'a' NOT_SERVING -> SERVING");
    }

    @Test
    void says_nothing_of_sets_that_change_nothing() {
      for (int i = 0; i < 1000; i++) {
        db.set(CheckResult.unknown("still"));
      }
      assertThat(logs.lines()).isEmpty();
    }

    @Test
    void has_at_most_twenty_lines_a_second_and_ends_on_what_the_service_has_come_to() {
      time.advance(Duration.ofSeconds(1));
      health.set("hand", SERVING);
      logs.lines().clear();
      time.advance(Duration.ofSeconds(1));
      flap(1001);
      assertThat(logs.lines()).hasSize(20);
      assertThat(health.status("hand")).isEqualTo(NOT_SERVING);
      time.advance(Duration.ofSeconds(1));
      assertThat(logs.texts()).hasSize(21);
      assertThat(logs.texts().get(20))
          .startsWith("'hand' SERVING -> NOT_SERVING after 981 changes: ");
      flap(2);
      assertThat(logs.texts().get(22))
          .isEqualTo("'hand' SERVING -> NOT_SERVING: status of 'hand': set to NOT_SERVING");
    }

    @Test
    void keeps_a_bounded_number_of_lines_for_a_logger_that_hangs() {
      QueueExecutor stuck = new QueueExecutor();
      Health flapping = Lab.inline(time).notifyExecutor(stuck).service("f").start();
      for (int i = 0; i < 1001; i++) {
        flapping.set("f", i % 2 == 0 ? NOT_SERVING : SERVING);
        time.advance(Duration.ofMillis(500));
      }
      stuck.runAll();
      time.advance(Duration.ofSeconds(2));
      stuck.runAll();
      assertThat(logs.lines()).hasSizeLessThan(200);
      assertThat(logs.texts())
          .filteredOn(line -> line.startsWith("'f' "))
          .last()
          .asString()
          .contains("-> NOT_SERVING");
    }

    @Test
    void names_every_service_though_hundreds_fail_at_once() {
      ServiceStatus shared = ServiceStatus.create("shared");
      for (int i = 0; i < 101; i++) {
        health.addService("service " + i, shared);
      }
      time.advance(Duration.ofSeconds(30));
      logs.lines().clear();
      shared.set(CheckResult.failing("lost"));
      assertThat(logs.lines()).hasSize(20);
      time.advance(Duration.ofSeconds(6));
      assertThat(logs.lines())
          .filteredOn(line -> line.text().startsWith("'service "))
          .hasSize(101)
          .allMatch(line -> line.level() == Level.WARNING && line.text().contains("NOT_SERVING"));
    }

    @Test
    void names_some_of_the_services_that_a_server_starts_with_and_any_that_fails() {
      ServiceStatus shared = ServiceStatus.create("shared");
      HealthBuilder builder = Lab.inline(time);
      for (int i = 0; i < 10_000; i++) {
        builder.service("many " + i, shared);
      }
      Health many = builder.start();
      shared.set(CheckResult.passing());
      time.advance(Duration.ofSeconds(20));
      assertThat(logs.texts())
          .hasSizeLessThan(200)
          .filteredOn(line -> line.startsWith("Further services have changed: "))
          .hasSize(1);
      int before = logs.texts().size();
      shared.set(CheckResult.failing("lost"));
      time.advance(Duration.ofSeconds(1000));
      assertThat(logs.texts().subList(before, logs.texts().size()))
          .filteredOn(line -> line.endsWith("-> NOT_SERVING: shared: lost"))
          .hasSize(10_001); // the overall status, too
      many.close();
    }

    @Test
    void says_nothing_after_a_drain_that_was_so_before_it() {
      ServiceStatus shared = ServiceStatus.create("shared");
      HealthBuilder builder = Lab.inline(time);
      for (int i = 0; i < 60; i++) {
        builder.service("many " + i, shared);
      }
      Health many = builder.start();
      shared.set(CheckResult.passing());
      many.drain();
      time.advance(Duration.ofSeconds(20));
      int drained = logs.texts().indexOf("Draining: services report NOT_SERVING");
      assertThat(logs.texts().subList(drained, logs.texts().size())).hasSize(1);
      many.close();
    }

    @Test
    void has_one_line_for_a_drain_and_one_for_its_end() {
      time.advance(Duration.ofSeconds(1));
      health.drain();
      health.drain();
      health.resume();
      assertThat(logs.texts())
          .containsExactly(
              "Draining: services report NOT_SERVING",
              "Drain is over",
              "Not serving after the drain: ['a']");
      assertThat(logs.lines()).allMatch(line -> line.level() == Level.INFO);
    }

    @Test
    void warns_of_a_service_that_fails_from_the_start() {
      db.set(CheckResult.failing("refused"));
      assertThat(logs.lines()).first().extracting(Line::level).isEqualTo(Level.WARNING);
    }

    @Test
    void says_braces_and_percent_signs_as_they_are() {
      health.set("{0} %s {", NOT_SERVING);
      assertThat(logs.texts())
          .contains(
              "'{0} %s {' SERVICE_UNKNOWN -> NOT_SERVING: status of '{0} %s {': set to"
                  + " NOT_SERVING",
              "Service '{0} %s {' was not known: set has added it");
    }

    @Test
    void is_quiet_about_hostile_callers() {
      for (int i = 0; i < 1000; i++) {
        health.watch("nobody " + i, watch -> {}).close();
        health.check("evil\n" + i, answer -> {});
      }
      assertThat(logs.lines()).isEmpty();
    }

    /** Ends on NOT_SERVING after an even number, so that one more change is a change. */
    private void flap(int times) {
      for (int i = 0; i < times; i++) {
        boolean serves = health.status("hand") != SERVING;
        health.set("hand", serves ? SERVING : NOT_SERVING);
      }
    }
  }

  @Nested
  class A_status_that_is_not_known_any_more {

    @Test
    void is_a_warning_too() {
      db.set(CheckResult.passing());
      db.set(CheckResult.unknown("reconnecting"));
      assertThat(health.status("a")).isEqualTo(UNKNOWN);
      assertThat(logs.lines()).last().extracting(Line::level).isEqualTo(Level.WARNING);
    }
  }
}
