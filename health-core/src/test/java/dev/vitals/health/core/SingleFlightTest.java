package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.core.Lab.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Lab.Calls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SingleFlightTest {

  private final ManualTime time = new ManualTime();
  private final Calls calls = new Calls();
  private final ServiceCheck check =
      ServiceCheck.async("check", calls).ttl(Duration.ofSeconds(5)).timeout(SECOND).build();
  private final Health health =
      Lab.inline(time).service("a", check).service("b", check).service("c", check).start();

  @Nested
  class Many_who_ask_at_once {

    @Test
    void are_all_served_by_one_run() {
      List<ServingStatus> answers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        health.check("a", answers::add);
      }
      assertThat(calls.runs()).isEqualTo(1);
      assertThat(answers).isEmpty();
      calls.last().complete(CheckResult.passing());
      assertThat(answers).hasSize(1000).containsOnly(SERVING);
    }

    @Test
    void about_different_services_share_the_run_of_a_shared_check() {
      List<ServingStatus> answers = new ArrayList<>();
      for (String service : List.of("a", "b", "c", "")) {
        health.check(service, answers::add);
      }
      assertThat(calls.runs()).isEqualTo(1);
      calls.last().complete(CheckResult.failing("broken"));
      assertThat(answers).hasSize(4).containsOnly(NOT_SERVING);
    }

    @Test
    void and_later_than_the_first_wait_for_the_run_s_timeout_and_not_for_their_own() {
      List<ServingStatus> answers = new ArrayList<>();
      health.check("a", answers::add);
      time.advance(Duration.ofMillis(900));
      health.check("a", answers::add);
      time.advance(Duration.ofMillis(100));
      assertThat(answers).containsExactly(NOT_SERVING, NOT_SERVING);
    }

    @Test
    void on_many_threads_never_have_two_runs_at_once() {
      ConcurrentLinkedQueue<ServingStatus> answers = new ConcurrentLinkedQueue<>();
      CountDownLatch go = new CountDownLatch(1);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Thread thread =
            new Thread(
                () -> {
                  Lab.await(go);
                  for (int n = 0; n < 500; n++) {
                    health.check("a", answers::add);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      go.countDown();
      threads.forEach(Lab::join);
      assertThat(calls.runs()).isEqualTo(1);
      calls.last().complete(CheckResult.passing());
      assertThat(answers).hasSize(4000).containsOnly(SERVING);
    }
  }

  @Nested
  class A_run {

    @Test
    void goes_on_though_the_service_that_asked_is_removed_while_another_lists_the_check() {
      List<ServingStatus> answers = new ArrayList<>();
      health.check("a", answers::add);
      health.check("b", answers::add);
      health.removeService("a");
      calls.last().complete(CheckResult.passing());
      assertThat(answers).containsExactly(ServingStatus.SERVICE_UNKNOWN, SERVING);
    }

    @Test
    void in_the_background_is_never_joined_by_a_second_one() {
      Calls slow = new Calls();
      health.addService("d", Lab.every10s("slow", slow).timeout(Duration.ofMinutes(5)).build());
      time.advance(Duration.ofMinutes(4));
      assertThat(slow.runs()).isEqualTo(1);
    }

    @Test
    void that_ends_twice_lets_no_other_start_beside_the_one_after_it() {
      List<Runnable> again = new ArrayList<>();
      ServiceCheck check =
          ServiceCheck.async(
                  "twice",
                  context ->
                      new CompletableFuture<CheckResult>() {
                        @Override
                        public CompletableFuture<CheckResult> whenComplete(
                            BiConsumer<? super CheckResult, ? super Throwable> action) {
                          again.add(() -> action.accept(CheckResult.passing(), null));
                          return this;
                        }
                      })
              .period(Lab.PERIOD)
              .timeout(Duration.ofMinutes(5))
              .jitter(0)
              .build();
      health.addService("e", check);
      again.get(0).run();
      time.advance(Lab.PERIOD);
      again.get(0).run();
      time.advance(Lab.PERIOD);
      assertThat(again).as("runs").hasSize(2);
    }
  }
}
