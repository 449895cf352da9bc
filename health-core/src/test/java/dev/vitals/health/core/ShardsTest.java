package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many watchers of one service, some of which share a route. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShardsTest {

  private final QueueExecutor notifier = new QueueExecutor();
  private final ManualTime time = new ManualTime();
  private final Health health = Lab.inline(time).notifyExecutor(notifier).service("a").start();
  private final List<Guest> called = new ArrayList<>();
  private Runnable meanwhile = () -> {}; // runs while a watcher is called

  ShardsTest() {
    notifier.runAll();
  }

  private final class Guest implements WatchListener {
    private final @Nullable Object route;
    private final Watch watch;
    private @Nullable ServingStatus last;

    Guest(@Nullable Object route) {
      this.route = route;
      watch = health.watch("a", this);
      last = watch.poll();
    }

    @Override
    public @Nullable Object route() {
      return route;
    }

    @Override
    public void changed(Watch changed) {
      called.add(this);
      meanwhile.run();
      ServingStatus status = changed.poll();
      last = status == null ? last : status;
    }
  }

  private void assertEverybodyKnows(List<Guest> guests) {
    assertThat(guests).allMatch(guest -> guest.last == health.status("a"));
  }

  private List<Guest> guests(int count, int routes) {
    List<Guest> guests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      guests.add(new Guest(routes == 0 ? null : "connection " + i % routes));
    }
    return guests;
  }

  private int handOffsOfAChange() {
    int before = notifier.tasks.size();
    health.set("a", health.status("a") == SERVING ? NOT_SERVING : SERVING);
    return notifier.tasks.size() - before;
  }

  @Test
  void a_change_is_one_hand_off_to_its_caller_however_many_watch() {
    int nobody = handOffsOfAChange();
    notifier.runAll();
    guests(ServiceWatchers.SMALL, 10);
    assertThat(handOffsOfAChange() - nobody).as("a few").isOne();
    notifier.runAll();
    guests(5_000, 100);
    guests(5_000, 0);
    assertThat(handOffsOfAChange() - nobody).as("many").isOne();
  }

  @Test
  void a_few_are_notified_by_one_task_whatever_their_routes() {
    guests(ServiceWatchers.SMALL, 10);
    handOffsOfAChange();
    assertThat(tasks().stream().filter(walk -> !walk.isEmpty())).hasSize(1);
  }

  @Test
  void those_of_one_route_are_notified_by_one_task() {
    List<Guest> first = guests(ServiceWatchers.SMALL, 0);
    List<Guest> many = guests(1_000, 10);
    first.forEach(guest -> guest.watch.close());
    handOffsOfAChange();
    List<List<Object>> tasks = tasks();
    assertThat(tasks.stream().flatMap(List::stream)).hasSize(10).doesNotHaveDuplicates();
    assertThat(tasks.stream().filter(routes -> !routes.isEmpty())).hasSizeGreaterThan(8);
    assertEverybodyKnows(many);
  }

  @Test
  void those_without_a_route_are_notified_by_several_tasks() {
    guests(5_000, 0);
    handOffsOfAChange();
    assertThat(tasks().stream().filter(walk -> !walk.isEmpty())).hasSizeBetween(10, 21);
  }

  /** Runs what was handed off, one after another: which routes were called by each. */
  private List<List<Object>> tasks() {
    List<List<Object>> tasks = new ArrayList<>();
    while (!notifier.tasks.isEmpty()) {
      called.clear();
      notifier.runNext();
      tasks.add(
          called.stream().<Object>map(guest -> String.valueOf(guest.route)).distinct().toList());
    }
    return tasks;
  }

  @Test
  void each_task_hands_off_the_next_before_it_calls_anybody() {
    guests(1_000, 2);
    List<Integer> seen = new ArrayList<>();
    for (String route : List.of("connection 0", "connection 1")) {
      health.watch(
          "a",
          new WatchListener() {
            @Override
            public void changed(Watch watch) {
              seen.add(notifier.tasks.size());
            }

            @Override
            public Object route() {
              return route;
            }
          });
    }
    health.set("a", NOT_SERVING);
    notifier.runAll();
    assertThat(seen)
        .as("handed off while the last crowd but one, and the last, are called")
        .isEqualTo(List.of(1, 0));
  }

  @Test
  void a_change_during_a_round_reaches_those_called_before_it() {
    List<Guest> guests = guests(2_000, 10);
    handOffsOfAChange();
    for (int i = 0; i < 5; i++) {
      notifier.runNext();
    }
    assertThat(called).hasSizeBetween(400, 1_600);
    handOffsOfAChange();
    notifier.runAll();
    assertEverybodyKnows(guests);
  }

  @Test
  void everybody_is_notified_while_watches_of_ten_routes_and_of_none_come_and_go() {
    Random random = new Random(20261126);
    List<Guest> guests = guests(600, 10);
    guests.addAll(guests(600, 0));
    for (int i = 0; i < 2_000; i++) {
      act(random, guests);
    }
    notifier.runAll();
    assertEverybodyKnows(guests);
  }

  /** What other threads could do between two steps of a walk, another walk among it. */
  @Test
  void everybody_is_notified_whatever_happens_between_two_calls_of_a_task() {
    Random random = new Random(20261127);
    List<Guest> guests = guests(600, 10);
    guests.addAll(guests(600, 0));
    int[] depth = {0};
    meanwhile =
        () -> {
          if (depth[0] < 4 && random.nextInt(100) == 0) {
            depth[0]++;
            act(random, guests);
            depth[0]--;
          }
        };
    for (int i = 0; i < 1_000; i++) {
      act(random, guests);
    }
    meanwhile = () -> {};
    notifier.runAll();
    assertEverybodyKnows(guests);
  }

  private void act(Random random, List<Guest> guests) {
    switch (random.nextInt(4)) {
      case 0 -> guests.remove(random.nextInt(guests.size())).watch.close();
      case 1 ->
          guests.add(new Guest(random.nextBoolean() ? null : "connection " + guests.size() % 10));
      case 2 -> handOffsOfAChange();
      default -> {
        if (!notifier.tasks.isEmpty()) {
          notifier.runNext();
        }
      }
    }
  }

  @Test
  void a_task_in_the_middle_that_is_refused_is_tried_again_and_the_rest_follow() {
    List<Guest> guests = guests(2_000, 10);
    handOffsOfAChange();
    notifier.runNext();
    notifier.runNext();
    notifier.refuses = true;
    notifier.runAll();
    assertThat(notifier.refused).isOne();
    assertThat(called).hasSizeLessThan(guests.size());
    notifier.refuses = false;
    time.advance(Duration.ofSeconds(1));
    notifier.runAll();
    assertEverybodyKnows(guests);
  }

  @Test
  void who_was_not_notified_before_close_learns_what_stays() {
    List<Guest> guests = guests(2_000, 10);
    handOffsOfAChange();
    notifier.runNext();
    health.close();
    notifier.runAll();
    assertThat(guests).allMatch(guest -> guest.last == NOT_SERVING && !guest.watch.isOpen());
  }

  /** With threads: two that tell, two that change, and one through which watches come and go. */
  @Test
  void everybody_ends_on_the_last_status_after_a_storm() throws Exception {
    CountDownLatch done = new CountDownLatch(2_000);
    try (Health threaded = Health.builder().service("a").start()) {
      for (int i = 0; i < 2_000; i++) {
        threaded.watch("a", new Storm.Witness("connection " + i % 50, done));
      }
      AtomicInteger guests = new AtomicInteger();
      Storm.of(20_000, threaded, () -> comeAndGo(threaded, guests.getAndIncrement()));
      Lab.await(done);
    }
  }

  private static void comeAndGo(Health health, int number) {
    health
        .watch("a", new Storm.Witness("connection " + number % 50, new CountDownLatch(1)))
        .close();
  }

  @Test
  void no_task_calls_more_than_one_round_however_fast_changes_come() {
    guests(100, 0);
    int[] left = {100_000}; // a task that goes on for as long as changes come must end, to be seen
    meanwhile =
        () -> {
          if (left[0]-- > 0) {
            handOffsOfAChange();
          }
        };
    handOffsOfAChange();
    for (int i = 0; i < 50; i++) {
      called.clear();
      notifier.runNext();
      assertThat(called.size()).isLessThanOrEqualTo(100);
      assertThat(called).doesNotHaveDuplicates();
    }
  }

  /** Who was called how often, with a change before each task of the notifier. */
  private java.util.Map<Guest, Integer> callsWhileFlapping(int tasks) {
    java.util.Map<Guest, Integer> calls = new java.util.HashMap<>();
    for (int i = 0; i < tasks; i++) {
      called.clear();
      handOffsOfAChange();
      notifier.runNext();
      called.forEach(guest -> calls.merge(guest, 1, Integer::sum));
    }
    return calls;
  }

  @Test
  void while_a_status_flaps_every_shard_gets_its_turn() {
    List<Guest> guests = guests(1_000, 10);
    assertThat(callsWhileFlapping(100).keySet()).containsAll(guests);
  }

  @Test
  void while_a_status_flaps_every_watcher_of_a_shard_gets_its_turn() {
    List<Guest> guests = guests(100, 0);
    meanwhile = this::handOffsOfAChange;
    assertThat(callsWhileFlapping(10).keySet()).containsAll(guests);
  }

  @Test
  void a_quiet_service_gets_its_turn_while_another_one_flaps() {
    health.addService("quiet");
    notifier.runAll();
    guests(100, 0);
    int[] quiet = new int[1];
    health.watch("quiet", watch -> quiet[0]++);
    meanwhile = this::handOffsOfAChange;
    handOffsOfAChange();
    notifier.runNext();
    health.removeService("quiet");
    for (int i = 0; i < 10 && quiet[0] == 0; i++) {
      notifier.runNext();
    }
    assertThat(quiet[0]).isOne();
  }

  @Test
  void after_a_peak_of_many_routes_a_watch_costs_what_it_cost_before() {
    Guest stays = new Guest("stays");
    int before = Weight.of(health, notifier);
    guests(2_000, 1_300).forEach(guest -> guest.watch.close());
    assertThat(Weight.of(health, notifier)).isEqualTo(before);
    handOffsOfAChange();
    notifier.runAll();
    assertThat(stays.last).isEqualTo(NOT_SERVING);
  }

  /** A list keeps its array until it is trimmed. Only the JVM of this tag lets a test see that. */
  @Tag("interleavings")
  @Test
  void after_a_peak_of_many_routes_the_list_of_shards_is_as_short_as_before() throws Exception {
    new Guest("stays");
    guests(2_000, 250).forEach(guest -> guest.watch.close());
    Field list = ServiceWatchers.class.getDeclaredField("shards");
    list.setAccessible(true);
    Field array = ArrayList.class.getDeclaredField("elementData");
    array.setAccessible(true);
    Object shards = list.get(LockHolder.registry(health).known("a").watchers());
    assertThat((Object[]) array.get(shards)).hasSize(1);
  }

  @Test
  void what_many_needed_is_let_go_with_the_last_of_them() {
    new Guest(null).watch.close();
    int before = Weight.of(health, notifier);
    guests(1_000, 10).forEach(guest -> guest.watch.close());
    assertThat(Weight.of(health, notifier)).isEqualTo(before);
  }

  @Test
  void a_route_that_throws_is_the_callers_to_know_of_and_nothing_is_held() {
    WatchListener listener =
        new WatchListener() {
          @Override
          public void changed(Watch watch) {
            throw new AssertionError("called");
          }

          @Override
          public Object route() {
            throw new IllegalStateException("no connection");
          }
        };
    assertThatThrownBy(() -> health.watch("b", listener)).hasMessage("no connection");
    assertThat(health.openWatches()).isZero();
  }

  @Test
  void one_that_hangs_holds_up_nobody_of_its_route() {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(999);
    try (Health threaded = Health.builder().service("a").start()) {
      for (int i = 0; i < 1_000; i++) {
        boolean hangs = i == 700;
        threaded.watch(
            "a",
            new WatchListener() {
              private boolean counted;

              @Override
              public void changed(Watch watch) {
                if (hangs) {
                  Lab.hang(release);
                } else if (watch.poll() == NOT_SERVING && !counted) {
                  counted = true;
                  others.countDown();
                }
              }

              @Override
              public Object route() {
                return "one connection";
              }
            });
      }
      threaded.set("a", NOT_SERVING);
      Lab.await(others);
    } finally {
      release.countDown();
    }
  }
}
