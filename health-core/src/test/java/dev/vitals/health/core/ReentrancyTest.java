package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthListener;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import dev.vitals.health.Watch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Foreign code that calls back into health, with everything inline: a lock that was held, or a walk
 * that could not be interrupted, would show at once.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReentrancyTest {

  private final ManualTime time = new ManualTime();
  private final List<ServingStatus> answers = new ArrayList<>();
  private int calls;

  /** Everything that can be done to a health, from within whatever calls it. */
  private void everything(Health health) {
    calls++;
    String name = "extra " + calls;
    health.set(name, SERVING);
    health.set(name, NOT_SERVING);
    health.watch(name, watch -> {}).close();
    health.check("a", answers::add);
    health.statuses();
    health.report("").orElseThrow();
    health.override(name, UNKNOWN, "within").close();
    health.addService(name + " too");
    health.removeService(name + " too");
    health.removeService(name);
    health.drain();
    health.resume();
    time.advance(Lab.SECOND.dividedBy(1000));
  }

  @Nested
  class A_watcher_may_call_back {

    @Test
    void with_anything() {
      Health health = Lab.inline(time).service("a").start();
      health.watch(
          "a",
          watch -> {
            if (calls < 3) {
              everything(health);
            }
          });
      Reader other = Reader.of(health, "a");
      health.set("a", UNKNOWN);
      assertThat(calls).isEqualTo(3);
      assertThat(other.last()).isEqualTo(UNKNOWN);
      assertThat(answers).containsOnly(UNKNOWN);
      assertThat(health.statuses()).containsOnlyKeys("", "a");
    }

    @Test
    void to_change_what_it_watches_until_it_is_content() {
      Health health = Lab.inline(time).service("a").start();
      List<ServingStatus> seen = new ArrayList<>();
      health.watch(
          "a",
          watch -> {
            seen.add(watch.poll());
            if (seen.size() < 100) {
              health.set("a", seen.size() % 2 == 0 ? NOT_SERVING : SERVING);
            }
          });
      health.set("a", NOT_SERVING);
      assertThat(seen).hasSize(100).doesNotContainNull();
      assertThat(health.status("a")).isEqualTo(seen.get(99));
    }

    @Test
    void to_close_itself_and_others() {
      Health health = Lab.inline(time).service("a").start();
      List<Watch> watches = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        watches.add(health.watch("a", watch -> watches.forEach(Watch::close)));
      }
      health.set("a", NOT_SERVING);
      assertThat(health.openWatches()).isZero();
    }

    @Test
    void to_close_health() {
      Health health = Lab.inline(time).service("a").start();
      Reader before = Reader.of(health, "a");
      health.watch("a", watch -> health.close());
      Reader after = Reader.of(health, "a");
      health.set("a", UNKNOWN);
      assertThat(before.last()).isEqualTo(NOT_SERVING);
      assertThat(after.last()).isEqualTo(NOT_SERVING);
      assertThat(before.watch.isOpen()).isFalse();
    }
  }

  @Nested
  class A_listener_may_call_back {

    @Test
    void with_anything() {
      CompletableFuture<Health> started = new CompletableFuture<>();
      Health health =
          Lab.inline(time)
              .service("a")
              .listener(
                  new HealthListener() {
                    @Override
                    public void statusChanged(Transition transition) {
                      if (started.isDone() && calls < 3) {
                        everything(started.getNow(null));
                      }
                    }

                    @Override
                    public void checkRan(CheckReport check) {
                      statusChanged(null);
                    }
                  })
              .start();
      started.complete(health);
      health.set("a", NOT_SERVING);
      assertThat(calls).isEqualTo(3);
      assertThat(health.status("a")).isEqualTo(NOT_SERVING);
    }

    @Test
    void to_close_health() {
      CompletableFuture<Health> started = new CompletableFuture<>();
      Health health =
          Lab.inline(time)
              .service("a")
              .listener(
                  new HealthListener() {
                    @Override
                    public void statusChanged(Transition transition) {
                      if (started.isDone()) {
                        started.getNow(null).close();
                      }
                    }
                  })
              .start();
      started.complete(health);
      Reader reader = Reader.of(health, "a");
      health.set("a", UNKNOWN);
      assertThat(reader.last()).isEqualTo(NOT_SERVING);
    }
  }

  @Nested
  class A_check_may_call_back {

    @Test
    void with_anything() {
      CompletableFuture<Health> started = new CompletableFuture<>();
      ServiceCheck check =
          Lab.every10s(
                  "check",
                  context -> {
                    if (started.isDone() && calls < 3) {
                      everything(started.getNow(null));
                    }
                    return CheckResult.passing();
                  })
              .build();
      Health health = Lab.inline(time).service("a", check).start();
      started.complete(health);
      time.advance(Lab.PERIOD.multipliedBy(5));
      assertThat(calls).isEqualTo(3);
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void to_remove_its_own_service_and_add_it_again() {
      CompletableFuture<Health> started = new CompletableFuture<>();
      ServiceCheck[] check = new ServiceCheck[1];
      int[] runs = new int[1];
      check[0] =
          Lab.every10s(
                  "check",
                  context -> {
                    if (runs[0]++ == 1) {
                      started.getNow(null).removeService("a");
                      started.getNow(null).addService("a", check[0]);
                      return CheckResult.failing("from before the removal");
                    }
                    return CheckResult.passing();
                  })
              .build();
      Health health = Lab.inline(time).service("a", check[0]).start();
      started.complete(health);
      time.advance(Lab.PERIOD);
      assertThat(runs[0]).isEqualTo(3);
      assertThat(health.status("a")).isEqualTo(SERVING);
    }

    @Test
    void to_ask_about_its_own_service_without_waiting_for_itself() {
      CompletableFuture<Health> started = new CompletableFuture<>();
      ServiceCheck check =
          ServiceCheck.blocking(
                  "check",
                  context -> {
                    started.getNow(null).check("a", answers::add);
                    return CheckResult.passing();
                  })
              .ttl(Lab.PERIOD)
              .build();
      Health health = Lab.inline(time).service("a", check).start();
      started.complete(health);
      health.check("a", answers::add);
      assertThat(answers).containsExactly(SERVING, SERVING);
    }

    @Test
    void to_close_health() {
      CompletableFuture<Health> started = new CompletableFuture<>();
      ServiceCheck check =
          Lab.every10s(
                  "check",
                  context -> {
                    if (started.isDone()) {
                      started.getNow(null).close();
                    }
                    return CheckResult.passing();
                  })
              .build();
      Health health = Lab.inline(time).service("a", check).start();
      started.complete(health);
      Reader reader = Reader.of(health, "a");
      time.advance(Lab.PERIOD);
      assertThat(reader.seen).containsExactly(SERVING, NOT_SERVING);
      assertThat(Thread.interrupted()).as("an interrupt left to this thread").isFalse();
    }
  }

  @Nested
  class An_answer_may_call_back {

    @Test
    void with_anything() {
      Lab.Calls runs = new Lab.Calls();
      ServiceCheck check = ServiceCheck.async("check", runs).ttl(Lab.PERIOD).build();
      Health health = Lab.inline(time).service("a", check).start();
      health.check("a", status -> everything(health));
      runs.last().complete(CheckResult.passing());
      assertThat(calls).isEqualTo(1);
      assertThat(answers).containsExactly(SERVING);
    }
  }

  @Nested
  class No_lock_is_held {

    /** Another thread does everything while the first one is in foreign code. */
    private void meanwhile(Health health) {
      Thread other = new Thread(() -> everything(health));
      other.start();
      Lab.join(other);
    }

    @Test
    void while_a_watcher_a_listener_a_check_an_executor_or_a_random_number_is_called() {
      CompletableFuture<Health> started = new CompletableFuture<>();
      List<String> within = new ArrayList<>();
      CountDownLatch once = new CountDownLatch(1);
      java.util.function.Consumer<String> hook =
          where -> {
            if (started.isDone() && !within.contains(where) && once.getCount() > 0) {
              within.add(where);
              meanwhile(started.getNow(null));
            }
          };
      Health health =
          Health.builder()
              .time(time)
              .checkExecutor(
                  task -> {
                    hook.accept("check executor");
                    task.run();
                  })
              .notifyExecutor(
                  task -> {
                    hook.accept("notify executor");
                    task.run();
                  })
              .random(
                  () -> {
                    hook.accept("random");
                    return 0.5;
                  })
              .listener(
                  new HealthListener() {
                    @Override
                    public void statusChanged(Transition transition) {
                      hook.accept("listener");
                    }
                  })
              .service(
                  "a",
                  Lab.every10s(
                          "check",
                          context -> {
                            hook.accept("check");
                            return CheckResult.passing();
                          })
                      .build())
              .start();
      started.complete(health);
      health.watch("b", watch -> hook.accept("watcher"));
      health.set("b", SERVING);
      time.advance(Lab.PERIOD);
      once.countDown();
      assertThat(within)
          .contains("check executor", "notify executor", "random", "listener", "check", "watcher");
      assertThat(health.status("b")).isEqualTo(SERVING);
      assertThat(health.status("nobody")).isEqualTo(SERVICE_UNKNOWN);
    }
  }
}
