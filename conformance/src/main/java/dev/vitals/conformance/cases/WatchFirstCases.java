package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.Rounds;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import io.grpc.Status.Code;
import java.util.List;

/** What a Watch begins with: the status there is, or SERVICE_UNKNOWN; never what was before. */
final class WatchFirstCases {
  private WatchFirstCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-01/current-status",
                "The first message is the current status, for each status that can be set.",
                WatchFirstCases::currentStatus)
            .needs(Need.WATCH, Need.SET)
            .kills("watch-no-initial", "watch-initial-after-change")
            .quick(),
        Case.of(
                "HC-WATCH-02/unknown",
                "The first message for an unknown name is SERVICE_UNKNOWN.",
                WatchFirstCases::unknown)
            .needs(Need.WATCH)
            .kills(
                "watch-unknown-not-found",
                "watch-unknown-silent",
                "watch-unknown-as-unknown",
                "watch-unknown-not-serving")
            .quick(),
        Case.of(
                "HC-WATCH-03/unknown-stays-open",
                "A Watch of an unknown name stays open.",
                WatchFirstCases::unknownStaysOpen)
            .needs(Need.WATCH)
            .kills("watch-unknown-then-ok", "watch-unknown-then-not-found")
            .quick(),
        Case.of(
                "HC-WATCH-04/becomes-known",
                "When the name becomes known, its status arrives on the same call.",
                WatchFirstCases::becomesKnown)
            .needs(Need.WATCH, Need.SET, Need.DYNAMIC)
            .kills("watch-unknown-never-wakes", "watch-unknown-wakes-for-serving-only")
            .quick(),
        Case.of(
                "HC-WATCH-25/unknown-not-unimplemented",
                "A Watch of an unknown name does not end with UNIMPLEMENTED.",
                WatchFirstCases::notUnimplemented)
            .needs(Need.WATCH)
            .kills("watch-unknown-unimplemented")
            .quick(),
        Case.of(
                "HC-WATCH-26/first-as-check",
                "The first message agrees with a Check before and after, and is never SERVICE_UNKNOWN.",
                WatchFirstCases::firstAsCheck)
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("watch-starts-service-unknown", "watch-stale-first")
            .quick(),
        Case.of(
                "HC-WATCH-27/no-history",
                "A new Watch gets the current status and nothing older.",
                WatchFirstCases::noHistory)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-replays-history", "watch-stale-first")
            .quick());
  }

  private static void currentStatus(CaseContext c) throws Exception {
    for (ServingStatus status : c.statuses()) {
      WatchProbe watch = c.watch(c.known(status));
      WatchEvent first = watch.next();
      if (first == null || first.status() != status) {
        givenItIsOfWatch(c, watch, status);
        throw watch.violation(status + " next", first);
      }
      c.measure("first message of a Watch, " + status, watch.since(first).toNanos() / 1e6, "ms");
    }
  }

  /** What is wrong in Check as well, or was set too late for both, is not Watch's fault. */
  private static void givenItIsOfWatch(CaseContext c, WatchProbe watch, ServingStatus status)
      throws Exception {
    ServingStatus wrong = watch.last();
    if (wrong != null) {
      c.givenCheckDiffers(watch.service(), status, wrong);
      WatchEvent next = watch.nextOther(c.quiet());
      boolean later = next != null && next.status() == status;
      c.givenSetsShowAtOnce(later, status + " first on a Watch", wrong);
    }
  }

  private static void unknown(CaseContext c) throws Exception {
    c.watch(c.unknownName()).expectNext(SERVICE_UNKNOWN);
  }

  private static void unknownStaysOpen(CaseContext c) throws Exception {
    WatchProbe watch = c.watch(c.unknownName());
    c.given("HC-WATCH-02", watch::expectFirst);
    watch.during(c.quiet());
    if (watch.end() != null) {
      throw watch.violation("a call that stays open", watch.end());
    }
    if (Need.DYNAMIC.isMetBy(c.capabilities()) && Need.SET.isMetBy(c.capabilities())) {
      c.set(watch.service(), SERVING);
      watch.during(c.quiet());
      if (watch.end() != null) {
        throw watch.violation("a call that stays open when the name becomes known", watch.end());
      }
    }
  }

  private static void becomesKnown(CaseContext c) throws Exception {
    for (ServingStatus status : c.capabilities().statuses()) {
      WatchProbe watch = c.watch(c.unknownName());
      WatchEvent first = watch.next();
      if (first != null && first.isEnd()) {
        throw watch.violation("SERVICE_UNKNOWN, and then the status on the same call", first);
      }
      // Else a status that is told already could not be told from the change.
      boolean isUnknown = first != null && first.status() == SERVICE_UNKNOWN;
      if (!isUnknown) {
        throw new Blocked("HC-WATCH-02", watch.violation("SERVICE_UNKNOWN first", first));
      }
      c.set(watch.service(), status);
      watch.awaitStatus(status);
    }
  }

  private static void notUnimplemented(CaseContext c) throws Exception {
    WatchProbe watch = c.watch(c.unknownName());
    watch.next();
    WatchEvent end = watch.endWithin(c.quiet());
    boolean isOther = end == null || end.code() != Code.UNIMPLEMENTED;
    String any = "any end but UNIMPLEMENTED, on which clients take the server for healthy for ever";
    c.expect(isOther, any, end == null ? "none" : end);
  }

  private static void firstAsCheck(CaseContext c) throws Exception {
    String name = c.name();
    Rounds rounds = c.rounds(30);
    while (rounds.next()) {
      ServingStatus status = rounds.round() % 2 == 0 ? SERVING : NOT_SERVING;
      c.set(name, status);
      CheckReply before = c.client().checkSilently(name);
      WatchProbe watch = c.watch(name);
      WatchEvent first = watch.next();
      CheckReply after = c.client().checkSilently(name);
      if (before.is(status) && after.is(status) && (first == null || first.status() != status)) {
        throw watch.violation(status + " first, as Check says before and after,", first);
      }
      watch.cancel();
    }
  }

  private static void noHistory(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    c.watching(name, SERVING).cancel(); // what an earlier Watch began with is history too
    for (ServingStatus status : List.of(NOT_SERVING, SERVING, NOT_SERVING, SERVING, NOT_SERVING)) {
      c.set(name, status);
    }
    WatchProbe watch = c.watch(name);
    watch.expectNext(NOT_SERVING);
    watch.expectSilenceOrRepeat(c.quiet(), NOT_SERVING);
    c.set(name, SERVING);
    watch.expectChange(SERVING);
  }
}
