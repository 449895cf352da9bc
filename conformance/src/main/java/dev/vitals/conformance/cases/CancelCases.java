package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.NotApplicable;
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
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is left of Watches that were cancelled: thousands of them, or a few amid many changes. */
final class CancelCases {
  private static final Duration CHANGE_PAUSE = Duration.ofNanos(100_000);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration MIN_SLOWDOWN = Duration.ofMillis(40);
  private static final int CALLS_AT_ONCE = 50;
  private static final int MAX_CLIENTS = 20;
  private static final Duration BURST_LIMIT = Await.LIMIT.multipliedBy(2);

  private CancelCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-16/cost-of-a-change",
                "Changes cost no more after three thousand Watches were opened and cancelled.",
                CancelCases::costOfAChange)
            .needs(Need.WATCH, Need.SET, Need.FLAP, Need.NOT_SERVING)
            .kills("watch-leak")
            .traits(PROVOKES),
        Case.of(
                "HC-WATCH-15/after-many-cancels",
                "A watcher that comes after five thousand cancelled ones is told like the first.",
                CancelCases::afterManyCancels)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watches-deaf-after-500-cancels", "watches-deaf-after-4096-cancels")
            .traits(PROVOKES),
        Case.of(
                "HC-WATCH-15/cancels-in-a-burst",
                "Watchers that stay end on the last status, while others come and go in a burst.",
                CancelCases::cancelsInBurst)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("cancel-loses-newcomer")
            .traits(PROVOKES));
  }

  private static void afterManyCancels(CaseContext c) throws Exception {
    String known = c.known(SERVING);
    HealthClient client = openAndCancel(c, DisposableClients.bold(c), known, 5000);
    for (HealthClient on : List.of(client, c.newClient())) {
      WatchProbe last = watchAtLast(c, on, known);
      c.set(known, NOT_SERVING);
      last.expectChange(NOT_SERVING);
      c.set(known, SERVING);
      last.expectChange(SERVING);
    }
  }

  /** Every fourth Watch is of a name that nobody knows. Returns the client that came last. */
  private static HealthClient openAndCancel(
      CaseContext c, DisposableClients disposable, String known, int count) throws Exception {
    int atOnce = c.streams(CALLS_AT_ONCE);
    Rounds rounds = c.manyRounds(count / atOnce);
    while (rounds.next()) {
      HealthClient client = disposable.forCalls(atOnce);
      List<WatchProbe> watches = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        watches.add(client.watch(i % 4 == 3 ? c.unknownName() : known, "guest"));
      }
      for (WatchProbe watch : watches) {
        ServingStatus wanted = watch.service().equals(known) ? SERVING : SERVICE_UNKNOWN;
        WatchEvent first = watch.next();
        if (disposable.calmDown(watch)) {
          break; // the others of this round went with the connection
        }
        if (!watch.wasRefused()) { // by a limit, which may hear of cancels a little late
          c.given(
              wanted == SERVING ? "HC-WATCH-01" : "HC-WATCH-02",
              () -> expectFirst(watch, wanted, first));
        }
        watch.cancel();
      }
    }
    return disposable.forCalls(0);
  }

  private static void expectFirst(
      WatchProbe watch, ServingStatus wanted, @Nullable WatchEvent first) {
    if (first == null || first.status() != wanted) {
      throw watch.violation(wanted + " first", first);
    }
  }

  /** Opens a Watch; where a limit refuses it, again until the cancels before have been heard of. */
  private static WatchProbe watchAtLast(CaseContext c, HealthClient on, String name)
      throws InterruptedException {
    long until = System.nanoTime() + Await.LIMIT.toNanos();
    WatchProbe watch = c.watch(on, name);
    WatchEvent first = watch.next();
    while (watch.wasRefused() && System.nanoTime() < until) {
      Await.until(PAUSE, () -> false);
      watch = c.watch(on, name);
      first = watch.next();
    }
    expectFirst(watch, SERVING, first);
    return watch;
  }

  /**
   * Watchers that are kept are told, and that takes time: so little for each that only many show
   * it, so few bursts in a row as will do, and the fastest of three is what a busy machine leaves
   * as it is.
   */
  private static void costOfAChange(CaseContext c) throws Exception {
    if (!c.capabilities().settle().isZero()) {
      throw new NotApplicable("a change takes its time to show, so what it costs does not");
    }
    String name = c.known(SERVING);
    Map<Integer, Duration> before = new LinkedHashMap<>();
    for (int count = 250; count <= c.scaled(4000, 500); count *= 2) {
      before.put(count, fastest(c, name, count));
    }
    openAndCancel(c, new DisposableClients(c), name, 3000);
    c.client().check(name);
    for (Map.Entry<Integer, Duration> each : before.entrySet()) {
      Duration after = fastest(c, name, each.getKey());
      c.measure(each.getKey() + " changes after 3000 cancels", after.toNanos() / 1e6, "ms");
      c.expectInTime(
          after.compareTo(each.getValue().multipliedBy(5).plus(MIN_SLOWDOWN)) < 0,
          each.getKey()
              + " changes to take about as long as before, "
              + Words.time(each.getValue()),
          Words.time(after) + ", after 3000 Watches were opened and cancelled");
    }
  }

  private static Duration fastest(CaseContext c, String name, int count) throws Exception {
    Duration fastest = Await.LIMIT.multipliedBy(6);
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      Steering.Burst burst = c.steer().startBurst(name, count, SERVING, 1, Duration.ZERO);
      boolean done = Await.until(BURST_LIMIT, () -> !burst.isRunning());
      String late = "no end of them within " + Words.time(BURST_LIMIT);
      c.expectInTime(done, count + " changes to be done", late);
      burst.await();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      fastest = took.compareTo(fastest) < 0 ? took : fastest;
    }
    return fastest;
  }

  private static void cancelsInBurst(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    List<WatchProbe> stay = c.watchMany(Collections.nCopies(8, name));
    for (WatchProbe watch : stay) {
      c.given("HC-WATCH-13", () -> watch.expectNext(SERVING));
    }
    Rounds rounds = c.rounds(10);
    while (rounds.next()) {
      List<HealthClient> clients = List.of(c.newClient(), c.newClient());
      ServingStatus last = EnduranceCases.status(c.random().nextInt(2));
      Steering.Burst burst = c.steer().startBurst(name, 500, last, 1, CHANGE_PAUSE);
      List<WatchProbe> all = new ArrayList<>(stay);
      for (int i = 0; burst.isRunning() && i < c.streams(MAX_CLIENTS); i++) {
        WatchProbe leaving = clients.get(i % 2).watch(name, "guest");
        leaving.next(Duration.ofMillis(c.random().nextInt(3)));
        all.add(clients.get((i + 1) % 2).watch(name, "newcomer"));
        leaving.cancel();
      }
      burst.await();
      c.expectConverged(all, last);
      all.subList(stay.size(), all.size()).forEach(WatchProbe::cancel);
      clients.forEach(HealthClient::close);
    }
  }
}
