package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.List;

/**
 * One Watch after its first message, step by step. Repeats of a status are let pass but in the
 * cases about repeats.
 */
final class WatchCases {
  /** Longer than what proxies and frameworks like to allow a silent call: 5 and 10 seconds. */
  private static final Duration IDLE = Duration.ofSeconds(11);

  private WatchCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-05/each-change",
                "Each change arrives that is made after the one before was received.",
                WatchCases::eachChange)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills(
                "watch-no-changes",
                "watch-first-change-only",
                "watch-only-not-serving",
                "watch-polls-10s")
            .quick(),
        Case.of("HC-WATCH-06/one-initial", "The initial status comes once.", WatchCases::oneInitial)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-initial-twice")
            .quick(),
        Case.of(
                "HC-WATCH-07/no-repeats",
                "Setting the same status again sends nothing.",
                WatchCases::noRepeats)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-repeats")
            .quick(),
        Case.of(
                "HC-WATCH-08/own-service-only",
                "Changes of other services do not arrive.",
                WatchCases::ownServiceOnly)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-any-service", "watch-prefix-service")
            .quick(),
        Case.of(
                "HC-WATCH-09/overall",
                "A Watch of the empty name follows the overall status, and no other.",
                WatchCases::overall)
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("watch-overall-ignored", "watch-overall-gets-all")
            .traits(FRESH, ENDS)
            .quick(),
        Case.of(
                "HC-WATCH-10/stays-open",
                "The server does not end a Watch by itself, changes or not.",
                WatchCases::staysOpen)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills(
                "watch-ends-after-first",
                "watch-ends-after-change",
                "watch-idle-timeout-3s",
                "watch-idle-timeout-10s")
            .quick(),
        Case.of(
                "HC-WATCH-11/cleared",
                "After a clear, the watcher gets SERVICE_UNKNOWN and the call stays open.",
                WatchCases::cleared)
            .needs(Need.WATCH, Need.SET, Need.CLEAR)
            .kills("clear-silent", "clear-ends-watch")
            .quick(),
        Case.of(
                "HC-WATCH-12/set-after-clear",
                "A set after a clear reaches a watcher that is still open.",
                WatchCases::setAfterClear)
            .needs(Need.WATCH, Need.SET, Need.CLEAR, Need.NOT_SERVING)
            .kills("clear-orphans-watchers", "clear-forever", "clear-then-set-starts-serving")
            .quick(),
        Case.of(
                "HC-WATCH-17/status-unknown",
                "A change to UNKNOWN arrives, which is an empty message.",
                WatchCases::statusUnknown)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING, Need.UNKNOWN)
            .kills(
                "empty-message-dropped",
                "unknown-status-not-pushed",
                "watch-unknown-status-as-service-unknown")
            .quick());
  }

  private static void eachChange(CaseContext c) throws Exception {
    WatchProbe watch = c.watching(c.known(SERVING), SERVING);
    for (int i = 0; i < 3; i++) {
      for (ServingStatus status : List.of(NOT_SERVING, SERVING)) {
        c.set(watch.service(), status);
        watch.expectChange(status);
      }
    }
    if (Need.UNKNOWN.isMetBy(c.capabilities())) {
      for (ServingStatus status : List.of(NOT_SERVING, SERVING)) {
        c.set(watch.service(), UNKNOWN);
        // The other changes came: a server that loses this one loses UNKNOWN alone.
        c.given("HC-WATCH-17", () -> watch.expectChange(UNKNOWN));
        c.set(watch.service(), status);
        watch.expectChange(status);
      }
    }
  }

  private static void oneInitial(CaseContext c) throws Exception {
    WatchProbe watch = c.watching(c.known(SERVING), SERVING);
    watch.next(c.quiet());
    c.expect(
        watch.received() == 1,
        "one initial message",
        watch.received() + " messages before any change");
    c.set(watch.service(), NOT_SERVING);
    watch.expectNext(NOT_SERVING);
  }

  private static void noRepeats(CaseContext c) throws Exception {
    WatchProbe watch = c.watching(c.known(SERVING), SERVING);
    c.set(watch.service(), NOT_SERVING);
    c.given("HC-WATCH-05", () -> watch.expectChange(NOT_SERVING));
    c.set(watch.service(), NOT_SERVING);
    c.set(watch.service(), NOT_SERVING);
    // Wait first: a server that notifies on its own thread would merge the repeat with the next
    // set.
    WatchEvent event = watch.next(c.profile().quiet());
    if (event == null) {
      c.set(watch.service(), SERVING);
      event = watch.next();
    }
    if (event == null || event.status() != SERVING) {
      throw watch.violation("SERVING next, after NOT_SERVING was set twice again", event);
    }
  }

  private static void ownServiceOnly(CaseContext c) throws Exception {
    String name = c.known(NOT_SERVING);
    String other = Need.DYNAMIC.isMetBy(c.capabilities()) ? name + ".Sub" : c.name();
    c.set(other, SERVING);
    WatchProbe watch = c.watching(name, NOT_SERVING);
    WatchProbe others = c.watching(other, SERVING);
    for (ServingStatus status : List.of(NOT_SERVING, SERVING, NOT_SERVING, SERVING, NOT_SERVING)) {
      c.set(other, status);
      c.given("HC-WATCH-05", () -> others.expectChange(status));
      watch.expectSilenceOrRepeat(Duration.ZERO, NOT_SERVING);
    }
    watch.expectSilenceOrRepeat(c.quiet(), NOT_SERVING);
    c.advise(
        watch.received() == 1,
        "no message on " + Words.quoted(name) + " when only " + Words.quoted(other) + " changes",
        (watch.received() - 1) + " repeats of NOT_SERVING");
    c.set(name, SERVING);
    watch.expectChange(SERVING);
  }

  private static void overall(CaseContext c) throws Exception {
    c.set("", SERVING);
    WatchProbe watch = c.watching("", SERVING);
    for (ServingStatus status : List.of(NOT_SERVING, SERVING)) {
      c.set("", status);
      watch.expectChange(status);
    }
    String name = c.known(SERVING);
    c.set(name, NOT_SERVING);
    RepetitionCases.expectAgreement(c, watch, "a change of a service");
  }

  private static void staysOpen(CaseContext c) throws Exception {
    WatchProbe watch = c.watching(c.known(SERVING), SERVING);
    WatchProbe idle = c.watching(c.known(SERVING), SERVING);
    c.set(watch.service(), NOT_SERVING);
    watch.expectChange(NOT_SERVING);
    Duration idleTime = c.profile() == Profile.DEFAULT ? IDLE : c.profile().slice();
    long end = System.nanoTime() + idleTime.toNanos();
    WatchEvent event = idle.next(idleTime);
    while (event != null && !event.isEnd() && System.nanoTime() < end) {
      event = idle.next(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }
    boolean isOwn = idle.last() == SERVING;
    String moved = "no change of a service on the Watch of another";
    c.given("HC-WATCH-08", () -> c.expect(isOwn, moved, Words.orNone(idle.last())));
    for (WatchProbe probe : List.of(idle, watch)) {
      probe.takeAll();
      if (probe.end() != null) {
        throw probe.violation("a call that the server leaves open", probe.end());
      }
    }
    boolean isLeft = watch.last() == NOT_SERVING;
    String left = "NOT_SERVING, as it was set, on the Watch of a service that nobody has set since";
    c.given("HC-WATCH-32", () -> c.expect(isLeft, left, Words.orNone(watch.last())));
    c.set(idle.service(), NOT_SERVING);
    idle.expectChange(NOT_SERVING);
    c.set(watch.service(), SERVING);
    watch.expectChange(SERVING);
  }

  private static void cleared(CaseContext c) throws Exception {
    WatchProbe watch = c.watching(c.known(SERVING), SERVING);
    c.steer().clear(watch.service());
    watch.expectChange(SERVICE_UNKNOWN);
    WatchEvent event = watch.nextOther(c.quiet());
    if (event != null) {
      throw watch.violation("a call that stays open", event);
    }
  }

  private static void setAfterClear(CaseContext c) throws Exception {
    WatchProbe watch = c.watching(c.known(SERVING), SERVING);
    c.steer().clear(watch.service());
    watch.during(c.quiet());
    if (watch.end() != null) {
      throw new NotApplicable("the server ends Watches on clear, which HC-WATCH-11 is about");
    }
    // A status that the clear left there already could not be told from the set.
    ServingStatus first = watch.last() == NOT_SERVING ? SERVING : NOT_SERVING;
    for (ServingStatus status : List.of(first, first.other())) {
      c.set(watch.service(), status);
      watch.awaitStatus(status);
    }
  }

  private static void statusUnknown(CaseContext c) throws Exception {
    WatchProbe watch = c.watching(c.known(SERVING), SERVING);
    c.set(watch.service(), NOT_SERVING);
    c.given("HC-WATCH-05", () -> watch.expectChange(NOT_SERVING));
    c.set(watch.service(), UNKNOWN);
    watch.expectChange(UNKNOWN);
    c.set(watch.service(), SERVING);
    watch.expectChange(SERVING);
  }
}
