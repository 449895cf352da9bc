package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;

/** How many Watches a server takes, how it refuses more, and whether Checks work beside them. */
final class WatchLimitCases {
  private WatchLimitCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-25/limit-not-unimplemented",
                "Two hundred Watches of unknown names: none ends with UNIMPLEMENTED.",
                c -> manyUnknown(c, 200))
            .needs(Need.WATCH)
            .kills("watch-limit-unimplemented")
            .traits(FRESH, ENDS),
        Case.of(
                "HC-WATCH-29/limit",
                "Up to 2000 Watches of unknown names: a limit is told by RESOURCE_EXHAUSTED or FAILED_PRECONDITION.",
                c -> limit(c, c.scaled(1000, 200) * (c.profile() == Profile.LONG ? 2 : 1)))
            .needs(Need.WATCH)
            .traits(FRESH, ENDS, PROVOKES),
        Case.of(
                "HC-WATCH-30/beside-checks",
                "Ninety open Watches, or as many as are allowed, leave room for Checks on the same connection.",
                RawRig.with(WatchLimitCases::besideChecks))
            .needs(Need.WATCH, Need.CHECK, Need.SET)
            .kills("watch-starves-unary")
            .traits(FRESH, ENDS));
  }

  private static void manyUnknown(CaseContext c, int count) throws Exception {
    List<WatchProbe> watches = openUnknown(c, count);
    c.awaitFirst(watches);
    for (WatchProbe watch : watches) {
      WatchEvent event = watch.end();
      c.expect(
          event == null || event.code() != Code.UNIMPLEMENTED,
          "any end but UNIMPLEMENTED, on which clients take the server for healthy for ever",
          event == null ? "none" : event);
    }
  }

  private static List<WatchProbe> openUnknown(CaseContext c, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(c.unknownName());
    }
    return c.watchMany(names);
  }

  private static void limit(CaseContext c, int count) throws Exception {
    int open = 0;
    int refused = 0;
    List<WatchProbe> watches = openUnknown(c, count);
    c.awaitFirst(watches);
    for (WatchProbe watch : watches) {
      WatchEvent end = watch.end();
      if (end != null && watch.last() == null) {
        boolean isUnknowns = end.code() == Code.NOT_FOUND || end.code() == Code.UNIMPLEMENTED;
        c.given("HC-WATCH-02", () -> c.expect(!isUnknowns, "an open Watch", end));
        c.expect(
            watch.wasRefused(),
            "RESOURCE_EXHAUSTED or FAILED_PRECONDITION from a server that limits Watches",
            end);
        refused++;
      } else {
        open += watch.last() == null ? 0 : 1;
      }
    }
    int silent = count - open - refused;
    String came =
        "no answer to " + silent + " of them; " + open + " are open, " + refused + " were refused";
    boolean any = open + refused > 0;
    c.given("HC-WATCH-02", () -> c.expectInTime(any, "an answer to a Watch", came));
    c.expectInTime(silent == 0, "an answer to each of " + count + " Watches", came);
    c.measure("Watches of unknown names open at once, of " + count, open, "");
  }

  private static void besideChecks(CaseContext c, RawRig rig) throws Exception {
    String name = c.known(SERVING);
    HealthClient one = c.newClient();
    List<WatchProbe> watches = new ArrayList<>();
    int most = Math.min(90, c.streamLimit(rig.connect()) - 1);
    for (int i = 0; i < most; i++) {
      WatchProbe watch = c.watch(one, i % 2 == 0 ? name : c.unknownName());
      watches.add(watch);
      if (i % 30 == 29) {
        CheckReply reply = one.check(name);
        c.expectReply(
            reply,
            SERVING,
            "OK, SERVING from a Check beside " + (i + 1) + " Watches of one connection");
      }
    }
    for (WatchProbe watch : watches) {
      ServingStatus first = watch.service().equals(name) ? SERVING : SERVICE_UNKNOWN;
      c.given("HC-WATCH-0" + (first == SERVING ? 1 : 2), () -> watch.expectNext(first));
    }
    CheckReply reply = one.check(name);
    c.expectReply(
        reply, SERVING, "OK, SERVING from a Check beside " + most + " Watches that are under way");
  }
}
