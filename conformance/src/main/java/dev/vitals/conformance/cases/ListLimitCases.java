package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.ListReply;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How many List tells of, and what it does where that is too many. */
final class ListLimitCases {
  private static final int ALWAYS_LISTED = 100;

  private ListLimitCases() {}

  static List<Case> all() {
    return List.of(
        Case.of("HC-LIST-06/hundred", "A list of 100 entries is given.", ListLimitCases::hundred)
            .needs(Need.LIST, Need.SET, Need.DYNAMIC)
            .kills("list-limit-99")
            .traits(FRESH, ENDS),
        Case.of(
                "HC-LIST-07/more",
                "With 101, 500 and 1100 services: all of them as they are, or RESOURCE_EXHAUSTED.",
                ListLimitCases::more)
            .needs(Need.LIST, Need.SET, Need.DYNAMIC)
            .kills(
                "list-truncates",
                "list-too-many-internal",
                "list-truncates-at-1000",
                "list-default-above-100")
            .traits(FRESH, ENDS),
        Case.of(
                "HC-LIST-08/no-push-over-the-limit",
                "Two hundred Watches and Checks of unknown names change nothing.",
                ListLimitCases::noPush)
            .needs(Need.LIST)
            .kills("watch-registers-name", "check-registers-name"),
        Case.of(
                "HC-LIST-09/back-below-the-limit",
                "After RESOURCE_EXHAUSTED, clearing services makes List work again.",
                ListLimitCases::backBelow)
            .needs(Need.LIST, Need.SET, Need.CLEAR, Need.DYNAMIC)
            .kills("list-exhausted-forever")
            .traits(FRESH, ENDS));
  }

  private static Map<String, ServingStatus> fillUpTo(CaseContext c, int entries, int present)
      throws Exception {
    Map<String, ServingStatus> added = new LinkedHashMap<>();
    boolean both = Need.NOT_SERVING.isMetBy(c.capabilities());
    for (int i = present; i < entries; i++) {
      String name = c.name();
      added.put(name, both && i % 2 == 0 ? NOT_SERVING : SERVING);
      c.steer().setQuietly(name, added.get(name));
    }
    c.timeline().add(added.size() + " services set");
    return added;
  }

  private static void hundred(CaseContext c) throws Exception {
    int present = c.expectList().size();
    Map<String, ServingStatus> added = fillUpTo(c, ALWAYS_LISTED, present);
    Map<String, ServingStatus> listed = c.expectList();
    c.expectResting(
        "HC-LIST-01",
        listed.size() == ALWAYS_LISTED && listed.keySet().containsAll(added.keySet()),
        "100 entries in List, with all that were set",
        missing(added.keySet(), listed));
  }

  private static void more(CaseContext c) throws Exception {
    Map<String, ServingStatus> added = new LinkedHashMap<>();
    int present = c.expectList().size();
    for (int entries : new int[] {ALWAYS_LISTED + 1, 500, 1100}) {
      added.putAll(fillUpTo(c, entries, present));
      present = entries;
      ListReply reply = c.client().list();
      c.note("List of " + entries + " entries: " + (reply.isOk() ? "OK" : reply));
      c.expect(
          reply.is(Code.RESOURCE_EXHAUSTED) || reply.isOk(),
          "OK or RESOURCE_EXHAUSTED from List of " + entries + " entries",
          reply);
      c.expectResting(
          "HC-LIST-01",
          !reply.isOk() || reply.statuses().keySet().containsAll(added.keySet()),
          "all " + entries + " entries, or RESOURCE_EXHAUSTED",
          "OK with " + missing(added.keySet(), reply.statuses()));
      if (reply.isOk()) {
        added.forEach((name, status) -> ListCases.expectEntry(c, reply.statuses(), name, status));
      }
    }
  }

  private static void noPush(CaseContext c) throws Exception {
    Map<String, ServingStatus> before = c.expectList();
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < c.scaled(200, 110); i++) {
      unknown.add(c.unknownName());
    }
    c.client().checkAll(unknown);
    if (Need.WATCH.isMetBy(c.capabilities())) {
      c.awaitFirst(c.watchMany(unknown));
    }
    Map<String, ServingStatus> after = c.expectList();
    c.expect(
        after.keySet().equals(before.keySet()),
        "the same " + before.size() + " entries in List as before",
        difference(before, after));
  }

  /** How many entries there are, and which of those that should be there are not. */
  static String missing(Set<String> wanted, Map<String, ServingStatus> listed) {
    List<String> missing = wanted.stream().filter(name -> !listed.containsKey(name)).toList();
    String which =
        missing.isEmpty()
            ? ""
            : ", without " + missing.size() + " that were set, as " + Words.quoted(missing.get(0));
    return Words.count(listed.size(), "entry", "entries") + which;
  }

  /** How two lists differ, by one of the entries that do. */
  static String difference(Map<String, ServingStatus> before, Map<String, ServingStatus> after) {
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    List<String> others =
        names.stream().filter(name -> before.get(name) != after.get(name)).toList();
    String which =
        others.isEmpty()
            ? ""
            : ", of which "
                + others.size()
                + " differ, as "
                + Words.quoted(others.get(0))
                + ": "
                + Words.orNone(before.get(others.get(0)))
                + " before, and now "
                + Words.orNone(after.get(others.get(0)));
    return Words.count(after.size(), "entry", "entries") + which;
  }

  private static void backBelow(CaseContext c) throws Exception {
    Map<String, ServingStatus> added = fillUpTo(c, 500, c.expectList().size());
    ListReply full = c.client().list();
    if (!full.is(Code.RESOURCE_EXHAUSTED)) {
      throw new NotApplicable("the server lists 500 entries without refusing");
    }
    for (String name : added.keySet()) {
      c.steer().clear(name);
    }
    c.expectList();
  }
}
