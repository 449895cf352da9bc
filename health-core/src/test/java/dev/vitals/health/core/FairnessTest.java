package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Progress while a status flaps without a pause, by counts: a queue for a notifier, of which the
 * test runs one task at a time, and time that stands still.
 *
 * <p>A round is one call of each watcher of a name.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FairnessTest {

  private final QueueExecutor notifier = new QueueExecutor();
  private final Health health =
      Lab.inline(new ManualTime())
          .notifyExecutor(notifier)
          .service("flapping")
          .service("quiet")
          .overall()
          .start();

  /** Tasks that tell no watcher: the log's. */
  private static final int OTHER_TASKS = 50;

  private Runnable meanwhile = () -> {}; // while a watcher is being told
  private int told; // in the task that runs

  private final class Watcher implements WatchListener {
    private final @Nullable Object route;
    private final Watch watch;
    private @Nullable ServingStatus last;
    private int calls;

    Watcher(String service, @Nullable Object route) {
      this.route = route;
      watch = health.watch(service, this);
      last = watch.poll();
    }

    @Override
    public @Nullable Object route() {
      return route;
    }

    @Override
    public void changed(Watch changed) {
      calls++;
      told++;
      ServingStatus status = changed.poll();
      last = status == null ? last : status;
      meanwhile.run();
    }
  }

  private List<Watcher> watchers(String service, int count, int routes) {
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      watchers.add(new Watcher(service, routes == 0 ? null : "connection " + i % routes));
    }
    notifier.runAll();
    return watchers;
  }

  private void flap() {
    toggle("flapping");
  }

  private void toggle(String service) {
    health.set(service, health.status(service) == SERVING ? NOT_SERVING : SERVING);
  }

  private void runNext() {
    told = 0;
    if (!notifier.tasks.isEmpty()) {
      notifier.runNext();
    }
  }

  private static IntSummaryStatistics calls(List<Watcher> watchers) {
    return watchers.stream().mapToInt(watcher -> watcher.calls).summaryStatistics();
  }

  @Nested
  class While_a_status_flaps {

    @ParameterizedTest(name = "{0} of {1} routes")
    @CsvSource({
      "1, 1",
      "100, 0",
      "256, 10",
      "257, 10",
      "1000, 10",
      "2000, 10",
      "2000, 0",
      "3000, 700"
    })
    void each_watcher_is_told_within_one_round(int count, int routes) {
      List<Watcher> watchers = watchers("flapping", count, routes);
      for (int change = 0; change < count + OTHER_TASKS; change++) {
        flap();
        runNext(); // at least one watcher, so that this is a round at the most
      }
      IntSummaryStatistics calls = calls(watchers);
      assertThat(calls.getMin()).as("calls of the watcher that was called least").isPositive();
      assertThat(calls.getMax())
          .as("calls of the watcher that was called most, where the least has %s", calls.getMin())
          .isLessThanOrEqualTo(2 * calls.getMin() + 2);
    }

    @ParameterizedTest(name = "{0} of {1} routes")
    @CsvSource({"100, 0", "1000, 10", "2000, 0"})
    void each_is_told_as_often_though_changes_come_with_every_call(int count, int routes) {
      List<Watcher> watchers = watchers("flapping", count, routes);
      int[] left = {10 * count};
      meanwhile =
          () -> {
            if (left[0]-- > 0) {
              flap();
            }
          };
      flap();
      while (left[0] > 0) {
        runNext();
      }
      IntSummaryStatistics calls = calls(watchers);
      assertThat(calls.getMin()).as("calls of the watcher that was called least").isPositive();
      assertThat(calls.getMax()).isLessThanOrEqualTo(2 * calls.getMin() + 2);
    }

    @Test
    void a_watcher_that_comes_in_the_midst_of_it_is_told_within_one_round() {
      watchers("flapping", 1_000, 10);
      for (int change = 0; change < 2_000; change++) {
        flap();
        runNext();
      }
      Watcher late = new Watcher("flapping", "another connection");
      for (int change = 0; change < 1_001 + OTHER_TASKS; change++) {
        flap();
        runNext();
      }
      assertThat(late.calls).isPositive();
    }

    @Test
    void everybody_ends_on_the_last_status() {
      List<Watcher> watchers = watchers("flapping", 2_000, 10);
      for (int change = 0; change < 1_001 + OTHER_TASKS; change++) {
        flap();
        runNext();
      }
      notifier.runAll();
      assertThat(watchers).allMatch(watcher -> watcher.last == health.status("flapping"));
    }
  }

  @Nested
  class Watchers_of_a_quiet_service {

    @ParameterizedTest(name = "{0} beside {1} of {2} routes")
    @CsvSource({"1, 100, 0", "50, 1000, 10", "600, 2000, 10"})
    void are_told_within_one_round_while_another_flaps(int count, int others, int routes) {
      List<Watcher> noisy = watchers("flapping", others, routes);
      List<Watcher> quiet = watchers("quiet", count, routes);
      flap();
      toggle("quiet");
      for (int task = 0; task < others + count + OTHER_TASKS && !allKnow(quiet); task++) {
        flap();
        runNext();
      }
      assertThat(quiet).extracting(watcher -> watcher.last).containsOnly(NOT_SERVING);
      assertThat(calls(noisy).getMax()).as("calls of the others meanwhile").isLessThanOrEqualTo(20);
    }

    @Test
    void are_told_though_changes_of_the_other_come_with_every_call() {
      List<Watcher> noisy = watchers("flapping", 1_000, 10);
      List<Watcher> quiet = watchers("quiet", 10, 10);
      int[] left = {50_000};
      meanwhile =
          () -> {
            if (left[0]-- > 0) {
              flap();
            }
          };
      flap();
      toggle("quiet");
      while (left[0] > 0 && !allKnow(quiet)) {
        runNext();
      }
      assertThat(quiet).extracting(watcher -> watcher.last).containsOnly(NOT_SERVING);
      assertThat(calls(noisy).getMax()).as("calls of the others meanwhile").isLessThanOrEqualTo(20);
    }

    private boolean allKnow(List<Watcher> watchers) {
      return watchers.stream().allMatch(watcher -> watcher.last == NOT_SERVING);
    }
  }

  @Nested
  class A_task_of_the_notifier {

    @ParameterizedTest(name = "{0} of {1} routes")
    @CsvSource({"1, 0", "100, 0", "1000, 10", "2000, 0"})
    void tells_no_more_watches_than_one_round_has(int count, int routes) {
      watchers("flapping", count, routes);
      int[] left = {5 * count};
      meanwhile =
          () -> {
            if (left[0]-- > 0) {
              flap();
            }
          };
      flap();
      int most = 0;
      while (!notifier.tasks.isEmpty()) {
        runNext();
        most = Math.max(most, told);
      }
      assertThat(most).as("watchers told by one task").isBetween(1, count);
    }
  }

  @Nested
  class A_change {

    @ParameterizedTest(name = "of {0} watchers")
    @ValueSource(ints = {1, 256, 257, 1_000, 5_000, 20_000})
    void hands_the_notifier_one_task_at_most_however_many_watch(int count) {
      int nobody = handedOff(); // the log
      for (int routes : new int[] {0, 10, count}) {
        List<Watcher> watchers = watchers("flapping", count, routes);
        assertThat(handedOff() - nobody).as("%s routes", routes).isBetween(0, 1);
        assertThat(watchers).allMatch(watcher -> watcher.last == health.status("flapping"));
        watchers.forEach(watcher -> watcher.watch.close());
      }
    }

    @Test
    void hands_over_one_at_most_though_nothing_of_the_one_before_has_been_done() {
      int nobody = handedOff();
      watchers("flapping", 5_000, 50);
      for (int change = 0; change < 100; change++) {
        int before = notifier.tasks.size();
        flap();
        assertThat(notifier.tasks.size() - before - nobody).isLessThanOrEqualTo(1);
      }
      assertThat(notifier.tasks).hasSizeLessThan(50 + OTHER_TASKS); // fifty routes
    }

    /** How many tasks a change hands over, none of the ones before being left. */
    private int handedOff() {
      notifier.runAll();
      flap();
      int tasks = notifier.tasks.size();
      notifier.runAll();
      return tasks;
    }
  }
}
