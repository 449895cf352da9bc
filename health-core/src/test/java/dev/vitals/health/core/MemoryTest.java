package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.Watch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is held on to, counted in objects. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MemoryTest {

  private final ManualTime time = new ManualTime();
  private final QueueExecutor notifier = new QueueExecutor();
  private final Health health =
      Lab.inline(time).notifyExecutor(notifier).history(0).service("a").start();

  MemoryTest() {
    flap(2);
    health.addService("before");
    health.removeService("before");
    notifier.runAll();
  }

  private void flap(int changes) {
    for (int i = 0; i < changes; i++) {
      health.set("a", i % 2 == 0 ? NOT_SERVING : SERVING);
    }
  }

  private int weight() {
    return Weight.of(health, notifier);
  }

  @Nested
  class A_watch_costs_the_same_after_10_changes_and_after_1010 {

    private final List<Integer> weights = new ArrayList<>();

    private void flapAndWeigh() {
      flap(10);
      weights.add(weight());
      flap(1000);
      weights.add(weight());
    }

    @Test
    void while_nobody_tells_it() {
      health.watch("a", watch -> {});
      flapAndWeigh();
      assertThat(weights.get(1)).isEqualTo(weights.get(0));
    }

    @Test
    void while_it_is_being_told_and_does_not_come_back() {
      boolean[] once = new boolean[1];
      for (int i = 0; i < 3; i++) {
        health.watch(
            "a",
            watch -> {
              if (!once[0]) {
                once[0] = true;
                flapAndWeigh();
              }
            });
      }
      flap(1);
      notifier.runAll();
      assertThat(weights.get(1)).isEqualTo(weights.get(0));
    }

    @Test
    void while_it_is_told_each_time_and_never_polls() {
      health.watch("a", watch -> {});
      for (int i = 1; i <= 1010; i++) {
        flap(2);
        notifier.runAll();
        if (i == 10 || i == 1010) {
          weights.add(weight());
        }
      }
      assertThat(weights.get(1)).isEqualTo(weights.get(0));
    }
  }

  @Nested
  class A_watch_that_is_closed_leaves_nothing_behind {

    @ParameterizedTest
    @ValueSource(strings = {"a", "", "nobody"})
    void whatever_its_name(String name) {
      int before = weight();
      Watch watch = health.watch(name, changed -> {});
      watch.poll();
      assertThat(weight()).isGreaterThan(before);
      watch.close();
      assertThat(weight()).isEqualTo(before);
    }

    private int weightAfter(Runnable watching) {
      watching.run();
      notifier.runAll();
      time.advance(Lab.SECOND); // past the watchdog's next look
      return weight();
    }

    private void closeOneThatIsAboutToBeTold() {
      Watch watch = health.watch("a", changed -> {});
      flap(2);
      watch.close();
    }

    private void closeOneWhoseServiceCameAndWent() {
      Watch watch = health.watch("later", changed -> {});
      health.addService("later");
      notifier.runAll();
      health.removeService("later");
      watch.close();
    }

    @Test
    void when_it_was_about_to_be_told() {
      int before = weightAfter(() -> {});
      assertThat(weightAfter(this::closeOneThatIsAboutToBeTold)).isEqualTo(before);
    }

    @Test
    void when_its_service_came_and_went() {
      int before = weightAfter(() -> {});
      assertThat(weightAfter(this::closeOneWhoseServiceCameAndWent)).isEqualTo(before);
    }
  }
}
