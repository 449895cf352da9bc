package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred thousand watches that leave while they are being told. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeavingTest {

  private static final int MANY = 100_000;
  private static final int ROUTES = 1_000;

  private final AtomicInteger tooLate = new AtomicInteger();
  private final AtomicInteger left = new AtomicInteger();

  /** Leaves when it is told, or when its test says so. */
  private final class Guest implements WatchListener {
    private final Object route;
    private final boolean leavesWhenTold;
    private volatile boolean gone;
    private int callsAfter; // one thread at a time
    private @Nullable Watch watch;

    Guest(Health health, int number, boolean leavesWhenTold) {
      route = "connection " + number % ROUTES;
      this.leavesWhenTold = leavesWhenTold;
      watch = health.watch("a", this);
      watch.poll();
    }

    @Override
    public Object route() {
      return route;
    }

    @Override
    public void changed(Watch changed) {
      if (gone && ++callsAfter > 1) { // one may have been about to be called
        tooLate.incrementAndGet();
      }
      changed.poll();
      if (leavesWhenTold) {
        leave(changed);
      }
    }

    void leave(Watch mine) {
      mine.close();
      if (!gone) {
        gone = true;
        left.incrementAndGet();
      }
    }
  }

  private List<Guest> guests(Health health) {
    List<Guest> guests = new ArrayList<>(MANY);
    for (int i = 0; i < MANY; i++) {
      guests.add(new Guest(health, i, i % 3 == 0));
    }
    assertThat(health.openWatches()).isEqualTo(MANY);
    return guests;
  }

  /** Whoever comes afterwards finds everything in order. */
  private static void assertThatItGoesOn(Health health) {
    CountDownLatch told = new CountDownLatch(1);
    Watch watch =
        health.watch(
            "a",
            changed -> {
              if (changed.poll() == UNKNOWN) {
                told.countDown();
              }
            });
    watch.poll();
    health.set("a", UNKNOWN);
    Lab.await(told);
    watch.close();
    assertThat(health.openWatches()).isZero();
  }

  @Test
  void leave_nothing_behind_while_a_status_flaps() throws Exception {
    try (Health health = Health.builder().service("a").start()) {
      List<Guest> guests = guests(health);
      AtomicBoolean over = new AtomicBoolean();
      Thread flapping =
          new Thread(
              () -> {
                for (int i = 0; !over.get(); i++) {
                  health.set("a", i % 2 == 0 ? NOT_SERVING : SERVING);
                }
              });
      List<Thread> leaving = new ArrayList<>();
      for (int part = 0; part < 4; part++) {
        List<Guest> theirs = guests.subList(part * MANY / 4, (part + 1) * MANY / 4);
        leaving.add(
            new Thread(
                () ->
                    theirs.stream().filter(g -> !g.leavesWhenTold).forEach(g -> g.leave(g.watch))));
      }
      flapping.start();
      leaving.forEach(Thread::start);
      leaving.forEach(Lab::join);
      long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
      while (left.get() < MANY && System.nanoTime() < deadline) {
        Thread.onSpinWait(); // those who leave when they are told
      }
      assertThat(left).as("watches that were told, or left by themselves").hasValue(MANY);
      over.set(true);
      Lab.join(flapping);
      assertThat(health.openWatches()).isZero();
      assertThat(tooLate).as("calls of those who had left, but for one each").hasValue(0);
      assertThatItGoesOn(health);
      WeakReference<Watch> one = new WeakReference<>(guests.get(MANY / 2).watch);
      guests.clear();
      leaving.clear();
      assertThatItIsCollected(one);
    }
  }

  private static void assertThatItIsCollected(WeakReference<Watch> watch) {
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    while (watch.get() != null && System.nanoTime() < deadline) {
      System.gc();
    }
    assertThat(watch.get()).as("a watch that left").isNull();
  }

  /** By a queue: whoever is left to be told is told, and nobody who has left. */
  @Test
  void do_not_keep_the_last_one_from_being_told() {
    QueueExecutor notifier = new QueueExecutor();
    Health health =
        Lab.inline(new ManualTime())
            .notifyExecutor(notifier)
            .maxWatches(MANY + 1)
            .service("a")
            .start();
    List<Guest> guests = guests(health);
    Reader last = Reader.of(health, "a");
    notifier.runAll();
    health.set("a", NOT_SERVING);
    for (Guest guest : guests) {
      if (!notifier.tasks.isEmpty() && guest.route.hashCode() % 7 == 0) {
        notifier.runNext();
      }
      guest.leave(guest.watch);
    }
    assertThat(health.openWatches()).isOne();
    int tasks = 0;
    while (!notifier.tasks.isEmpty()) {
      notifier.runNext();
      tasks++;
    }
    assertThat(tasks).as("tasks to tell one watch").isLessThan(2 * ROUTES);
    assertThat(last.seen).containsExactly(SERVING, NOT_SERVING);
    assertThat(tooLate).hasValue(0);
    last.close();
    notifier.runAll();
    assertThat(health.openWatches()).isZero();
  }
}
