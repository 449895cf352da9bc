package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;
import static java.util.Objects.requireNonNull;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.Rounds;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What was right once and must be right again: after a question, a clear, a lame duck; for all. */
final class RepetitionCases {
  private static final int ROUND_COUNT = 150;
  private static final int SERVICES = 12;

  private RepetitionCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-CHECK-07/beside-a-service",
                "The overall status is what it was set to, whatever service was set before.",
                RepetitionCases::overallBesideService)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("overall-is-first-service")
            .traits(FRESH, ENDS)
            .quick(),
        Case.of(
                "HC-CHECK-09/asked-before",
                "A set shows although the name was asked for just before, when nobody knew it.",
                RepetitionCases::askedBefore)
            .needs(Need.CHECK, Need.SET, Need.DYNAMIC)
            .kills("check-remembers-not-found")
            .quick(),
        Case.of(
                "HC-WATCH-02/cleared",
                "The first message for a name that was cleared is SERVICE_UNKNOWN.",
                RepetitionCases::watchAfterClear)
            .needs(Need.WATCH, Need.SET, Need.CLEAR)
            .kills("clear-leaves-for-new-watch")
            .quick(),
        Case.of(
                "HC-WATCH-04/all-who-wait",
                "When a name becomes known, all who wait for it are told, and of what follows.",
                RepetitionCases::allWhoWait)
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.DYNAMIC, Need.NOT_SERVING)
            .kills(
                "watch-unknown-wakes-one", "watch-unknown-wakes-once", "not-found-drops-watchers")
            .quick(),
        duck(
                "HC-LIFE-01/many",
                "After shutdown, services of every status answer NOT_SERVING, however many.",
                RepetitionCases::manyNotServing)
            .needs(Need.CHECK, Need.SET, Need.SHUTDOWN, Need.NOT_SERVING, Need.DYNAMIC)
            .kills("shutdown-skips-unknown", "shutdown-first-hundred"),
        duck(
                "HC-LIFE-03/many",
                "At shutdown, watchers of services of every status get NOT_SERVING, however many.",
                RepetitionCases::manyWatchersTold)
            .needs(Need.WATCH, Need.SET, Need.SHUTDOWN, Need.NOT_SERVING)
            .kills("shutdown-skips-unknown", "shutdown-tells-hundred"),
        duck(
                "HC-LIFE-08/second-lame-duck",
                "After resume, Watches show what Check does, and a second lame duck is like the first.",
                RepetitionCases::secondLameDuck)
            .needs(Need.CHECK, Need.SET, Need.SHUTDOWN, Need.RESUME, Need.NOT_SERVING)
            .kills("shutdown-works-once", "resume-restores-watchers-only"));
  }

  private static Case duck(String id, String story, Case.Body body) {
    return Case.of(id, story, body).traits(FRESH, ENDS);
  }

  /** The service serves all along, so a server that aggregates or gates has nothing to object. */
  private static void overallBesideService(CaseContext c) throws Exception {
    String first = c.known(SERVING);
    c.given("HC-CHECK-01", () -> c.expectCheck(first, SERVING));
    for (ServingStatus status : List.of(NOT_SERVING, SERVING, NOT_SERVING)) {
      c.set("", status);
      c.expectCheck("", status);
    }
  }

  private static void askedBefore(CaseContext c) throws Exception {
    HealthClient other = c.newClient();
    Rounds rounds = c.rounds(20);
    while (rounds.next()) {
      String name = c.unknownName();
      CheckReply first = c.client().check(name);
      c.given("HC-CHECK-03", () -> c.expect(first.is(Code.NOT_FOUND), "NOT_FOUND at first", first));
      CheckReply again = other.check(name);
      c.given("HC-CHECK-14", () -> c.expect(again.is(Code.NOT_FOUND), "NOT_FOUND again", again));
      c.set(name, SERVING);
      for (HealthClient client : List.of(other, c.client())) {
        CheckReply reply = client.check(name);
        c.expectReply(reply, SERVING, "OK, SERVING of a name that was NOT_FOUND before its set");
      }
    }
  }

  private static void watchAfterClear(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    WatchProbe before = c.watching(name, SERVING);
    c.steer().clear(name);
    WatchProbe watch = c.watch(name);
    watch.expectNext(SERVICE_UNKNOWN);
    before.cancel();
    c.watch(name).expectNext(SERVICE_UNKNOWN);
  }

  private static void allWhoWait(CaseContext c) throws Exception {
    String name = c.unknownName();
    List<WatchProbe> waiting = new ArrayList<>();
    for (HealthClient client : List.of(c.client(), c.newClient(), c.newClient())) {
      for (int i = 0; i < 3; i++) {
        waiting.add(c.watch(client, name));
      }
    }
    for (WatchProbe watch : waiting) {
      c.given("HC-WATCH-02", () -> watch.expectNext(SERVICE_UNKNOWN));
    }
    // Each on a connection that no Watch is on, and that no NOT_FOUND was on.
    CheckReply stranger = c.newClient().check(c.unknownName());
    c.given("HC-CHECK-03", () -> c.expect(stranger.is(Code.NOT_FOUND), "NOT_FOUND", stranger));
    CheckReply meanwhile = c.newClient().check(name);
    c.given("HC-CHECK-04", () -> c.expect(meanwhile.is(Code.NOT_FOUND), "NOT_FOUND", meanwhile));
    for (ServingStatus status : List.of(SERVING, NOT_SERVING, SERVING)) {
      c.set(name, status);
      for (WatchProbe watch : waiting) {
        watch.expectChange(status);
      }
    }
  }

  private static List<ServingStatus> settable(CaseContext c) {
    return c.capabilities().statuses().stream().sorted().toList();
  }

  private static void manyNotServing(CaseContext c) throws Exception {
    Map<String, ServingStatus> set = new LinkedHashMap<>();
    for (int i = 0; i < c.scaled(ROUND_COUNT, 20); i++) {
      ServingStatus status = settable(c).get(i % settable(c).size());
      String name = c.name();
      c.steer().setQuietly(name, status);
      set.put(name, status);
    }
    c.steer().shutdown();
    Map<String, CheckReply> replies = c.client().checkAll(set.keySet());
    for (Map.Entry<String, ServingStatus> each : set.entrySet()) {
      CheckReply reply = requireNonNull(replies.get(each.getKey()));
      c.expectResting(
          CaseContext.about(NOT_SERVING),
          reply.is(NOT_SERVING),
          "OK, NOT_SERVING in lame duck from Check of one of "
              + set.size()
              + " services, which was "
              + each.getValue(),
          reply);
    }
  }

  private static void manyWatchersTold(CaseContext c) throws Exception {
    List<String> names = new ArrayList<>();
    Map<String, ServingStatus> set = new LinkedHashMap<>();
    for (int i = 0; i < SERVICES; i++) {
      boolean unknown = i % 4 == 3 && Need.UNKNOWN.isMetBy(c.capabilities());
      String name = c.known(unknown ? UNKNOWN : SERVING);
      set.put(name, unknown ? UNKNOWN : SERVING);
      names.add(name);
    }
    List<String> watched = new ArrayList<>();
    for (int i = 0; i < c.scaled(ROUND_COUNT, 2 * SERVICES); i++) {
      watched.add(names.get(i % SERVICES));
    }
    List<WatchProbe> opened = c.watchMany(watched);
    c.awaitFirst(opened);
    List<WatchProbe> watches = opened.stream().filter(watch -> !watch.wasRefused()).toList();
    for (WatchProbe watch : watches) {
      ServingStatus first = Objects.requireNonNull(set.get(watch.service()));
      c.given(
          "HC-WATCH-01",
          () -> {
            if (watch.last() == null) {
              throw watch.violation(first + " first", watch.end());
            }
            c.expect(watch.last() == first, first + " first", Words.orNone(watch.last()));
          });
    }
    c.steer().shutdown();
    for (WatchProbe watch : watches) {
      LifeWatchCases.expectToldOfShutdown(c, watch);
    }
  }

  private static void secondLameDuck(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    WatchProbe watch = Need.WATCH.isMetBy(c.capabilities()) ? c.watching(name, SERVING) : null;
    for (int time = 1; time <= 2; time++) {
      c.steer().shutdown();
      expectLameDuck(c, name, time);
      if (watch != null && time == 1) {
        c.given("HC-LIFE-03", () -> watch.awaitStatusOrEnd(NOT_SERVING));
      } else if (watch != null) {
        watch.awaitStatusOrEnd(NOT_SERVING);
      }
      c.steer().resume();
      if (watch != null) {
        LifeCases.unlessEnded(c, watch, () -> expectAgreement(c, watch, "resume"));
      }
      c.set(name, SERVING);
      c.expectCheck(name, SERVING);
      if (watch != null) {
        LifeCases.unlessEnded(c, watch, () -> watch.awaitLast(SERVING));
      }
    }
  }

  private static void expectLameDuck(CaseContext c, String name, int time) throws Exception {
    if (time == 1) {
      c.given("HC-LIFE-01", () -> c.expectCheck(name, NOT_SERVING));
    } else {
      c.expectCheck(name, NOT_SERVING);
    }
  }

  /**
   * What a status is after this may be the server's choice, but it is one choice: an open Watch
   * ends on what Check answers.
   */
  static void expectAgreement(CaseContext c, WatchProbe watch, String after) throws Exception {
    CheckReply[] check = {c.client().check(watch.service())};
    Await.until(
        Await.LIMIT,
        () -> {
          try {
            watch.takeAll();
            check[0] = c.client().checkSilently(watch.service());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return watch.end() != null || check[0].status() == null || check[0].is(watch.last());
        });
    watch.during(c.quiet());
    boolean stays = watch.end() != null || check[0].status() == null || check[0].is(watch.last());
    c.expectInTime(
        List.of("HC-CHECK-01", "HC-CHECK-02", "HC-CHECK-10"),
        stays,
        "the last message on a Watch after " + after + " to be what Check answers, " + check[0],
        Words.orNone(watch.last()));
  }
}
