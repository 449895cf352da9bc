package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.core.Lab.Calls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CloseTest {

  private final ManualTime time = new ManualTime();
  private final Calls calls = new Calls();
  private final ServiceStatus status = ServiceStatus.create("status");
  private final ServiceCheck check = Lab.every10s("check", calls).build();
  private final Health health =
      Lab.inline(time)
          .service("a", check)
          .service("b", status)
          .service("live")
          .survivesDrain("live")
          .start();

  @Nested
  class After_close {

    @Test
    void everything_known_reads_NOT_SERVING_survivors_of_a_drain_too() {
      health.close();
      assertThat(health.statuses())
          .containsOnlyKeys("", "a", "b", "live")
          .allSatisfy((name, shown) -> assertThat(shown).isEqualTo(NOT_SERVING));
      assertThat(health.status("nobody")).isEqualTo(SERVICE_UNKNOWN);
      assertThat(health.report("a").orElseThrow().reason()).isEqualTo("health is closed");
      List<ServingStatus> answers = new ArrayList<>();
      health.check("a", answers::add);
      health.check("nobody", answers::add);
      assertThat(answers).containsExactly(NOT_SERVING, SERVICE_UNKNOWN);
    }

    @Test
    void whatever_changes_is_refused() {
      ServiceOverride override = health.override("b", SERVING, "pinned");
      health.close();
      for (ThrowingCallable change :
          List.<ThrowingCallable>of(
              () -> health.set("x", SERVING),
              () -> health.addService("x"),
              () -> health.removeService("b"),
              () -> health.override("b", SERVING, "pinned"),
              health::drain,
              () -> health.drain(Duration.ZERO),
              health::resume)) {
        assertThatIllegalStateException()
            .isThrownBy(change)
            .withMessage("health: closed (expected: open; build another one)");
      }
      override.close();
      status.set(CheckResult.passing());
      assertThat(health.status("b")).isEqualTo(NOT_SERVING);
    }

    @Test
    void no_check_runs_and_a_late_result_is_dropped() {
      health.close();
      assertThat(calls.last().cancelled).isTrue();
      calls.last().complete(CheckResult.passing());
      time.advance(Lab.PERIOD.multipliedBy(10));
      assertThat(calls.runs()).isEqualTo(1);
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
      assertThat(health.report("a").orElseThrow().checks().get(0).streak()).isZero();
    }

    @Test
    void no_timer_is_left_once_those_under_way_ran_out() {
      Reader.of(health, "a");
      calls.last().complete(CheckResult.passing());
      status.set(CheckResult.passing());
      health.drain(Duration.ofDays(1));
      health.close();
      time.advance(Duration.ofSeconds(1));
      assertThat(time.pending()).isZero();
    }

    @Test
    void nothing_that_is_read_sets_a_timer() {
      health.addService("c", check, Lab.every10s("other", new Lab.Script("P")).build());
      calls.last().complete(CheckResult.passing());
      ServiceOverride override = health.override("c", SERVING, "pinned");
      time.advance(Duration.ofSeconds(1));
      health.close();
      time.advance(Duration.ofSeconds(1));
      override.close();
      health.report("c");
      time.advance(Duration.ofSeconds(9));
      health.statuses();
      health.status("c");
      assertThat(time.pending()).isZero();
    }

    @Test
    void a_status_no_longer_holds_on_to_health() {
      status.set(CheckResult.passing());
      health.close();
      health.close();
      assertThat(status.get()).isEqualTo(CheckResult.passing());
      status.set(CheckResult.failing("lost"));
      assertThat(health.report("b").orElseThrow().checks().get(0).last())
          .isEqualTo(CheckResult.passing());
    }
  }

  @Nested
  class A_watch {

    @Test
    void that_was_open_gets_NOT_SERVING_and_then_ends() {
      status.set(CheckResult.passing());
      Reader known = Reader.of(health, "b");
      Reader unknown = Reader.of(health, "nobody");
      health.close();
      assertThat(known.seen).containsExactly(SERVING, NOT_SERVING);
      assertThat(known.watch.isOpen()).isFalse();
      assertThat(unknown.seen).containsExactly(SERVICE_UNKNOWN);
      assertThat(unknown.signals).as("told that it is over").isEqualTo(1);
      assertThat(unknown.watch.isOpen()).isFalse();
    }

    @Test
    void that_is_opened_afterwards_has_one_last_status_and_counts_for_nothing() {
      health.close();
      Reader known = Reader.of(health, "b");
      Reader unknown = Reader.of(health, "nobody");
      assertThat(known.seen).containsExactly(NOT_SERVING);
      assertThat(unknown.seen).containsExactly(SERVICE_UNKNOWN);
      assertThat(known.watch.isOpen()).isFalse();
      assertThat(health.openWatches()).isZero();
      known.close();
      assertThat(health.openWatches()).isZero();
    }

    @Test
    void that_was_open_is_freed_when_its_reader_closes_it() {
      Reader reader = Reader.of(health, "b");
      health.close();
      assertThat(health.openWatches()).isEqualTo(1);
      reader.close();
      assertThat(health.openWatches()).isZero();
    }

    @Test
    void has_its_last_status_there_as_soon_as_it_says_that_it_is_over() {
      status.set(CheckResult.passing());
      Watching watching = new Watching(time);
      Health closing = Lab.inline(watching).service("b", status).start();
      Watch watch = closing.watch("b", changed -> {});
      List<ServingStatus> last = new ArrayList<>();
      watching.whenever =
          () -> {
            if (!watch.isOpen() && last.isEmpty()) {
              last.add(watch.poll());
            }
          };
      closing.close();
      watching.whenever.run();
      assertThat(last).containsExactly(NOT_SERVING);
    }
  }

  @Nested
  class Closing {

    @Test
    void is_idempotent() {
      Reader reader = Reader.of(health, "b");
      health.close();
      int signals = reader.signals;
      health.close();
      assertThat(reader.signals).isEqualTo(signals);
      assertThat(health.report("b").orElseThrow().revision()).isEqualTo(2);
    }

    @Test
    void does_not_wait_for_a_check_that_hangs() {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Health hanging =
          Health.builder()
              .service(
                  "a",
                  ServiceCheck.blocking(
                          "hangs",
                          context -> {
                            begun.countDown();
                            Lab.hang(release);
                            return CheckResult.passing();
                          })
                      .build())
              .start();
      Lab.await(begun);
      hanging.close();
      assertThat(hanging.status("a")).isEqualTo(NOT_SERVING);
      release.countDown();
    }

    @Test
    void interrupts_a_check_that_is_running_and_ends_every_thread_of_its_own() {
      CountDownLatch begun = new CountDownLatch(1);
      AtomicBoolean interrupted = new AtomicBoolean();
      List<Thread> before = threads();
      Health own =
          Health.builder()
              .service(
                  "a",
                  ServiceCheck.blocking(
                          "sleeps",
                          context -> {
                            begun.countDown();
                            try {
                              new CountDownLatch(1).await(1, TimeUnit.MINUTES);
                            } catch (InterruptedException e) {
                              interrupted.set(true);
                            }
                            return CheckResult.passing();
                          })
                      .timeout(Duration.ofMinutes(1))
                      .build())
              .start();
      Reader.of(own, "a");
      Lab.await(begun);
      List<Thread> started = threads();
      started.removeAll(before);
      assertThat(started).isNotEmpty().allMatch(Thread::isDaemon);
      own.close();
      started.forEach(Lab::join);
      assertThat(interrupted).isTrue();
    }

    @Test
    void ends_every_thread_of_one_that_has_nothing_left_to_do() {
      List<Thread> before = threads();
      Health own = Health.builder().start();
      CountDownLatch told = new CountDownLatch(1);
      Watch watch = own.watch("", any -> told.countDown());
      own.set("", NOT_SERVING);
      Lab.await(told);
      watch.close();
      List<Thread> started = threads();
      started.removeAll(before);
      assertThat(started).as("its timer is one of them").hasSizeGreaterThan(1);
      own.close();
      started.forEach(Lab::join);
    }

    @Test
    void is_safe_from_eight_threads_while_others_set_add_watch_and_ask() {
      for (int round = 0; round < 20; round++) {
        Health busy = Health.builder().service("a", status).start();
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Watch> watches = new ConcurrentLinkedQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          int number = i;
          Runnable work = number < 8 ? busy::close : () -> use(busy, number, watches);
          Thread thread =
              new Thread(
                  () -> {
                    Lab.await(go);
                    try {
                      work.run();
                    } catch (Throwable e) {
                      failures.add(e);
                    }
                  });
          thread.start();
          threads.add(thread);
        }
        go.countDown();
        threads.forEach(Lab::join);
        assertThat(failures).isEmpty();
        assertThat(busy.statuses().values()).containsOnly(NOT_SERVING);
        assertThat(watches).noneMatch(Watch::isOpen);
        watches.forEach(Watch::close);
        assertThat(busy.openWatches()).isZero();
      }
    }

    private void use(Health busy, int number, ConcurrentLinkedQueue<Watch> watches) {
      try {
        for (int i = 0; i < 100; i++) {
          status.set(i % 2 == 0 ? CheckResult.passing() : CheckResult.failing("lost"));
          watches.add(busy.watch("x" + number, watch -> {}));
          busy.check("a", shown -> {});
          busy.addService("x" + number);
          busy.removeService("x" + number);
        }
      } catch (IllegalStateException closed) {
        assertThat(closed).hasMessageStartingWith("health: closed");
      }
    }

    private static List<Thread> threads() {
      List<Thread> own = new ArrayList<>(Thread.getAllStackTraces().keySet());
      own.removeIf(thread -> !thread.getName().startsWith("vitals-"));
      return own;
    }
  }

  /** Has someone look around each time the clock is read. */
  private static final class Watching implements HealthTime {
    private final ManualTime time;
    Runnable whenever = () -> {};

    Watching(ManualTime time) {
      this.time = time;
    }

    @Override
    public long nanos() {
      whenever.run();
      return time.nanos();
    }

    @Override
    public Instant now() {
      whenever.run();
      return time.now();
    }

    @Override
    public Task schedule(Runnable task, Duration delay) {
      return time.schedule(task, delay);
    }
  }
}
