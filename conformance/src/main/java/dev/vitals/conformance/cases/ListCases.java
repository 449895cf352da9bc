package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;
import static java.util.Objects.requireNonNull;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.Rounds;
import dev.vitals.conformance.rig.Steering;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What List tells. */
final class ListCases {
  private ListCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-LIST-01/all-known",
                "Every service that was set is in the list with its status.",
                ListCases::allKnown)
            .needs(Need.LIST, Need.SET, Need.NOT_SERVING)
            .kills(
                "list-only-serving", "list-drops-last", "list-never-answers", "one-status-for-all")
            .quick(),
        Case.of(
                "HC-LIST-02/as-check",
                "When nothing changes, List and Check agree, in both directions.",
                ListCases::asCheck)
            .needs(Need.LIST, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("list-stale-snapshot", "list-all-serving")
            .quick(),
        Case.of(
                "HC-LIST-03/overall",
                "The overall status is listed when Check answers for it.",
                ListCases::overall)
            .needs(Need.LIST, Need.CHECK)
            .kills("list-without-overall")
            .quick(),
        Case.of(
                "HC-LIST-04/unknown",
                "A name that was only asked for or is waited for is not listed.",
                ListCases::unknownNotListed)
            .needs(Need.LIST)
            .kills("watch-registers-name")
            .quick(),
        Case.of(
                "HC-LIST-04/cleared",
                "A service that was cleared is not listed.",
                ListCases::clearedNotListed)
            .needs(Need.LIST, Need.SET, Need.CLEAR)
            .kills("clear-leaves-in-list")
            .quick(),
        Case.of(
                "HC-LIST-05/up-to-date",
                "A List begun after a set was acknowledged shows it, 50 times in turn.",
                ListCases::upToDate)
            .needs(Need.LIST, Need.SET, Need.NOT_SERVING)
            .kills("list-cached")
            .quick(),
        Case.of(
                "HC-LIST-10/twice-the-same",
                "Two Lists in a row are equal, in whatever order.",
                ListCases::twice)
            .needs(Need.LIST)
            .kills("list-consumes")
            .quick(),
        Case.of(
                "HC-LIST-11/during-a-burst",
                "While one service changes, the others are right and it is at one of its statuses.",
                ListCases::duringBurst)
            .traits(PROVOKES)
            .needs(Need.LIST, Need.SET, Need.NOT_SERVING)
            .kills("list-default-on-contention"),
        Case.of(
                "HC-LIST-12/status-unknown",
                "A known service in UNKNOWN is listed.",
                ListCases::statusUnknown)
            .needs(Need.LIST, Need.SET, Need.UNKNOWN)
            .kills("list-drops-default-value")
            .quick());
  }

  private static void allKnown(CaseContext c) throws Exception {
    Map<String, ServingStatus> set = new LinkedHashMap<>();
    for (ServingStatus status : c.statuses()) {
      for (int i = 0; i < 3; i++) {
        set.put(c.known(status), status);
      }
    }
    Map<String, ServingStatus> listed = c.expectList();
    boolean isUnknownAlone =
        set.entrySet().stream()
            .allMatch(
                it -> (it.getValue() == UNKNOWN) != isListed(listed, it.getKey(), it.getValue()));
    for (Map.Entry<String, ServingStatus> each : set.entrySet()) {
      CaseContext.Step step = () -> expectKnown(c, listed, each.getKey(), each.getValue());
      if (isUnknownAlone) { // the others are all there, and of these there is none
        c.given("HC-LIST-12", step);
      } else {
        step.run();
      }
    }
  }

  private static boolean isListed(
      Map<String, ServingStatus> listed, String name, ServingStatus status) {
    return listed.get(name) == status;
  }

  /** What is wrong in Check as well, or was set too late for both, is not List's fault. */
  private static void expectKnown(
      CaseContext c, Map<String, ServingStatus> listed, String name, ServingStatus status)
      throws Exception {
    ServingStatus there = listed.get(name);
    if (there != null && there != status) {
      c.givenCheckDiffers(name, status, there);
    }
    if (there != status) {
      boolean later = c.expectList().get(name) == status;
      c.givenSetsShowAtOnce(later, status + " in List", Words.orNone(there));
    }
    expectEntry(c, listed, name, status);
  }

  static void expectEntry(
      CaseContext c, Map<String, ServingStatus> listed, String name, ServingStatus status) {
    ServingStatus there = listed.get(name);
    c.expectResting(
        "HC-LIST-01",
        there == status,
        "an entry " + Words.quoted(name) + ", " + status + ", in List",
        there == null ? "none in " + listed.size() + " entries" : there);
  }

  private static void asCheck(CaseContext c) throws Exception {
    Map<String, ServingStatus> set = new LinkedHashMap<>();
    String changing = c.known(SERVING);
    set.put(c.known(NOT_SERVING), NOT_SERVING);
    set.put(c.known(SERVING), SERVING);
    Rounds rounds = c.rounds(5);
    while (rounds.next()) {
      set.put(changing, rounds.round() % 2 == 0 ? SERVING : NOT_SERVING);
      c.set(changing, set.get(changing));
      Map<String, ServingStatus> listed = c.expectList();
      for (Map.Entry<String, ServingStatus> each : set.entrySet()) {
        c.given("HC-CHECK-09", () -> c.expectCheck(each.getKey(), each.getValue()));
        expectEntry(c, listed, each.getKey(), each.getValue());
      }
      c.client()
          .checkAll(listed.keySet())
          .forEach(
              (name, reply) ->
                  c.expectResting(
                      CaseContext.about(requireNonNull(listed.get(name))),
                      reply.is(requireNonNull(listed.get(name))),
                      "Check of "
                          + Words.quoted(name)
                          + " to agree with List, which says "
                          + listed.get(name),
                      reply));
    }
  }

  private static void overall(CaseContext c) throws Exception {
    CheckReply check = c.client().check("");
    boolean isAnswer = check.is(Code.OK) || check.is(Code.NOT_FOUND);
    c.given("HC-CHECK-05", () -> c.expect(isAnswer, "OK or NOT_FOUND from Check('')", check));
    Map<String, ServingStatus> listed = c.expectList();
    c.expectResting(
        "HC-LIST-01",
        check.is(Code.OK) == listed.containsKey(""),
        check.is(Code.OK)
            ? "an entry for the empty name in List, since Check answers " + check
            : "no entry for the empty name in List, since Check answers " + check,
        listed.containsKey("") ? listed.get("") : "none");
  }

  private static void unknownNotListed(CaseContext c) throws Exception {
    String asked = c.unknownName();
    String waitedFor = c.unknownName();
    c.client().check(asked);
    if (Need.WATCH.isMetBy(c.capabilities())) {
      c.watch(waitedFor).next(c.quiet());
    }
    Map<String, ServingStatus> listed = c.expectList();
    for (String name : List.of(asked, waitedFor)) {
      c.expect(
          !listed.containsKey(name),
          "no entry for the unknown name " + Words.quoted(name) + " in List",
          Words.orNone(listed.get(name)));
    }
    for (Map.Entry<String, ServingStatus> each : listed.entrySet()) {
      c.expect(
          each.getValue().isSettable(),
          "UNKNOWN, SERVING or NOT_SERVING for every entry in List",
          each.getValue() + " for " + Words.quoted(each.getKey()));
    }
  }

  private static void clearedNotListed(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    c.steer().clear(name);
    Map<String, ServingStatus> listed = c.expectList();
    c.expect(
        !listed.containsKey(name),
        "no entry for a cleared service in List",
        Words.orNone(listed.get(name)));
  }

  private static void upToDate(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    Rounds rounds = c.rounds(50);
    while (rounds.next()) {
      ServingStatus status = rounds.round() % 2 == 0 ? SERVING : NOT_SERVING;
      c.steer().setQuietly(name, status);
      expectEntry(c, c.expectList(), name, status);
    }
    String added = c.known(SERVING);
    expectEntry(c, c.expectList(), added, SERVING);
  }

  private static void twice(CaseContext c) throws Exception {
    if (Need.SET.isMetBy(c.capabilities())) {
      c.known(SERVING);
    }
    Map<String, ServingStatus> first = c.expectList();
    for (int i = 0; i < 3; i++) {
      Map<String, ServingStatus> again = c.expectList();
      c.expect(
          again.equals(first),
          "the same " + first.size() + " entries again",
          ListLimitCases.difference(first, again));
    }
  }

  private static void duringBurst(CaseContext c) throws Exception {
    String changing = c.known(SERVING);
    String still = c.known(NOT_SERVING);
    Rounds rounds = c.rounds(3);
    while (rounds.next()) {
      Steering.Burst burst =
          c.steer().startBurst(changing, 2000, SERVING, 1, Duration.ofNanos(20_000));
      do {
        Map<String, ServingStatus> listed = c.expectList();
        expectEntry(c, listed, still, NOT_SERVING);
        ServingStatus seen = listed.get(changing);
        c.expect(
            seen == SERVING || seen == NOT_SERVING,
            "SERVING or NOT_SERVING in List for the service that changes between them",
            Words.orNone(seen));
      } while (burst.isRunning());
      burst.await();
    }
  }

  private static void statusUnknown(CaseContext c) throws Exception {
    String name = c.known(UNKNOWN);
    expectEntry(c, c.expectList(), name, UNKNOWN);
  }
}
