package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawSettings;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.Rounds;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What Check answers for a name, one call at a time. */
final class CheckCases {
  private static final int CALLS_AT_ONCE = 10;
  private static final int AT_ONCE_COUNT = 30;
  private static final Duration AT_ONCE_LIMIT = Duration.ofSeconds(2);

  private CheckCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-CHECK-01/serving",
                "A known service that serves answers OK, SERVING.",
                CheckCases::serving)
            .needs(Need.CHECK, Need.SET)
            .kills("check-always-not-serving", "always-not-serving", "check-never-answers")
            .quick(),
        Case.of(
                "HC-CHECK-02/not-serving",
                "A known service that does not serve answers OK, NOT_SERVING.",
                CheckCases::notServing)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("not-serving-as-unavailable", "always-serving")
            .quick(),
        Case.of(
                "HC-CHECK-03/unknown",
                "A name that nobody set answers NOT_FOUND.",
                CheckCases::unknown)
            .needs(Need.CHECK)
            .kills(
                "unknown-as-ok-service-unknown",
                "unknown-as-ok-unknown",
                "unknown-as-not-serving",
                "unknown-as-invalid-argument",
                "unknown-as-code-unknown")
            .quick(),
        Case.of(
                "HC-CHECK-04/while-watched",
                "A name that only a Watch waits for stays NOT_FOUND.",
                CheckCases::unknownWhileWatched)
            .needs(Need.CHECK, Need.WATCH)
            .kills("watch-registers-name", "watch-registers-until-cancel")
            .quick(),
        Case.of(
                "HC-CHECK-04/after-watch",
                "A name that a Watch had waited for is still NOT_FOUND.",
                CheckCases::unknownAfterWatch)
            .needs(Need.CHECK, Need.WATCH)
            .kills("watch-registers-name"),
        Case.of(
                "HC-CHECK-09/at-once",
                "A Check begun after a set was acknowledged shows it, 30 times in turn or for two seconds.",
                CheckCases::atOnce)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("check-cached-1s")
            .quick(),
        Case.of(
                "HC-CHECK-09/read-your-write",
                "A Check begun after a set was acknowledged shows it, 200 times in turn.",
                CheckCases::readYourWrite)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("check-cached-1s", "async-apply")
            .quick(),
        Case.of(
                "HC-CHECK-10/status-unknown",
                "A known service in UNKNOWN answers OK, UNKNOWN.",
                CheckCases::statusUnknown)
            .needs(Need.CHECK, Need.SET, Need.UNKNOWN)
            .kills("unknown-status-as-not-found", "empty-message-dropped")
            .quick(),
        Case.of(
                "HC-CHECK-11/cleared",
                "A service that was cleared answers NOT_FOUND.",
                CheckCases::cleared)
            .needs(Need.CHECK, Need.SET, Need.CLEAR)
            .kills("clear-leaves-status", "clear-as-not-serving")
            .quick(),
        Case.of(
                "HC-CHECK-12/set-after-clear",
                "A set after a clear is shown.",
                CheckCases::setAfterClear)
            .needs(Need.CHECK, Need.SET, Need.CLEAR)
            .kills("clear-forever", "clear-then-set-starts-serving")
            .quick(),
        Case.of(
                "HC-CHECK-14/no-side-effects",
                "Fifty Checks of an unknown name leave nothing behind.",
                CheckCases::noSideEffects)
            .needs(Need.CHECK)
            .kills("check-registers-name"),
        Case.of(
                "HC-CHECK-15/one-service-at-a-time",
                "A change of one service leaves two others as they were.",
                CheckCases::individual)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("one-status-for-all")
            .quick(),
        Case.of(
                "HC-CHECK-18/connection-survives",
                "Twenty NOT_FOUNDs leave the connection as good as new.",
                CheckCases::connectionSurvives)
            .needs(Need.CHECK)
            .kills("not-found-closes-connection"));
  }

  private static void serving(CaseContext c) throws Exception {
    c.expectCheck(c.known(SERVING), SERVING);
  }

  private static void notServing(CaseContext c) throws Exception {
    c.expectCheck(c.known(NOT_SERVING), NOT_SERVING);
  }

  private static void unknown(CaseContext c) throws Exception {
    CheckReply reply = c.expectNotFound(c.unknownName());
    if (!reply.messages().isEmpty()) {
      c.note("a message came before the error status; clients ignore it");
    }
  }

  private static void unknownWhileWatched(CaseContext c) throws Exception {
    String name = c.unknownName();
    WatchProbe watch = c.watch(name);
    watch.next();
    c.expectNotFound(name);
    watch.cancel();
  }

  private static void unknownAfterWatch(CaseContext c) throws Exception {
    String name = c.unknownName();
    for (int i = 0; i < 3; i++) {
      WatchProbe watch = c.watch(name);
      watch.next();
      watch.cancel();
      c.expectNotFound(name);
    }
  }

  /** Few, and soon over where answers take their time: most cases rest on it. */
  private static void atOnce(CaseContext c) throws Exception {
    String name = c.name();
    long end = System.nanoTime() + AT_ONCE_LIMIT.toNanos();
    for (int i = 0; i < AT_ONCE_COUNT && System.nanoTime() < end; i++) {
      ServingStatus status = EnduranceCases.status(i);
      c.steer().setQuietly(name, status);
      c.given(CaseContext.about(status), () -> c.expectCheck(name, status));
    }
  }

  private static void readYourWrite(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    Rounds rounds = c.rounds(200);
    while (rounds.next()) {
      ServingStatus status = rounds.round() % 2 == 0 ? SERVING : NOT_SERVING;
      c.steer().setQuietly(name, status);
      CheckReply reply = c.client().checkSilently(name);
      c.expectReply(
          reply,
          status,
          "OK, "
              + status
              + " in round "
              + rounds.round()
              + ", begun after the set was acknowledged");
    }
  }

  private static void statusUnknown(CaseContext c) throws Exception {
    c.expectCheck(c.known(UNKNOWN), UNKNOWN);
  }

  private static void cleared(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    c.given("HC-CHECK-01", () -> c.expectCheck(name, SERVING));
    c.steer().clear(name);
    c.expectNotFound(name);
  }

  private static void setAfterClear(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    c.steer().clear(name);
    if (Need.NOT_SERVING.isMetBy(c.capabilities())) {
      c.set(name, NOT_SERVING);
      c.expectCheck(name, NOT_SERVING);
      c.steer().clear(name);
    }
    c.set(name, SERVING);
    c.expectCheck(name, SERVING);
  }

  private static void noSideEffects(CaseContext c) throws Exception {
    String name = c.unknownName();
    c.givenStrangersAreUnknown();
    for (int asked = 0; asked < 50; asked += CALLS_AT_ONCE) {
      List<CompletableFuture<CheckReply>> together = new ArrayList<>();
      for (int i = 0; i < CALLS_AT_ONCE; i++) {
        together.add(c.client().checkAsync(name));
      }
      for (CompletableFuture<CheckReply> each : together) {
        CheckReply reply = each.join();
        c.expect(reply.is(Code.NOT_FOUND), "NOT_FOUND from each of 50 Checks", reply);
      }
    }
    if (Need.LIST.isMetBy(c.capabilities())) {
      Map<String, ServingStatus> listed = c.client().list().statuses();
      c.expect(
          !listed.containsKey(name),
          "no entry in List for a name only asked for",
          Words.orNone(listed.get(name)));
    }
    if (Need.WATCH.isMetBy(c.capabilities())) {
      c.givenStrangersAreWatchedAsUnknown();
      WatchProbe watch = c.watch(name);
      WatchEvent first = watch.next();
      c.expect(
          first == null || first.isEnd() || first.status() == SERVICE_UNKNOWN,
          "SERVICE_UNKNOWN first on a Watch of a name only asked for",
          Words.orNone(first));
    }
  }

  private static void individual(CaseContext c) throws Exception {
    List<ServingStatus> statuses = new ArrayList<>(c.capabilities().statuses());
    List<String> names = List.of(c.name(), c.name(), c.name());
    for (ServingStatus others : statuses) {
      c.set(names.get(1), others);
      c.set(names.get(2), others);
      for (ServingStatus status : statuses) {
        c.set(names.get(0), status);
        c.expectAll(Map.of(names.get(0), status, names.get(1), others, names.get(2), others));
      }
    }
  }

  private static void connectionSurvives(CaseContext c) throws Exception {
    c.givenStrangersAreUnknown();
    RawConnection raw = c.raw(RawSettings.DEFAULT);
    for (int i = 0; i < 20; i++) {
      RawReply reply = raw.check(c.unknownName());
      c.expect(
          reply.is(WireCode.NOT_FOUND),
          "NOT_FOUND " + (i + 1) + " of 20 on one connection",
          reply.summary());
    }
    RawReply overall = raw.check("");
    c.expect(
        overall.ended() && raw.closed().isEmpty() && raw.goAway().isEmpty(),
        "a connection that goes on after 20 NOT_FOUNDs",
        raw.closed().isPresent()
            ? "its end"
            : raw.goAway().isPresent() ? "GOAWAY" : overall.summary());
  }
}
