package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;
import static java.util.Objects.requireNonNull;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.DisposableClients;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.Rounds;
import dev.vitals.conformance.rig.Steering;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Watches while much changes. A burst may be told in part; only where it ends is judged. Chance
 * comes from the seed, which the replay line repeats.
 */
final class WatchRaceCases {
  /** As many Watches as are under way when one change comes, and how late that is at most. */
  private static final int WATCH_COUNT = 20;

  private static final long MAX_DELAY_NANOS = 5_000_000;

  private static final int SETTER_COUNT = 4;

  /** Long enough for a watcher to look between two changes, most often. */
  private static final Duration STEP = Duration.ofNanos(50_000);

  private WatchRaceCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-18/converges",
                "After a burst, every watcher's last message is what Check answers.",
                WatchRaceCases::converges)
            .traits(PROVOKES)
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("watch-drops-last", "watch-conflate-loses-last")
            .quick(),
        Case.of(
                "HC-WATCH-19/in-order",
                "Of two changes in a row, the newer one is the last to arrive.",
                WatchRaceCases::inOrder)
            .traits(PROVOKES)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-reorders")
            .quick(),
        Case.of(
                "HC-WATCH-20/opened-in-a-burst",
                "Watches opened while the status changes end on the last one.",
                WatchRaceCases::openedInBurst)
            .traits(PROVOKES)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING),
        Case.of(
                "HC-WATCH-20/opened-beside-a-change",
                "Watches opened just as the status changes once, and no more, end on what it became.",
                WatchRaceCases::openedBesideChange)
            .traits(PROVOKES)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-read-then-register"),
        Case.of(
                "HC-WATCH-21/concurrent-setters",
                "After changes by four threads at once, every watcher's last message is what Check answers.",
                WatchRaceCases::concurrentSetters)
            .traits(PROVOKES)
            .needs(Need.WATCH, Need.CHECK, Need.FLAP, Need.SET, Need.NOT_SERVING)
            .kills("notify-outside-lock"),
        Case.of(
                "HC-WATCH-31/measured",
                "Messages per change in a burst, and the time from a set to its arrival.",
                WatchRaceCases::measured)
            .traits(PROVOKES)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING));
  }

  private static List<WatchProbe> watchers(CaseContext c, String name, int count) throws Exception {
    List<WatchProbe> watches = c.watchMany(Collections.nCopies(count, name));
    for (WatchProbe watch : watches) {
      c.given("HC-WATCH-13", () -> watch.expectNext(SERVING));
    }
    return watches;
  }

  private static ServingStatus either(CaseContext c) {
    return c.random().nextBoolean() ? SERVING : NOT_SERVING;
  }

  private static void converges(CaseContext c) throws Exception {
    List<WatchProbe> watches = pairs(c);
    endBursts(c, watches, 5, 1, () -> 1 + c.random().nextInt(100), Duration.ZERO);
    endBursts(c, watches, 5, 1, () -> 1 + c.random().nextInt(10), STEP);
  }

  /** Two watchers each of 25 services: a server may allow a hundred streams and no more. */
  private static List<WatchProbe> pairs(CaseContext c) throws Exception {
    List<WatchProbe> watches = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      watches.addAll(watchers(c, c.known(SERVING), 2));
    }
    return watches;
  }

  private static void inOrder(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    WatchProbe watch = watchers(c, name, 1).get(0);
    List<ServingStatus> others = new ArrayList<>(c.capabilities().statuses());
    Rounds rounds = c.rounds(40);
    while (rounds.next()) {
      ServingStatus before = requireNonNull(watch.last(), "the status it began with");
      others.remove(before);
      Collections.shuffle(others, c.random());
      ServingStatus second = others.get(others.size() - 1);
      c.set(name, others.get(0));
      c.set(name, second);
      expectOnlyThese(watch, before, others.get(0), second);
      others.add(before);
    }
    ServingStatus newest = watch.last();
    for (WatchEvent late : watch.during(c.quiet())) {
      if (late.status() != newest) {
        throw watch.violation("nothing after " + newest + ", the newest status,", late);
      }
    }
  }

  /** From one status by way of another to a third: never back, and the third at last. */
  private static void expectOnlyThese(
      WatchProbe watch, ServingStatus before, ServingStatus first, ServingStatus second)
      throws InterruptedException {
    boolean seenFirst = false;
    watch.awaits(second);
    while (watch.last() != second) {
      WatchEvent event = watch.nextOther(Await.LIMIT);
      if (event == null
          || (event.status() != second
              && event.status() != first
              && (seenFirst || event.status() != before))) {
        throw watch.violation(
            "after " + before + ", " + first + " or nothing, and then " + second, event);
      }
      seenFirst |= event.status() == first;
    }
  }

  private static void openedInBurst(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    Rounds rounds = c.rounds(10);
    while (rounds.next()) {
      ServingStatus last = either(c);
      Steering.Burst burst = c.steer().startBurst(name, 1000, last, 1, Duration.ofNanos(20_000));
      HealthClient client = c.newClient();
      List<WatchProbe> watches = new ArrayList<>();
      do {
        watches.add(c.watch(client, name));
        watches.get(watches.size() - 1).next(Duration.ofMillis(c.random().nextInt(3)));
      } while (burst.isRunning() && watches.size() < c.streams(40));
      burst.await();
      c.expectConverged(watches, last);
      client.close();
    }
  }

  /**
   * One change only: in a burst, the next change mends what was lost, but for the last. Many
   * rounds, each with the change at another moment of those in which the Watches are being opened,
   * going by how long that took when it was fastest.
   */
  private static void openedBesideChange(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    DisposableClients disposable = new DisposableClients(c);
    ServingStatus status = SERVING;
    long fastest = Await.LIMIT.toNanos();
    int count = c.streams(WATCH_COUNT);
    Rounds rounds = c.manyRounds(300);
    while (rounds.next()) {
      status = status.other();
      HealthClient client = disposable.forCalls(count);
      long start = System.nanoTime();
      List<WatchProbe> watches = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        watches.add(client.watch(name, "watch of round " + rounds.round()));
      }
      long at = start + (long) (Math.min(fastest, MAX_DELAY_NANOS) * c.random().nextDouble());
      LockSupport.parkNanos(at - System.nanoTime());
      c.steer().setQuietly(name, status);
      long opened = start;
      for (WatchProbe watch : watches) {
        WatchEvent first = watch.next();
        if (watch.wasRefused()) {
          continue;
        }
        if (first == null || first.isEnd()) {
          throw watch.violation("a first message", first);
        }
        opened = Math.max(opened, first.nanoTime());
        watch.awaitLast(status);
        watch.cancel();
      }
      fastest = Math.min(fastest, opened - start);
    }
  }

  private static void concurrentSetters(CaseContext c) throws Exception {
    endBursts(
        c,
        pairs(c),
        20,
        SETTER_COUNT,
        () -> SETTER_COUNT * (1 + c.random().nextInt(4)),
        Duration.ZERO);
  }

  /**
   * Only where a burst ends does it show that a change was lost or told late: the next one mends
   * it. So there are many bursts, of a few changes each. By several threads, the last set of all
   * mends nothing either where it is none, since the status is that already. Without a pause, a
   * burst may be over before a watcher first looks; with one, watchers look in the midst of it.
   */
  private static void endBursts(
      CaseContext c,
      List<WatchProbe> watches,
      int times,
      int threads,
      IntSupplier changes,
      Duration pause)
      throws Exception {
    Map<String, ServingStatus> last = new LinkedHashMap<>();
    Rounds rounds = c.rounds(times);
    while (rounds.next()) {
      for (WatchProbe watch : watches) {
        last.put(watch.service(), either(c));
      }
      for (Map.Entry<String, ServingStatus> each : last.entrySet()) {
        c.steer().burst(each.getKey(), changes.getAsInt(), each.getValue(), threads, pause);
      }
      c.given("HC-CHECK-15", () -> c.expectAll(last));
      c.expectConverged(watches, last);
    }
  }

  private static void measured(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    WatchProbe watch = watchers(c, name, 1).get(0);
    c.steer().burst(name, 1000, NOT_SERVING, 1, Duration.ZERO);
    watch.awaitDrained(NOT_SERVING, c.quiet());
    c.measure("messages for 1000 changes in a burst", watch.received() - 1, "");
    long[] micros = new long[30];
    for (int i = 0; i < micros.length; i++) {
      ServingStatus status = i % 2 == 0 ? SERVING : NOT_SERVING;
      long start = System.nanoTime();
      c.steer().setQuietly(name, status);
      WatchEvent event = watch.expectChange(status);
      micros[i] = (event.nanoTime() - start) / 1000;
    }
    Arrays.sort(micros);
    c.measure("from a set command to its arrival, p50", micros[micros.length / 2] / 1000.0, "ms");
    c.measure("from a set command to its arrival, max", micros[micros.length - 1] / 1000.0, "ms");
  }
}
