package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lame duck and the end. No text demands a lame duck: a server that claims one is held to it. */
final class LifeCases {
  private LifeCases() {}

  static List<Case> all() {
    return List.of(
        duck(
                "HC-LIFE-01/not-serving",
                "After shutdown, every known service answers OK, NOT_SERVING.",
                LifeCases::notServing,
                Need.CHECK)
            .kills("shutdown-only-overall", "shutdown-unavailable")
            .quick(),
        duck(
                "HC-LIFE-02/overall",
                "After shutdown, the overall status is NOT_SERVING.",
                LifeCases::overall,
                Need.CHECK)
            .kills("shutdown-not-overall"),
        duck(
                "HC-LIFE-04/list",
                "After shutdown, List shows NOT_SERVING for all that do not outlive it in Check.",
                LifeCases::listed,
                Need.LIST)
            .kills("shutdown-list-stale"),
        duck(
                "HC-LIFE-05/set-not-shown",
                "A set after shutdown is shown by no method.",
                LifeCases::setNotShown,
                Need.CHECK)
            .kills("shutdown-set-shown", "shutdown-watch-shows-set")
            .quick(),
        duck(
                "HC-LIFE-06/unknown-stays-unknown",
                "After shutdown, unknown names are as unknown as before.",
                LifeCases::unknownStays,
                Need.CHECK)
            .kills("shutdown-unknown-not-serving"),
        duck("HC-LIFE-07/twice", "A second shutdown changes nothing.", LifeCases::twice, Need.CHECK)
            .kills("shutdown-twice-throws"),
        duck(
                "HC-LIFE-08/resume",
                "After resume, a set is shown by Check and on open Watches.",
                LifeCases::resumed,
                Need.CHECK,
                Need.RESUME)
            .kills("resume-noop", "resume-watchers-lost"),
        duck(
                "HC-LIFE-10/new-connections",
                "After shutdown, a new connection and its calls are accepted.",
                LifeCases::newConnections,
                Need.CHECK)
            .kills("shutdown-refuses-connections"));
  }

  static Case duck(String id, String story, Case.Body body, Need... needs) {
    return Case.of(id, story, body)
        .needs(Need.SET, with(needs, Need.SHUTDOWN, Need.NOT_SERVING))
        .traits(FRESH, ENDS);
  }

  private static Need[] with(Need[] some, Need... more) {
    List<Need> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(Need[]::new);
  }

  private static void notServing(CaseContext c) throws Exception {
    List<String> names = List.of(c.known(SERVING), c.known(NOT_SERVING), c.known(SERVING));
    c.steer().shutdown();
    for (String name : names) {
      c.expectCheck(name, NOT_SERVING);
    }
  }

  private static void overall(CaseContext c) throws Exception {
    c.set("", SERVING);
    c.given("HC-CHECK-07", () -> c.expectCheck("", SERVING));
    c.steer().shutdown();
    expectCheckInLameDuck(c, "");
  }

  private static void listed(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    c.steer().shutdown();
    if (Need.CHECK.isMetBy(c.capabilities())) {
      c.given("HC-LIFE-01", () -> c.expectCheck(name, NOT_SERVING));
    }
    Map<String, ServingStatus> all = c.expectList();
    c.expectResting(
        "HC-LIST-01",
        all.containsKey(name),
        "an entry for " + Words.quoted(name) + " in List",
        "none in " + all.size() + " entries");
    for (Map.Entry<String, ServingStatus> entry : all.entrySet()) {
      ServingStatus status = entry.getValue();
      c.expectResting(
          "HC-LIST-01",
          status == NOT_SERVING || outlives(c, name, entry.getKey(), status),
          "NOT_SERVING for every entry in List",
          status + " for " + Words.quoted(entry.getKey()));
    }
  }

  /** Whether the server itself has a service, such as liveness, that Check shows to serve on. */
  private static boolean outlives(CaseContext c, String own, String service, ServingStatus status)
      throws Exception {
    return !service.equals(own)
        && Need.CHECK.isMetBy(c.capabilities())
        && c.client().check(service).is(status);
  }

  /** That Check answers at all in lame duck is another clause's matter. */
  static void expectCheckInLameDuck(CaseContext c, String service) throws Exception {
    CheckReply reply = c.client().check(service);
    String expected = "OK, NOT_SERVING from Check(" + Words.quoted(service) + ") in lame duck";
    boolean isAnswer = reply.is(Code.OK) || reply.is(Code.NOT_FOUND);
    c.given("HC-LIFE-01", () -> c.expect(isAnswer, expected, reply));
    c.expectReply(reply, NOT_SERVING, expected);
  }

  private static void setNotShown(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    WatchProbe before = Need.WATCH.isMetBy(c.capabilities()) ? c.watching(name, SERVING) : null;
    c.steer().shutdown();
    if (before != null) {
      c.given("HC-LIFE-03", () -> before.awaitStatusOrEnd(NOT_SERVING));
    }
    c.steer().setUnseen(name, SERVING);
    expectCheckInLameDuck(c, name);
    if (Need.LIST.isMetBy(c.capabilities())) {
      ServingStatus listed = c.expectList().get(name);
      c.expectResting(
          "HC-LIST-01",
          listed == NOT_SERVING,
          "NOT_SERVING in List after a set in lame duck",
          Words.orNone(listed));
    }
    if (before != null) {
      expectNothingElse(c, before);
      WatchProbe later = c.watch(name);
      expectFirstOrEnd(later, NOT_SERVING);
      c.steer().setUnseen(name, SERVING);
      expectNothingElse(c, later);
    }
    expectCheckInLameDuck(c, name);
  }

  private static void expectFirstOrEnd(WatchProbe watch, ServingStatus expected)
      throws InterruptedException {
    WatchEvent first = watch.next();
    if (first == null || (!first.isEnd() && first.status() != expected)) {
      throw watch.violation(expected + " first in lame duck", first);
    }
  }

  private static void expectNothingElse(CaseContext c, WatchProbe watch) throws Exception {
    if (watch.end() == null) {
      WatchEvent event = watch.nextOther(c.quiet());
      c.expect(
          event == null || event.isEnd(),
          "nothing but NOT_SERVING on a Watch in lame duck",
          String.valueOf(event));
    }
  }

  private static void unknownStays(CaseContext c) throws Exception {
    String name = c.unknownName();
    c.givenStrangersAreUnknown();
    WatchProbe before = Need.WATCH.isMetBy(c.capabilities()) ? c.watch(name) : null;
    if (before != null) {
      c.givenStrangersAreWatchedAsUnknown();
      before.next();
    }
    c.steer().shutdown();
    expectStillNotFound(c, c.unknownName());
    if (before != null) {
      for (WatchEvent late : before.during(c.quiet())) {
        c.expect(
            late.isEnd() || late.status() == SERVICE_UNKNOWN,
            "nothing but SERVICE_UNKNOWN on a Watch of an unknown name at shutdown",
            late);
      }
      expectFirstOrEnd(c.watch(c.unknownName()), SERVICE_UNKNOWN);
    }
    expectStillNotFound(c, name);
  }

  /** In lame duck a stranger's name proves nothing: what becomes of those is judged here. */
  private static void expectStillNotFound(CaseContext c, String name) throws Exception {
    CheckReply reply = c.client().check(name);
    String expected = "NOT_FOUND from Check(" + Words.quoted(name) + ") in lame duck";
    c.given("HC-LIFE-01", () -> c.expect(!reply.is(Code.UNAVAILABLE), expected, reply));
    c.expect(reply.is(Code.NOT_FOUND), expected, reply);
  }

  private static void twice(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    WatchProbe watch = Need.WATCH.isMetBy(c.capabilities()) ? c.watching(name, SERVING) : null;
    c.steer().shutdown();
    if (watch != null) {
      c.given("HC-LIFE-03", () -> watch.awaitStatusOrEnd(NOT_SERVING));
    }
    c.given("HC-LIFE-01", () -> c.expectCheck(name, NOT_SERVING));
    int before = watch == null ? 0 : watch.received();
    try {
      c.steer().shutdown();
    } catch (SubjectException e) {
      throw new Violation("that a second shutdown is accepted", String.valueOf(e.getMessage()), e);
    }
    if (watch != null) {
      watch.expectSilenceOrRepeatOrEnd(c.quiet(), NOT_SERVING);
      c.advise(
          watch.received() == before,
          "no repeat to watchers at a second shutdown",
          watch.received() - before + " messages");
    }
    c.expectCheck(name, NOT_SERVING);
  }

  private static void resumed(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    WatchProbe watch = Need.WATCH.isMetBy(c.capabilities()) ? c.watching(name, SERVING) : null;
    c.steer().shutdown();
    if (watch != null) {
      c.given("HC-LIFE-03", () -> watch.awaitStatusOrEnd(NOT_SERVING));
    }
    c.steer().resume();
    for (ServingStatus status : List.of(NOT_SERVING, SERVING)) {
      c.set(name, status);
      c.expectCheck(name, status);
    }
    if (watch != null) {
      unlessEnded(
          c,
          watch,
          () -> {
            c.expectConverged(List.of(watch), SERVING);
            c.set(name, NOT_SERVING);
            watch.expectChange(NOT_SERVING);
          });
    }
  }

  /** What holds of a Watch over a lame duck, which may end it, then or a little later. */
  static void unlessEnded(CaseContext c, WatchProbe watch, CaseContext.Step step) throws Exception {
    try {
      watch.takeAll();
      if (watch.end() == null) {
        step.run();
      }
    } catch (Violation violation) {
      if (watch.end() == null) {
        throw violation;
      }
    }
    if (watch.end() != null) {
      c.note("the Watch did not outlive the lame duck: " + watch.end());
    }
  }

  private static void newConnections(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    c.client().check(name); // so that there is a connection before
    c.steer().shutdown();
    c.given("HC-LIFE-01", () -> c.expectCheck(name, NOT_SERVING));
    CheckReply reply = c.newClient().check(name);
    c.expect(
        reply.is(NOT_SERVING),
        "OK, NOT_SERVING on a new connection in lame duck, as on the one before",
        reply);
  }
}
