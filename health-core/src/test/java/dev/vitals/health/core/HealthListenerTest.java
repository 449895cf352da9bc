package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthListener;
import dev.vitals.health.Transition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HealthListenerTest {

  private final ManualTime time = new ManualTime();
  private final ServiceStatus db = ServiceStatus.create("db");
  private final Recorder recorder = new Recorder();
  private final QueueExecutor notifier = new QueueExecutor();
  private Health health;

  private Health start(HealthListener... listeners) {
    HealthBuilder builder = Lab.inline(time).notifyExecutor(notifier).service("a", db);
    List.of(listeners).forEach(builder::listener);
    health = builder.start();
    notifier.runAll();
    return health;
  }

  @AfterEach
  void stop() {
    health.close();
  }

  @Nested
  class A_listener {

    @Test
    void is_told_of_each_transition_in_order() {
      start(recorder);
      db.set(CheckResult.passing());
      db.set(CheckResult.failing("lost"));
      health.removeService("a");
      notifier.runAll();
      assertThat(recorder.of("a"))
          .containsExactly(
              "SERVICE_UNKNOWN -> UNKNOWN #1",
              "UNKNOWN -> SERVING #2",
              "SERVING -> NOT_SERVING #3",
              "NOT_SERVING -> SERVICE_UNKNOWN #4");
      assertThat(recorder.of("")).hasSize(4);
    }

    @Test
    void is_told_of_what_was_there_at_the_start() {
      start(recorder);
      assertThat(recorder.transitions)
          .extracting(Transition::service, Transition::to)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("a", UNKNOWN),
              org.assertj.core.groups.Tuple.tuple("", UNKNOWN));
    }

    @Test
    void is_never_called_on_the_thread_that_changes_something() {
      start(recorder);
      recorder.transitions.clear();
      db.set(CheckResult.passing());
      assertThat(recorder.transitions).isEmpty();
      notifier.runAll();
      assertThat(recorder.transitions).isNotEmpty();
    }

    @Test
    void is_told_of_each_set_and_each_run_with_what_a_report_shows() {
      start(recorder);
      health.addService(
          "b", HealthCheck.optional(Lab.every10s("run", new Lab.Script("PF")).build()));
      db.set(CheckResult.failing("lost"));
      time.advance(Lab.PERIOD);
      notifier.runAll();
      assertThat(recorder.checks)
          .extracting(CheckReport::name, CheckReport::critical, check -> check.last().outcome())
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple("run", false, CheckResult.Outcome.PASSING),
              org.assertj.core.groups.Tuple.tuple("db", true, CheckResult.Outcome.FAILING),
              org.assertj.core.groups.Tuple.tuple("run", false, CheckResult.Outcome.FAILING));
    }

    @Test
    void is_told_of_a_timeout_and_that_the_run_goes_on() {
      start(recorder);
      Lab.Calls calls = new Lab.Calls();
      health.addService("b", Lab.every10s("run", calls).build());
      time.advance(Duration.ofSeconds(1));
      calls.last().complete(CheckResult.passing());
      notifier.runAll();
      assertThat(recorder.checks).hasSize(1);
      assertThat(recorder.checks.get(0).last().reason()).startsWith("timed out");
      assertThat(recorder.checks.get(0).overrun()).isEqualTo(Duration.ZERO);
    }
  }

  @Nested
  class A_listener_that_throws {

    @Test
    void is_logged_and_told_of_the_next_event_and_others_do_not_notice() {
      int[] calls = new int[1];
      HealthListener failing =
          new HealthListener() {
            @Override
            public void statusChanged(Transition transition) {
              calls[0]++;
              throw new StackOverflowError("metrics");
            }
          };
      try (Logs logs = Logs.capture()) {
        start(failing, recorder);
        db.set(CheckResult.passing());
        notifier.runAll();
        assertThat(calls[0]).isEqualTo(4);
        assertThat(recorder.of("a")).hasSize(2);
        assertThat(logs.lines())
            .filteredOn(line -> line.thrown() != null)
            .as("one line a second, with what was thrown")
            .singleElement()
            .satisfies(
                line -> {
                  assertThat(line.text()).isEqualTo("A health listener failed; it stays");
                  assertThat(line.thrown()).hasToString("StackOverflowError: metrics");
                });
      }
    }
  }

  @Nested
  class A_listener_that_is_too_slow {

    @Test
    void misses_the_oldest_events_and_is_told_how_many() {
      start(recorder);
      recorder.transitions.clear();
      for (int i = 0; i < 1000; i++) { // two services, one check: three events each
        db.set(i % 2 == 0 ? CheckResult.passing() : CheckResult.failing("lost"));
      }
      notifier.runAll();
      int told = recorder.transitions.size() + recorder.checks.size();
      assertThat(told).isEqualTo(ListenerQueue.CAPACITY);
      assertThat(recorder.missed).isEqualTo(3000 - told);
      assertThat(recorder.events.get(recorder.events.size() - told - 1)).isEqualTo("missed");
      assertThat(last(recorder.transitions).revision())
          .isEqualTo(health.report("a").orElseThrow().revision());
    }

    @Test
    void holds_up_itself_only() {
      ExecutorService threads = Executors.newFixedThreadPool(2);
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      CountDownLatch told = new CountDownLatch(3);
      HealthListener slow =
          new HealthListener() {
            @Override
            public void statusChanged(Transition transition) {
              held.countDown();
              Lab.await(release);
            }
          };
      HealthListener quick =
          new HealthListener() {
            @Override
            public void statusChanged(Transition transition) {
              told.countDown();
            }
          };
      health = Lab.inline(time).notifyExecutor(threads).listener(slow).listener(quick).start();
      Lab.await(held);
      health.set("x", SERVING);
      health.set("x", NOT_SERVING);
      Lab.await(told);
      release.countDown();
      threads.shutdown();
    }
  }

  @Nested
  class An_executor_that_refuses {

    @Test
    void delays_events_until_it_takes_work_again() {
      start(recorder);
      recorder.transitions.clear();
      notifier.refuses = true;
      db.set(CheckResult.passing());
      notifier.refuses = false;
      notifier.runAll();
      assertThat(recorder.transitions).isEmpty();
      db.set(CheckResult.failing("lost"));
      time.advance(Duration.ofSeconds(1));
      notifier.runAll();
      assertThat(recorder.of("a"))
          .containsExactly("UNKNOWN -> SERVING #2", "SERVING -> NOT_SERVING #3");
    }
  }

  @Nested
  class A_listener_that_comes_later {

    @Test
    void is_told_of_what_happens_from_then_on_until_it_is_removed() {
      start();
      db.set(CheckResult.passing());
      health.addListener(recorder);
      db.set(CheckResult.failing("lost"));
      notifier.runAll();
      assertThat(recorder.of("a")).containsExactly("SERVING -> NOT_SERVING #3");
      assertThat(health.removeListener(recorder)).isTrue();
      db.set(CheckResult.passing());
      notifier.runAll();
      assertThat(recorder.of("a")).hasSize(1);
      assertThat(health.removeListener(recorder)).isFalse();
    }

    @Test
    void is_not_called_for_what_waits_when_it_is_removed() {
      start();
      health.addListener(recorder);
      db.set(CheckResult.passing());
      health.removeListener(recorder);
      notifier.runAll();
      assertThat(recorder.events).isEmpty();
    }

    /** By itself, while it is being called. */
    @Test
    void misses_nothing_though_it_leaves_and_comes_back_at_any_time() {
      List<String> heard = new ArrayList<>();
      HealthListener restless =
          new HealthListener() {
            @Override
            public void checkRan(CheckReport check) {
              heard.add(check.last().reason());
              if (heard.size() == 1) {
                health.removeListener(this);
                db.set(CheckResult.failing("while it is away"));
                health.addListener(this);
                db.set(CheckResult.failing("since it is back"));
              }
            }
          };
      start(restless);
      db.set(CheckResult.failing("at first"));
      db.set(CheckResult.failing("when it leaves"));
      notifier.runAll();
      db.set(CheckResult.failing("at rest"));
      notifier.runAll();
      assertThat(heard).containsExactly("at first", "since it is back", "at rest");
    }

    @Test
    void cannot_be_added_twice() {
      start(recorder);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.addListener(recorder))
          .withMessageStartingWith("listener: added twice");
    }

    @Test
    void is_refused_once_health_is_closed_and_may_still_be_removed() {
      start(recorder);
      health.close();
      assertThatIllegalStateException().isThrownBy(() -> health.addListener(new Recorder()));
      assertThat(health.removeListener(recorder)).isTrue();
    }

    /** It is removed and added again while it is being called. */
    @Test
    void is_called_by_one_thread_at_a_time_though_it_leaves_and_comes_back() {
      ExecutorService threads = Executors.newFixedThreadPool(2);
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      CountDownLatch calls = new CountDownLatch(2);
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      HealthListener slow =
          new HealthListener() {
            @Override
            public void checkRan(CheckReport check) {
              most.accumulateAndGet(inside.incrementAndGet(), Math::max);
              entered.countDown();
              Lab.await(release);
              inside.decrementAndGet();
              calls.countDown();
            }
          };
      health = Lab.inline(time).notifyExecutor(threads).service("a", db).start();
      health.addListener(slow);
      db.set(CheckResult.passing());
      Lab.await(entered);
      health.removeListener(slow);
      health.addListener(slow);
      db.set(CheckResult.failing("lost"));
      release.countDown();
      Lab.await(calls);
      assertThat(most).hasValue(1);
      threads.shutdown();
    }
  }

  @Nested
  class Close {

    @Test
    void is_the_last_transition_that_is_told() {
      start(recorder);
      db.set(CheckResult.passing());
      health.close();
      db.set(CheckResult.failing("lost"));
      notifier.runAll();
      assertThat(last(recorder.transitions).to()).isEqualTo(NOT_SERVING);
      assertThat(last(recorder.transitions).reason()).isEqualTo("health is closed");
      assertThat(recorder.of("a"))
          .hasSize(3)
          .noneMatch(line -> line.contains(SERVICE_UNKNOWN + " #"));
    }
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }

  /** Keeps all that it is told. */
  private static final class Recorder implements HealthListener {
    final List<Transition> transitions = new ArrayList<>();
    final List<CheckReport> checks = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    long missed;

    @Override
    public void statusChanged(Transition transition) {
      transitions.add(transition);
      events.add("transition");
    }

    @Override
    public void checkRan(CheckReport check) {
      checks.add(check);
      events.add("check");
    }

    @Override
    public void missed(long count) {
      missed += count;
      events.add("missed");
    }

    List<String> of(String service) {
      return transitions.stream()
          .filter(transition -> transition.service().equals(service))
          .map(t -> t.from() + " -> " + t.to() + " #" + t.revision())
          .toList();
    }
  }
}
