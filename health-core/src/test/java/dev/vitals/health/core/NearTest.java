package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Watchers that ask to be told on an executor of theirs, such as an event loop. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NearTest {

  private final QueueExecutor notifier = new QueueExecutor();
  private final ManualTime time = new ManualTime();
  private final Health health = Lab.inline(time).notifyExecutor(notifier).service("a").start();
  private final Random random = new Random(20261126);
  private @Nullable QueueExecutor here; // whose tasks the test runs

  NearTest() {
    notifier.runAll();
  }

  private final class Guest implements WatchListener {
    private final Object route;
    private final @Nullable QueueExecutor wanted;
    private final Watch watch;
    private @Nullable QueueExecutor toldOn;
    private @Nullable ServingStatus last;
    private int told;

    Guest(Object route, @Nullable QueueExecutor wanted) {
      this.route = route;
      this.wanted = wanted;
      watch = health.watch("a", this);
      last = watch.poll();
    }

    @Override
    public Object route() {
      return route;
    }

    @Override
    public @Nullable Executor executor() {
      return wanted;
    }

    @Override
    public void changed(Watch changed) {
      told++;
      toldOn = here;
      ServingStatus status = changed.poll();
      last = status == null ? last : status;
    }

    @Override
    public String toString() {
      return last + " of " + route + ", told " + told;
    }
  }

  private List<Guest> guests(int count, QueueExecutor... executors) {
    return Stream.generate(() -> random.nextInt(1_000))
        .limit(count)
        .map(route -> new Guest(route, executors[route % executors.length]))
        .toList();
  }

  private static QueueExecutor[] executors(int count) {
    return Stream.generate(QueueExecutor::new).limit(count).toArray(QueueExecutor[]::new);
  }

  private void change() {
    health.set("a", health.status("a") == SERVING ? NOT_SERVING : SERVING);
  }

  private void run(QueueExecutor executor) {
    here = executor;
    executor.runAll();
    here = null;
  }

  private void assertTold(List<Guest> guests) {
    assertThat(guests).allMatch(guest -> guest.last == health.status("a"));
  }

  @Test
  void one_is_told_on_its_executor_and_the_notifier_has_nothing_to_do() {
    QueueExecutor loop = new QueueExecutor();
    Guest guest = new Guest("connection", loop);
    change();
    assertThat(notifier.tasks).as("the log of transitions").hasSizeLessThanOrEqualTo(1);
    run(notifier);
    assertThat(guest.told).isZero();
    run(loop);
    assertThat(guest.toldOn).isSameAs(loop);
    assertTold(List.of(guest));
  }

  @Test
  void a_few_on_one_executor_are_one_hand_off() {
    QueueExecutor loop = new QueueExecutor();
    List<Guest> guests = guests(Audience.FEW, loop);
    change();
    assertThat(loop.tasks).hasSize(1);
    run(loop);
    assertTold(guests);
  }

  @Test
  void who_makes_a_change_hands_off_to_every_executor_so_that_none_waits_for_another() {
    QueueExecutor[] loops = executors(4);
    List<Guest> guests = guests(1_000, loops);
    change();
    assertThat(loops).as("whatever the routes").allMatch(loop -> loop.tasks.size() == 1);
    for (QueueExecutor loop : loops) {
      run(loop);
    }
    assertTold(guests);
    assertThat(guests).allMatch(guest -> guest.toldOn == guest.wanted && guest.told == 1);
  }

  @Test
  void each_is_told_where_it_asks_for_whatever_the_routes() {
    QueueExecutor[] some = executors(21);
    some[20] = null;
    List<Guest> guests = guests(2_000, some);
    change();
    run(notifier);
    assertThat(guests).allMatch(guest -> guest.told == (guest.wanted == null ? 1 : 0));
    for (int i = 0; i < 20; i++) {
      run(some[i]);
    }
    assertTold(guests);
    assertThat(guests)
        .filteredOn(guest -> guest.wanted != null)
        .allMatch(guest -> guest.toldOn == guest.wanted);
  }

  @Test
  void where_there_are_too_many_executors_the_notifier_tells_and_none_tells_for_another() {
    for (int time = 0; time < 2; time++) { // the second time as well as the first
      QueueExecutor[] many = executors(1_000);
      List<Guest> guests = new ArrayList<>(guests(2_000, many));
      guests.addAll(guests(500, (QueueExecutor) null));
      change();
      run(notifier);
      for (QueueExecutor executor : many) {
        run(executor);
      }
      assertTold(guests);
      assertThat(guests)
          .allMatch(guest -> guest.toldOn == guest.wanted || guest.toldOn == notifier);
      assertThat(guests).filteredOn(guest -> guest.toldOn == guest.wanted).hasSizeGreaterThan(128);
      guests.forEach(guest -> guest.watch.close());
    }
  }

  @Test
  void of_very_many_the_notifier_tells_so_that_no_executor_is_held() {
    QueueExecutor[] loops = executors(4);
    List<Guest> guests = guests(Audience.NEAR + 1, loops);
    change();
    assertThat(loops).allMatch(loop -> loop.tasks.isEmpty());
    run(notifier);
    assertTold(guests);
    guests.get(0).watch.close();
    change();
    assertThat(loops).as("one less").noneMatch(loop -> loop.tasks.isEmpty());
  }

  @Test
  void an_executor_that_refuses_has_the_notifier_tell_at_once() {
    QueueExecutor[] loops = executors(4);
    List<Guest> guests = guests(1_000, loops);
    loops[2].refuses = true;
    change();
    for (QueueExecutor loop : loops) {
      run(loop);
    }
    run(notifier);
    assertTold(guests);
    assertThat(guests)
        .filteredOn(guest -> guest.wanted == loops[2])
        .allMatch(guest -> guest.toldOn == notifier);
  }

  @Test
  void an_executor_that_does_not_come_to_it_is_not_waited_for() {
    QueueExecutor[] loops = executors(4);
    List<Guest> guests = guests(1_000, loops);
    change();
    time.advance(Duration.ofSeconds(2));
    run(notifier);
    assertTold(guests);
    for (QueueExecutor loop : loops) {
      run(loop);
    }
    assertThat(guests).as("what came late has nothing to do").allMatch(guest -> guest.told == 1);
    change();
    for (QueueExecutor loop : loops) {
      run(loop);
    }
    assertThat(guests).as("and it is asked again").allMatch(guest -> guest.toldOn == guest.wanted);
    assertTold(guests);
  }

  @Test
  void the_first_executor_of_a_name_may_go_and_another_come() {
    QueueExecutor first = new QueueExecutor();
    QueueExecutor second = new QueueExecutor();
    Guest gone = new Guest("one", first);
    change();
    gone.watch.close();
    Guest stays = new Guest("two", second);
    change();
    run(second);
    assertThat(stays.toldOn).isSameAs(second);
    run(first);
    assertThat(gone.told).isZero();
    assertTold(List.of(stays));
  }

  @Test
  void everybody_is_told_while_watches_come_and_go_and_executors_refuse() {
    QueueExecutor[] some = executors(5);
    some[4] = null;
    List<Guest> guests = new ArrayList<>(guests(500, some));
    for (int i = 0; i < 5_000; i++) {
      QueueExecutor one = some[random.nextInt(4)];
      switch (random.nextInt(6)) {
        case 0 -> guests.remove(random.nextInt(guests.size())).watch.close();
        case 1 -> guests.add(new Guest(random.nextInt(1_000), some[random.nextInt(5)]));
        case 2 -> change();
        case 3 -> one.refuses = !one.refuses;
        case 4 -> runNext(one);
        default -> runNext(notifier);
      }
    }
    for (int i = 0; i < 4; i++) {
      run(some[i]);
    }
    run(notifier);
    for (int i = 0; i < 4; i++) {
      run(some[i]);
    }
    assertTold(guests);
  }

  private static void runNext(QueueExecutor executor) {
    if (!executor.tasks.isEmpty()) {
      executor.runNext();
    }
  }

  @Test
  void an_executor_that_throws_when_asked_for_is_the_callers_to_know_of() {
    WatchListener listener =
        new WatchListener() {
          @Override
          public void changed(Watch watch) {
            throw new AssertionError("told");
          }

          @Override
          public Executor executor() {
            throw new IllegalStateException("no event loop");
          }
        };
    assertThatThrownBy(() -> health.watch("a", listener)).hasMessage("no event loop");
    assertThat(health.openWatches()).isZero();
  }

  /** With threads: four event loops, two that change, and a status that everybody must end on. */
  @Test
  void everybody_ends_on_the_last_status_after_a_storm() throws Exception {
    List<ExecutorService> loops =
        Stream.generate(Executors::newSingleThreadExecutor).limit(4).toList();
    CountDownLatch done = new CountDownLatch(2_000);
    try (Health threaded = Health.builder().service("a").start()) {
      for (int i = 0; i < 2_000; i++) {
        threaded.watch("a", new Storm.Witness(i % 50, loops.get(i % 50 % 4), done));
      }
      Storm.of(10_000, threaded);
      Lab.await(done);
    } finally {
      loops.forEach(ExecutorService::shutdown);
    }
  }
}
