package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.vitals.health.Watch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WatchTest {

  private final ManualTime time = new ManualTime();
  private final QueueExecutor notifier = new QueueExecutor();
  private final Health health = Lab.inline(time).notifyExecutor(notifier).service("a").start();

  WatchTest() {
    notifier.runAll();
  }

  private void flap(int times) {
    for (int i = 0; i < times; i++) {
      health.set("a", i % 2 == 0 ? NOT_SERVING : SERVING);
    }
  }

  @Nested
  class A_watch {

    private int signals;
    private final Watch watch = health.watch("a", changed -> signals++);

    @Test
    void gives_the_status_at_its_first_poll_and_each_status_once() {
      assertThat(watch.poll()).isEqualTo(SERVING);
      assertThat(watch.poll()).isNull();
      assertThat(watch.poll()).isNull();
    }

    @Test
    void is_not_signalled_for_the_status_at_the_start() {
      notifier.runAll();
      assertThat(signals).isZero();
    }

    @Test
    void is_signalled_on_the_notifier_never_on_the_thread_that_sets() {
      health.set("a", NOT_SERVING);
      assertThat(signals).isZero();
      notifier.runAll();
      assertThat(signals).isEqualTo(1);
    }

    @Test
    void shows_a_change_to_a_poll_before_it_is_signalled() {
      health.set("a", NOT_SERVING);
      assertThat(watch.poll()).isEqualTo(NOT_SERVING);
      notifier.runAll();
      assertThat(watch.poll()).isNull();
    }

    @Test
    void that_is_slow_sees_only_the_newest_status() {
      watch.poll();
      flap(1001);
      assertThat(watch.poll()).isEqualTo(NOT_SERVING);
      assertThat(watch.poll()).isNull();
    }

    @Test
    void that_is_slow_sees_nothing_if_all_is_as_it_was() {
      watch.poll();
      flap(1000);
      assertThat(watch.poll()).isNull();
    }

    @Test
    void has_one_signal_waiting_however_many_changes_there_were() {
      int before = notifier.tasks.size();
      flap(1000);
      long walks = notifier.tasks.size() - before;
      assertThat(walks).as("one for watchers, one for the log").isLessThanOrEqualTo(2);
      notifier.runAll();
      assertThat(signals).isBetween(1, 2);
    }

    @Test
    void is_signalled_again_for_a_change_after_its_signal() {
      health.set("a", NOT_SERVING);
      notifier.runAll();
      health.set("a", SERVING);
      notifier.runAll();
      assertThat(signals).isEqualTo(2);
    }

    @Test
    void of_a_name_that_nobody_knows_is_told_when_it_comes_and_goes() {
      Watch unknown = health.watch("later", changed -> signals++);
      assertThat(unknown.poll()).isEqualTo(SERVICE_UNKNOWN);
      health.addService("later");
      assertThat(unknown.poll()).isEqualTo(SERVING);
      health.removeService("later");
      assertThat(unknown.poll()).isEqualTo(SERVICE_UNKNOWN);
      assertThat(unknown.isOpen()).isTrue();
    }

    @Test
    void hears_nothing_of_other_services() {
      health.set("b", NOT_SERVING);
      notifier.runAll();
      assertThat(signals).isZero();
    }
  }

  @Nested
  class A_watch_that_is_closed {

    private int signals;
    private final Watch watch = health.watch("a", changed -> signals++);

    @Test
    void gives_nothing_and_is_not_signalled_any_more() {
      watch.close();
      health.set("a", NOT_SERVING);
      notifier.runAll();
      assertThat(watch.poll()).isNull();
      assertThat(watch.isOpen()).isFalse();
      assertThat(signals).isZero();
    }

    @Test
    void is_not_signalled_for_a_change_that_was_on_its_way() {
      health.set("a", NOT_SERVING);
      watch.close();
      notifier.runAll();
      assertThat(signals).isZero();
    }

    @Test
    void is_forgotten_at_once_and_only_once() {
      watch.close();
      watch.close();
      assertThat(health.openWatches()).isZero();
    }
  }

  @Nested
  class Many_watches {

    @Test
    void are_all_told_whoever_leaves_or_joins_meanwhile() {
      List<Watch> watches = new ArrayList<>();
      List<Integer> told = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        int number = i;
        watches.add(
            health.watch(
                "a",
                changed -> {
                  told.add(number);
                  if (number % 3 == 0) {
                    changed.close();
                  }
                  if (number % 10 == 5) {
                    watches.get(number / 2 + 1).close();
                    health.watch("a", late -> {});
                  }
                }));
      }
      List<Watch> open = List.copyOf(watches);
      health.set("a", NOT_SERVING);
      notifier.runAll();
      for (int i = 0; i < 100; i++) {
        if (open.get(i).isOpen()) {
          assertThat(told).contains(i);
        }
      }
    }

    @Test
    void that_come_and_go_leave_the_others_in_place() {
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        readers.add(Reader.of(health, "a"));
      }
      int left = 0;
      for (int i = 0; i < 1000; i++) {
        if (i % 7 == 0) {
          left++;
        } else {
          readers.get(i).close();
        }
      }
      health.set("a", NOT_SERVING);
      notifier.runAll();
      for (int i = 0; i < 1000; i++) {
        assertThat(readers.get(i).seen.size()).isEqualTo(i % 7 == 0 ? 2 : 1);
      }
      assertThat(health.openWatches()).isEqualTo(left);
    }

    @Test
    void are_all_told_again_of_a_change_in_the_middle_of_the_walk() {
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        readers.add(Reader.of(health, "a"));
      }
      boolean[] changed = new boolean[1];
      health.watch(
          "a",
          watch -> {
            if (!changed[0]) {
              changed[0] = true;
              health.set("a", SERVING);
              health.set("a", NOT_SERVING);
              health.set("a", SERVING);
            }
          });
      for (int i = 0; i < 10; i++) {
        readers.add(Reader.of(health, "a"));
      }
      health.set("a", NOT_SERVING);
      notifier.runAll();
      assertThat(readers).allSatisfy(reader -> assertThat(reader.last()).isEqualTo(SERVING));
    }
  }

  @Nested
  class Refused_is {

    @Test
    void a_null_argument() {
      assertThatNullPointerException()
          .isThrownBy(() -> health.watch(null, watch -> {}))
          .withMessage("service");
      assertThatNullPointerException()
          .isThrownBy(() -> health.watch("a", null))
          .withMessage("listener");
      assertThatNullPointerException().isThrownBy(() -> health.status(null)).withMessage("service");
      assertThatNullPointerException()
          .isThrownBy(() -> health.check("a", null))
          .withMessage("answer");
      assertThatNullPointerException().isThrownBy(() -> health.report(null)).withMessage("service");
    }
  }
}
