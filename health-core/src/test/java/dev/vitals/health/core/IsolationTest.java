package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With the executors of health itself, on real threads. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class IsolationTest {

  private final CountDownLatch release = new CountDownLatch(1);
  private final Health health = Health.builder().service("a").service("b").start();

  @AfterEach
  void stop() {
    release.countDown();
    health.close();
  }

  /** Waits until a watch is told of a status. */
  private static final class Awaited {
    private final AtomicReference<CountDownLatch> next = new AtomicReference<>();
    private final ServingStatus awaited;

    Awaited(Health health, String service, ServingStatus awaited) {
      this.awaited = awaited;
      next.set(new CountDownLatch(1));
      health.watch(service, this::changed);
    }

    private synchronized void changed(Watch watch) {
      if (watch.poll() == awaited) {
        next.get().countDown();
      }
    }

    void awaitStatus() {
      Lab.await(next.get());
    }
  }

  @Nested
  class A_watcher_that_throws {

    static Stream<Throwable> throwables() {
      return Stream.of(
          new IllegalStateException("interceptor"),
          new AssertionError("no way"),
          new StackOverflowError("deep"),
          new OutOfMemoryError("synthetic"));
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void leaves_the_other_49_up_to_date_and_the_caller_without_an_exception(Throwable thrown) {
      List<Awaited> others = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        if (i == 25) {
          health.watch(
              "a",
              watch -> {
                IsolationTest.<RuntimeException>raise(thrown);
              });
        } else {
          others.add(new Awaited(health, "a", NOT_SERVING));
        }
      }
      health.set("a", NOT_SERVING);
      others.forEach(Awaited::awaitStatus);
    }

    @Test
    void is_logged_once_by_name_and_told_of_the_next_change_all_the_same() {
      ManualTime time = new ManualTime();
      Health inline = Lab.inline(time).start();
      int[] told = new int[1];
      inline.watch(
          "x\n",
          watch -> {
            told[0]++;
            throw new IllegalStateException("interceptor");
          });
      try (Logs logs = Logs.capture()) {
        inline.set("x\n", SERVING);
        inline.set("x\n", NOT_SERVING);
        inline.set("x\n", SERVING);
        assertThat(told[0]).isEqualTo(3);
        assertThat(logs.texts())
            .filteredOn(line -> line.contains("listener"))
            .containsExactly("A watch listener of 'x\\u000A' failed; the others go on");
      }
    }
  }

  @Nested
  class Watchers_that_hang {

    @Test
    void hold_up_neither_the_one_who_sets_nor_the_others_of_their_name_nor_other_names() {
      CountDownLatch held = new CountDownLatch(2);
      List<Awaited> others = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        others.add(new Awaited(health, "a", NOT_SERVING));
        if (i % 15 == 0) {
          health.watch(
              "a",
              watch -> {
                held.countDown();
                Lab.hang(release);
              });
        }
      }
      Awaited elsewhere = new Awaited(health, "b", NOT_SERVING);
      health.set("a", NOT_SERVING);
      health.set("b", NOT_SERVING);
      elsewhere.awaitStatus();
      others.forEach(Awaited::awaitStatus);
      Lab.await(held);
      assertThat(release.getCount()).as("still hanging").isEqualTo(1);
    }

    @Test
    void are_told_of_what_they_missed_when_they_come_back() {
      CountDownLatch held = new CountDownLatch(1);
      CountDownLatch back = new CountDownLatch(1);
      int[] told = new int[1];
      health.watch(
          "a",
          watch -> {
            ServingStatus seen = watch.poll();
            if (told[0]++ == 0) {
              held.countDown();
              Lab.hang(release);
            } else if (seen == SERVING) {
              back.countDown();
            }
          });
      health.set("a", NOT_SERVING);
      Lab.await(held);
      Awaited other = new Awaited(health, "a", SERVING);
      health.set("a", SERVING);
      other.awaitStatus();
      release.countDown();
      Lab.await(back);
    }

    @Test
    void do_not_keep_the_others_from_hearing_that_health_closed() {
      CountDownLatch held = new CountDownLatch(3);
      for (String service : List.of("a", "b", "")) {
        health.watch(
            service,
            watch -> {
              held.countDown();
              Lab.hang(release);
            });
      }
      health.drain();
      Lab.await(held);
      CountDownLatch over = new CountDownLatch(3);
      for (String service : List.of("a", "b", "")) {
        health.watch(
            service,
            watch -> {
              if (!watch.isOpen()) {
                over.countDown();
              }
            });
      }
      health.close();
      Lab.await(over);
    }
  }

  @Nested
  class Checks_that_hang {

    @Test
    void do_not_keep_the_others_from_running() {
      List<ServiceCheck> hanging = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        hanging.add(
            ServiceCheck.blocking(
                    "hanging " + i,
                    context -> {
                      Lab.hang(release);
                      return CheckResult.passing();
                    })
                .timeout(Duration.ofMillis(50))
                .build());
      }
      health.addService("hanging", hanging.toArray(HealthCheck[]::new));
      Awaited good = new Awaited(health, "good", SERVING);
      health.addService(
          "good", ServiceCheck.blocking("good", context -> CheckResult.passing()).build());
      good.awaitStatus();
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
