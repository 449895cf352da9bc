package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.DisposableClients;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchMemory;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.text.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Many Watches at once. */
final class WatchersCases {
  private WatchersCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-13/two",
                "Both of two watchers of one service are told.",
                c -> allTold(c, 2))
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-one-per-service", "watch-second-of-a-name-silent")
            .quick(),
        Case.of(
                "HC-WATCH-13/hundred",
                "All of a hundred watchers of one service are told.",
                c -> allTold(c, 100))
            .traits(PROVOKES)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-one-per-service", "watch-max-10", "watch-max-64")
            .quick(),
        Case.of(
                "HC-WATCH-13/thousand",
                "All of a thousand watchers of one service are told.",
                c -> allTold(c, 1000))
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-max-10")
            .traits(PROVOKES)
            .longOnly(),
        Case.of(
                "HC-WATCH-14/connections",
                "Several Watches on each of several connections are all told.",
                WatchersCases::connections)
            .traits(PROVOKES)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-one-per-connection")
            .quick(),
        Case.of(
                "HC-WATCH-15/cancel-one",
                "Cancelling one Watch leaves the others, and cancelling the last leaves the service.",
                WatchersCases::cancelOne)
            .traits(PROVOKES)
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills(
                "cancel-removes-all",
                "cancel-removes-wrong",
                "cancel-aborts-fan-out",
                "cancel-of-last-forgets-service")
            .quick(),
        Case.of(
                "HC-WATCH-16/released",
                "Watches that were cancelled are released, of known and of unknown names.",
                WatchersCases::released)
            .needs(Need.WATCH, Need.SET, Need.STATS)
            .kills("watch-leak", "watch-leak-unknown-names"),
        Case.of(
                "HC-WATCH-16/memory",
                "Twenty thousand Watches opened and cancelled cost no memory.",
                WatchMemory::run)
            .needs(Need.WATCH)
            .kills("watch-leak", "watch-leak-unknown-names")
            .traits(FRESH, ENDS, PROVOKES)
            .longOnly());
  }

  private static List<String> times(String name, int count) {
    return Collections.nCopies(count, name);
  }

  /** All that the server takes, which is for others to judge: two, or there is nothing to see. */
  private static void allTold(CaseContext c, int watchers) throws Exception {
    String name = c.known(SERVING);
    List<WatchProbe> watches = new ArrayList<>();
    for (WatchProbe watch : c.watchMany(times(name, watchers))) {
      WatchEvent first = watch.next();
      if (!watch.wasRefused()) {
        if (first == null || first.status() != SERVING) {
          throw watch.violation("SERVING next", first);
        }
        watches.add(watch);
      }
    }
    if (watches.size() < 2) {
      throw new NotApplicable("the server refuses to take two Watches more");
    }
    if (watches.size() < watchers) {
      c.note("the server takes " + watches.size() + " of " + watchers + " Watches");
    }
    for (ServingStatus status : List.of(NOT_SERVING, SERVING)) {
      long start = System.nanoTime();
      c.set(name, status);
      for (WatchProbe watch : watches) {
        watch.expectChange(status);
      }
      c.measure(watches.size() + " watchers told", (System.nanoTime() - start) / 1e6, "ms");
    }
  }

  private static void connections(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    List<WatchProbe> watches = new ArrayList<>();
    for (int connection = 0; connection < 4; connection++) {
      HealthClient client = c.newClient();
      for (int i = 0; i < 3; i++) {
        watches.add(c.watch(client, name));
      }
    }
    for (WatchProbe watch : watches) {
      watch.expectNext(SERVING);
    }
    c.set(name, NOT_SERVING);
    for (WatchProbe watch : watches) {
      watch.expectChange(NOT_SERVING);
    }
  }

  private static void cancelOne(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    List<WatchProbe> watches = new ArrayList<>(c.watchMany(times(name, 6)));
    for (WatchProbe watch : watches) {
      c.given("HC-WATCH-13", () -> watch.expectNext(SERVING));
    }
    ServingStatus status = SERVING;
    while (watches.size() > 1) {
      watches.remove(c.random().nextInt(watches.size())).cancel();
      c.client().checkSilently(name);
      status = status.other();
      c.set(name, status);
      for (WatchProbe watch : watches) {
        watch.expectChange(status);
      }
    }
    watches.get(0).cancel();
    for (WatchProbe watch : List.of(c.watch(name), c.watch(name))) {
      expectFirst(c, watch, status);
      watch.cancel();
    }
    c.expectCheck(name, status);
  }

  /** An old status is another clause's matter. */
  private static void expectFirst(CaseContext c, WatchProbe watch, ServingStatus status)
      throws Exception {
    WatchEvent first = watch.next();
    boolean isOld = first != null && first.status() == status.other();
    c.given("HC-WATCH-26", () -> c.expect(!isOld, status + " first", Words.orNone(first)));
    if (first == null || first.status() != status) {
      throw watch.violation(status + " next", first);
    }
  }

  private static void released(CaseContext c) throws Exception {
    String known = c.known(SERVING);
    Subject.Stats before = c.steer().stats();
    DisposableClients disposable = new DisposableClients(c);
    int count = c.scaled(500, 100);
    for (int i = 0; i < count; i++) {
      WatchProbe watch =
          disposable.forCalls(1).watch(i % 2 == 0 ? known : c.unknownName(), "watch#" + i);
      c.given(i % 2 == 0 ? "HC-WATCH-01" : "HC-WATCH-02", watch::expectFirst);
      watch.cancel();
    }
    long end = System.nanoTime() + Await.LIMIT.toNanos();
    Subject.Stats after = c.steer().stats();
    while (isMore(after, before) && System.nanoTime() < end) {
      after = c.steer().stats();
    }
    c.expectInTime(
        !isMore(after, before),
        "watchers "
            + before.watchers()
            + " and names "
            + before.names()
            + " again, as before "
            + count
            + " Watches were opened and cancelled",
        "watchers " + after.watchers() + " and names " + after.names());
  }

  private static boolean isMore(Subject.Stats after, Subject.Stats before) {
    return after.watchers() > before.watchers() || after.names() > before.names();
  }
}
