package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.ListReply;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Which names are the same, and which are names at all. */
final class NameCases {
  /** Each means something in some language; none may mean anything here. */
  private static final List<String> SPECIAL =
      List.of(
          "__proto__",
          "constructor",
          "toString",
          "hasOwnProperty",
          "valueOf",
          "null",
          "undefined",
          "None",
          "nil",
          "0",
          "true",
          "__class__",
          "__init__",
          "length");

  /** What a status may be kept under in an entry: names that an entry would pass on to others. */
  private static final List<String> FIELDS = List.of("status", "value", "service", "name");

  private static final int ALWAYS_LISTED = 100;

  private NameCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-NAME-01/case",
                "Names that differ in case only are different names.",
                NameCases::caseMatters)
            .needs(Need.CHECK, Need.SET, Need.EXACT_NAMES)
            .kills("name-case-insensitive")
            .quick(),
        Case.of(
                "HC-NAME-02/space",
                "Names that differ in blanks at their ends are different names.",
                NameCases::spaceMatters)
            .needs(Need.CHECK, Need.SET, Need.EXACT_NAMES)
            .kills("name-trimmed")
            .quick(),
        Case.of(
                "HC-NAME-03/parts",
                "Parts, patterns and paths of a name are not the name.",
                NameCases::noPatterns)
            .needs(Need.CHECK, Need.SET, Need.EXACT_NAMES)
            .kills("name-prefix", "name-glob", "name-strips-slash", "name-root-dot")
            .quick(),
        Case.of(
                "HC-NAME-04/unicode",
                "Emoji, right-to-left text, U+0000 and both normal forms survive in Check, List and Watch.",
                NameCases::unicode)
            .needs(Need.CHECK, Need.SET, Need.DYNAMIC)
            .kills("name-normalised", "name-c-string", "name-latin1")
            .quick(),
        Case.of(
                "HC-NAME-05/unknown-before-set",
                "Names that are special in some language are unknown until set.",
                NameCases::specialUnknown)
            .needs(Need.CHECK)
            .kills("name-prototype-hit")
            .traits(FRESH)
            .quick(),
        Case.of(
                "HC-NAME-05/known-after-set",
                "Names that are special in some language can be set, asked for and watched, and make no other known.",
                NameCases::specialKnown)
            .needs(Need.CHECK, Need.SET, Need.DYNAMIC)
            .kills("name-proto-not-kept", "name-proto-passes-on")
            .traits(FRESH, ENDS)
            .quick(),
        Case.of(
                "HC-NAME-05/listed",
                "Names that are special in some language are in List.",
                NameCases::specialListed)
            .needs(Need.CHECK, Need.LIST, Need.SET, Need.DYNAMIC)
            .kills("name-proto-lost-in-list")
            .traits(FRESH, ENDS)
            .quick(),
        Case.of(
                "HC-NAME-08/any-name",
                "Names need not look like protobuf services.",
                NameCases::anyName)
            .needs(Need.CHECK, Need.SET, Need.DYNAMIC)
            .kills("name-validated-as-proto")
            .quick(),
        Case.of(
                "HC-NAME-09/health-itself",
                "What a Check of the health service's own name answers.",
                c ->
                    c.note(
                        "Check('grpc.health.v1.Health') → "
                            + c.client().check("grpc.health.v1.Health")))
            .needs(Need.CHECK)
            .traits(FRESH));
  }

  private static void caseMatters(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    expectOthersUnknown(
        c,
        name,
        List.of(
            name.toUpperCase(Locale.ROOT), name.toLowerCase(Locale.ROOT), "A" + name.substring(1)));
  }

  private static void spaceMatters(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    expectOthersUnknown(
        c, name, List.of(" " + name, name + " ", name + "\n", "\t" + name, name + "\u00a0"));
  }

  private static void noPatterns(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    String shorter = name.substring(0, name.length() - 1);
    expectOthersUnknown(
        c,
        name,
        List.of(
            "acme",
            shorter,
            name.substring(1),
            shorter + "*",
            shorter + "?",
            "acme.*",
            "*",
            "**",
            ".*",
            "/" + name,
            name + "/",
            name + "/Bar",
            "." + name,
            name + ".",
            name + ".Bar"));
  }

  private static void expectOthersUnknown(CaseContext c, String name, List<String> others)
      throws Exception {
    c.given("HC-CHECK-01", () -> c.expectCheck(name, SERVING));
    c.expectNoneFound(others.stream().filter(other -> !other.equals(name)).toList());
  }

  private static void unicode(CaseContext c) throws Exception {
    String front = c.unknownName();
    String composed = front + "\u00e9";
    String decomposed = front + "e\u0301";
    setName(c, composed);
    c.expectCheck(composed, SERVING);
    c.expectNotFound(decomposed);
    c.expectNotFound(front + "e");
    String cut = c.unknownName();
    setName(c, cut + "\u0000b");
    c.expectNotFound(cut);
    c.expectNotFound(cut + "\u0000c");
    c.expectCheck(cut + "\u0000b", SERVING);
    List<String> names = new ArrayList<>(List.of(composed, cut + "\u0000b"));
    for (String tail :
        List.of(
            "\ud83e\ude7a", "\u0635\u062d\u0629", "\u5065\u5eb7", "\u00ff", "\ufffd", "\u200b")) {
      String name = c.unknownName() + tail;
      setName(c, name);
      c.expectCheck(name, SERVING);
      names.add(name);
    }
    expectListed(c, names);
    for (String name : Need.WATCH.isMetBy(c.capabilities()) ? names : List.<String>of()) {
      c.watch(name).expectNext(SERVING);
    }
  }

  /** Sets it to SERVING; a name that the server refuses is a fault of it. */
  static void setName(CaseContext c, String name) throws Exception {
    try {
      c.set(name, SERVING);
    } catch (SubjectException e) {
      if (e.isFatal() || e.kind() == SubjectException.Kind.UNSUPPORTED) {
        throw e;
      }
      throw new Violation(
          "that " + Words.quoted(name) + " can be set", String.valueOf(e.getMessage()));
    }
  }

  /** In one List, since whether a second one is like it is another clause's matter. */
  private static void expectListed(CaseContext c, List<String> names) throws Exception {
    if (!Need.LIST.isMetBy(c.capabilities())) {
      return;
    }
    ListReply reply = c.client().list();
    if (reply.is(Code.RESOURCE_EXHAUSTED)) {
      c.note("List is refused, since there are too many services");
      return;
    }
    c.expectResting("HC-LIST-01", reply.isOk(), "OK and one message from List", reply);
    names.forEach(name -> expectEntry(c, reply.statuses(), name));
  }

  private static void expectEntry(CaseContext c, Map<String, ServingStatus> all, String name) {
    c.expectResting(
        "HC-LIST-01",
        all.get(name) == SERVING,
        "an entry " + Words.quoted(name) + ", SERVING, in List",
        all.containsKey(name)
            ? all.get(name)
            : "none in " + Words.count(all.size(), "entry", "entries"));
  }

  private static void specialUnknown(CaseContext c) throws Exception {
    c.expectNoneFound(SPECIAL);
  }

  private static void specialKnown(CaseContext c) throws Exception {
    for (String name : SPECIAL) {
      setName(c, name);
      c.expectCheck(name, SERVING);
      if (Need.WATCH.isMetBy(c.capabilities())) {
        c.watch(name).expectNext(SERVING);
      }
    }
    c.expectAll(SPECIAL.stream().collect(Collectors.toMap(name -> name, name -> SERVING)));
    c.expectNoneFound(FIELDS);
  }

  private static void specialListed(CaseContext c) throws Exception {
    int before = c.expectList().size();
    for (String name : SPECIAL) {
      setName(c, name);
    }
    Map<String, ServingStatus> all = listed(c, before, SPECIAL.size());
    for (String name : SPECIAL) {
      expectEntry(c, all, name);
    }
  }

  /**
   * What List answers once more services were added to those that were there before. A server may
   * refuse List above 100 services.
   */
  static Map<String, ServingStatus> listed(CaseContext c, int before, int added)
      throws InterruptedException {
    if (before + added > ALWAYS_LISTED && c.client().list().is(Code.RESOURCE_EXHAUSTED)) {
      throw new NotApplicable(
          "List is refused above 100 services, and " + before + " were there from the start");
    }
    return c.expectList();
  }

  private static void anyName(CaseContext c) throws Exception {
    String front = c.unknownName();
    for (String tail :
        List.of(
            "-liveness", " readiness", " b/c?d", "/", "#1", "%20", "\"", "\\", "=;,", "\u00fc")) {
      setName(c, front + tail);
      c.expectCheck(front + tail, SERVING);
    }
    for (String name : List.of("liveness", "readiness", "startup")) {
      setName(c, name);
      c.expectCheck(name, SERVING);
    }
  }
}
