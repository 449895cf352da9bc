package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitals.health.CheckResult;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DrainTest {

  private final ManualTime time = new ManualTime();
  private final ServiceStatus db = ServiceStatus.create("db");
  private final Health health =
      Lab.inline(time)
          .service("ready", db)
          .service("bare")
          .service("live")
          .survivesDrain("live")
          .start();

  DrainTest() {
    db.set(CheckResult.passing());
  }

  @Nested
  class A_drain {

    @Test
    void has_every_service_report_NOT_SERVING_but_those_that_survive_it() {
      health.drain();
      assertThat(health.statuses())
          .containsEntry("", NOT_SERVING)
          .containsEntry("ready", NOT_SERVING)
          .containsEntry("bare", NOT_SERVING)
          .containsEntry("live", SERVING);
      assertThat(health.isDraining()).isTrue();
    }

    @Test
    void is_told_to_every_watcher() {
      List<Reader> readers =
          List.of(Reader.of(health, ""), Reader.of(health, "ready"), Reader.of(health, "bare"));
      Reader live = Reader.of(health, "live");
      health.drain();
      assertThat(readers).allSatisfy(r -> assertThat(r.seen).containsExactly(SERVING, NOT_SERVING));
      assertThat(readers).allSatisfy(r -> assertThat(r.watch.isOpen()).isTrue());
      assertThat(live.seen).containsExactly(SERVING);
    }

    @Test
    void is_a_latch_that_sets_and_checks_do_not_undo() {
      health.drain();
      Reader reader = Reader.of(health, "ready");
      db.set(CheckResult.failing("lost"));
      db.set(CheckResult.passing());
      assertThat(reader.seen).containsExactly(NOT_SERVING);
      assertThat(health.report("ready").orElseThrow().reason()).isEqualTo("draining");
    }

    @Test
    void is_idempotent() {
      health.drain();
      long revision = health.report("ready").orElseThrow().revision();
      health.drain();
      assertThat(health.report("ready").orElseThrow().revision()).isEqualTo(revision);
    }

    @Test
    void covers_services_that_are_added_in_it() {
      health.drain();
      health.addService("late");
      health.set("hand", SERVING);
      assertThat(health.status("late")).isEqualTo(NOT_SERVING);
      assertThat(health.status("hand")).isEqualTo(NOT_SERVING);
      health.resume();
      assertThat(health.status("late")).isEqualTo(SERVING);
      assertThat(health.status("hand")).isEqualTo(SERVING);
    }

    @Test
    void leaves_unknown_names_unknown() {
      Reader reader = Reader.of(health, "nobody");
      health.drain();
      assertThat(reader.seen).containsExactly(SERVICE_UNKNOWN);
      assertThat(health.status("nobody")).isEqualTo(SERVICE_UNKNOWN);
    }

    @Test
    void lets_checks_go_on() {
      Lab.Script script = new Lab.Script("P");
      health.addService("a", Lab.every10s("check", script).build());
      health.drain();
      time.advance(Lab.PERIOD);
      assertThat(script.runs).isEqualTo(2);
    }

    @Test
    void spares_the_overall_status_if_that_was_asked_for() {
      Health sparing = Lab.inline(time).survivesDrain("").start();
      sparing.drain();
      assertThat(sparing.status("")).isEqualTo(SERVING);
    }
  }

  @Nested
  class A_service_that_survives {

    @Test
    void still_follows_its_checks() {
      ServiceStatus loop = ServiceStatus.create("loop");
      Health sparing = Lab.inline(time).service("live", loop).survivesDrain("live").start();
      sparing.drain();
      assertThat(sparing.status("live")).isEqualTo(UNKNOWN);
      loop.set(CheckResult.failing("stuck"));
      assertThat(sparing.status("live")).isEqualTo(NOT_SERVING);
    }
  }

  @Nested
  class Resume {

    @Test
    void shows_what_the_checks_say_by_then() {
      Reader reader = Reader.of(health, "ready");
      health.drain();
      db.set(CheckResult.unknown("reconnecting"));
      health.resume();
      assertThat(reader.seen).containsExactly(SERVING, NOT_SERVING, UNKNOWN);
      assertThat(health.isDraining()).isFalse();
    }

    @Test
    void does_nothing_without_a_drain() {
      Reader reader = Reader.of(health, "ready");
      health.resume();
      assertThat(reader.signals).isZero();
    }
  }

  @Nested
  class A_drain_with_a_delay {

    @Test
    void reports_NOT_SERVING_at_once_and_completes_after_the_delay() {
      CompletableFuture<Void> over = health.drain(ofSeconds(5));
      assertThat(health.status("ready")).isEqualTo(NOT_SERVING);
      time.advance(ofSeconds(5).minusNanos(1));
      assertThat(over).isNotDone();
      time.advance(Duration.ofNanos(1));
      assertThat(over).isCompleted();
      assertThat(health.isDraining()).as("it is a latch").isTrue();
    }

    @Test
    void completes_when_health_closes() {
      CompletableFuture<Void> over = health.drain(ofSeconds(5));
      health.close();
      assertThat(over).isCompleted();
    }

    @Test
    void is_cancelled_when_health_is_resumed() {
      CompletableFuture<Void> over = health.drain(ofSeconds(5));
      health.resume();
      assertThat(over).isCancelled();
      // Not join: on newer JDKs it throws an exception of its own, with this one as the cause.
      assertThat(over.handle((done, failure) -> failure).getNow(null))
          .isInstanceOf(CancellationException.class)
          .hasMessage("health was resumed");
    }

    @Test
    void may_be_asked_for_several_times_with_delays_of_their_own() {
      CompletableFuture<Void> longer = health.drain(ofSeconds(5));
      CompletableFuture<Void> shorter = health.drain(ofSeconds(1));
      time.advance(ofSeconds(1));
      assertThat(shorter).isCompleted();
      assertThat(longer).isNotDone();
    }

    @Test
    void of_none_completes_as_soon_as_the_timer_runs() {
      CompletableFuture<Void> over = health.drain(Duration.ZERO);
      time.advance(Duration.ZERO);
      assertThat(over).isCompleted();
    }

    @Test
    void completes_though_the_executor_refuses_to_tell() {
      QueueExecutor full = new QueueExecutor();
      Health refused = Lab.inline(time).notifyExecutor(full).start();
      CompletableFuture<Void> over = refused.drain(ofSeconds(5));
      full.refuses = true;
      time.advance(ofSeconds(5));
      assertThat(over).isCompleted();
      assertThat(refused.drain(ofSeconds(5)))
          .satisfies(
              waiting -> {
                refused.resume();
                assertThat(waiting).isCancelled();
              });
    }

    @Test
    void leaves_no_timer_behind_when_it_is_over_early() {
      health.drain(ofSeconds(500));
      health.resume();
      health.drain(ofSeconds(500)).cancel(false);
      health.drain(ofSeconds(500));
      health.close();
      time.advance(ofSeconds(1));
      assertThat(time.pending()).isZero();
    }

    @Test
    void may_last_for_ever() {
      CompletableFuture<Void> over = health.drain(ChronoUnit.FOREVER.getDuration());
      time.advance(Duration.ofDays(1000));
      assertThat(over).isNotDone();
    }

    @Test
    void is_refused_with_a_negative_delay_and_does_not_drain() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.drain(ofSeconds(-1)))
          .withMessage("delay: PT-1S (expected: >= 0)");
      assertThat(health.isDraining()).isFalse();
    }
  }
}
