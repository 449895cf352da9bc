package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.ListReply;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Watch looks at a status and leaves it as it is: when it begins, while it is open, afterwards.
 */
final class WatchSideEffectCases {
  private WatchSideEffectCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-32/known",
                "Check and List answer what was set before, during and after Watches of that name.",
                WatchSideEffectCases::known)
            .needs(Need.WATCH, Need.CHECK, Need.SET)
            .kills("watch-sets-serving", "watch-wakes-service", "cancel-of-last-forgets-service")
            .quick(),
        Case.of(
                "HC-WATCH-32/becomes-known",
                "A name that was watched before it was known has the status that it was set to.",
                WatchSideEffectCases::becomesKnown)
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.DYNAMIC, Need.NOT_SERVING)
            .kills("watch-decides-first-status")
            .quick());
  }

  private static void known(CaseContext c) throws Exception {
    Map<String, ServingStatus> set = new LinkedHashMap<>();
    for (ServingStatus status : c.capabilities().statuses().stream().sorted().toList()) {
      set.put(c.known(status), status);
    }
    c.given("HC-CHECK-15", () -> c.expectAll(set));
    boolean lists = lists(c, set); // else it is for the clauses about List to say so
    List<WatchProbe> watches = watchTwice(c, set);
    expectUnchanged(c, set, "while it is watched");
    pause(c);
    expectUnchanged(c, set, "while it is watched");
    if (lists) {
      expectListed(c, set, "while it is watched");
    }
    watches.forEach(WatchProbe::cancel);
    pause(c);
    expectUnchanged(c, set, "after its Watches were cancelled");
    if (lists) {
      expectListed(c, set, "after its Watches were cancelled");
    }
  }

  private static boolean lists(CaseContext c, Map<String, ServingStatus> set)
      throws InterruptedException {
    return Need.LIST.isMetBy(c.capabilities())
        && c.client().list().statuses().entrySet().containsAll(set.entrySet());
  }

  private static void pause(CaseContext c) throws InterruptedException {
    Await.until(c.quiet(), () -> false);
  }

  /** On two connections; what they say first is another clause's matter. */
  private static List<WatchProbe> watchTwice(CaseContext c, Map<String, ServingStatus> set)
      throws Exception {
    List<WatchProbe> watches = new ArrayList<>();
    for (HealthClient client : List.of(c.client(), c.newClient())) {
      for (String name : set.keySet()) {
        watches.add(c.watch(client, name));
      }
    }
    c.awaitFirst(watches);
    return watches;
  }

  private static void expectUnchanged(CaseContext c, Map<String, ServingStatus> set, String when)
      throws Exception {
    for (Map.Entry<String, ServingStatus> each : set.entrySet()) {
      CheckReply reply = c.client().check(each.getKey());
      String expected = "OK, " + each.getValue() + " from Check, as it was set, " + when;
      c.expectReply(reply, each.getValue(), expected);
    }
  }

  private static void expectListed(CaseContext c, Map<String, ServingStatus> set, String when)
      throws Exception {
    ListReply reply = c.client().list();
    if (reply.is(Code.RESOURCE_EXHAUSTED)) {
      return; // earlier cases may have filled it up
    }
    for (Map.Entry<String, ServingStatus> each : set.entrySet()) {
      ServingStatus listed = reply.statuses().get(each.getKey());
      c.expect(
          listed == each.getValue(),
          each.getValue() + " in List, as it was set, " + when,
          reply.isOk() ? Words.orNone(listed) : reply);
    }
  }

  private static void becomesKnown(CaseContext c) throws Exception {
    String name = c.unknownName();
    WatchProbe watch = c.watching(name, SERVICE_UNKNOWN);
    Map<String, ServingStatus> set = Map.of(name, NOT_SERVING);
    c.set(name, NOT_SERVING);
    expectUnchanged(c, set, "of a name that was watched before it was known");
    c.given("HC-WATCH-04", () -> watch.awaitStatus(NOT_SERVING));
    watch.cancel();
    pause(c);
    expectUnchanged(c, set, "after its Watch was cancelled");
  }
}
