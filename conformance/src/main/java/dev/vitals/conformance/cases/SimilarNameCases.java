package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What lies near a name and must not be taken for it: look-alikes, parents, blanks, strangers. */
final class SimilarNameCases {
  /** What some text handling takes away, and what it leaves: none of it is nothing. */
  private static final List<String> INVISIBLE =
      List.of("\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\ufe0f", "\u0301", "\u0000");

  /** Pairs that some text handling takes for the same. */
  private static final Map<String, List<String>> ALIKE =
      Map.of(
          "\ufb01", List.of("fi"),
          "\uff21", List.of("A"),
          "\u00b2", List.of("2"),
          "\u212a", List.of("K"),
          "\u0430", List.of("a"),
          "\ud83e\ude7a", List.of("\ud83e\ude7b", "\ufffd", "\ufffd\ufffd", "?", "??"),
          "\u5065", List.of("\u5eb7", "?", "e"));

  /** Pairs that differ in case, beyond ASCII. */
  private static final Map<String, List<String>> CASED =
      Map.of(
          "\u00c9t\u00e9", List.of("\u00e9t\u00e9", "\u00c9T\u00c9"),
          "\u03a3\u03c2", List.of("\u03c3\u03c3", "\u03a3\u03a3"),
          "\u0130i", List.of("ii", "i\u0307i", "\u0130I"),
          "stra\u00dfe", List.of("strasse", "STRASSE", "stra\u1e9ee"),
          "\u0416", List.of("\u0436"));

  private SimilarNameCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-NAME-01/beyond-ascii",
                "Names that differ in the case of a letter beyond ASCII are different names.",
                c -> expectApart(c, CASED))
            .needs(Need.CHECK, Need.SET, Need.DYNAMIC, Need.EXACT_NAMES)
            .kills("name-folds-case-beyond-ascii"),
        Case.of(
                "HC-NAME-02/blank-is-a-name",
                "A name of blanks is not the empty name.",
                SimilarNameCases::blanks)
            .needs(Need.CHECK, Need.EXACT_NAMES)
            .kills("name-blank-is-overall")
            .traits(Case.Trait.FRESH)
            .quick(),
        Case.of(
                "HC-NAME-03/look-alikes",
                "Last parts, escapes, separators, addresses and equal hashes do not make a name another.",
                SimilarNameCases::lookAlikes)
            .needs(Need.CHECK, Need.SET, Need.DYNAMIC, Need.EXACT_NAMES)
            .kills(
                "name-by-last-part",
                "name-by-hash",
                "name-url-decoded",
                "name-drops-address",
                "name-backslash-is-slash",
                "name-collapses-blanks")
            .quick(),
        Case.of(
                "HC-NAME-04/not-mended",
                "Text that looks alike or can't be seen is another text.",
                SimilarNameCases::notMended)
            .needs(Need.CHECK, Need.SET, Need.DYNAMIC)
            .kills(
                "name-drops-invisible",
                "name-nul-falls-back",
                "name-compatibility-forms",
                "name-sixteen-bits"),
        Case.of(
                "HC-WATCH-08/parents-and-strangers",
                "Changes of a name do not arrive at watchers of longer names, known or not, nor of strangers.",
                SimilarNameCases::parentsAndStrangers)
            .needs(Need.WATCH, Need.SET, Need.DYNAMIC, Need.NOT_SERVING)
            .kills("watch-parent-service", "watch-unknown-wakes-for-any")
            .quick(),
        Case.of(
                "HC-WATCH-08/overall-changes",
                "When the overall status changes, a Watch of a service still shows what Check does.",
                SimilarNameCases::overallChanges)
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("watch-told-of-overall")
            .traits(Case.Trait.FRESH, Case.Trait.ENDS),
        Case.of(
                "HC-WATCH-12/others-unmoved",
                "A clear leaves the watchers of other services with their services.",
                SimilarNameCases::othersUnmoved)
            .needs(Need.WATCH, Need.SET, Need.CLEAR, Need.NOT_SERVING)
            .kills("clear-moves-watchers"));
  }

  private static void expectApart(CaseContext c, Map<String, List<String>> pairs) throws Exception {
    for (Map.Entry<String, List<String>> pair : pairs.entrySet()) {
      String front = c.unknownName();
      NameCases.setName(c, front + pair.getKey());
      c.expectCheck(front + pair.getKey(), SERVING);
      c.expectNoneFound(pair.getValue().stream().map(other -> front + other).toList());
    }
  }

  private static void blanks(CaseContext c) throws Exception {
    c.note("Check(''): " + c.client().check(""));
    for (String blank : List.of(" ", "  ", "\t", "\n", "\u00a0", "\u3000")) {
      c.expectNotFound(blank);
    }
  }

  private static void lookAlikes(CaseContext c) throws Exception {
    String name = c.unknownName() + ".Aa_B";
    NameCases.setName(c, name);
    c.given("HC-CHECK-01", () -> c.expectCheck(name, SERVING));
    List<String> others = new ArrayList<>(List.of("/", ".", "'", "''"));
    others.add(name.replace("Aa", "BB")); // the same to Java's and other languages' String hashes
    others.add(name.substring(name.lastIndexOf('.') + 1));
    others.add(name.substring(name.indexOf('.') + 1));
    others.add(name.replace('.', '_'));
    others.add(name.replace('_', '.'));
    others.add(name.replace('.', '/'));
    others.add(name.replace('.', '-'));
    others.add(name.replace('_', '-'));
    others.add(name.replace(".", ".."));
    others.add(name.replace("a", "%61"));
    others.add(name.replace(".", "%2E"));
    others.add("\\" + name);
    others.add("/" + name + "/Check");
    others.add(name + "/Check");
    others.add("dns:///" + name);
    for (String tail : List.of("?x=1", "#x", "@1", ":50051", ";v=1", ",", "%00", "\"")) {
      others.add(name + tail);
    }
    c.expectNoneFound(others);
    String path = c.unknownName() + "/B c";
    NameCases.setName(c, path);
    c.expectCheck(path, SERVING);
    others.clear();
    for (String slash : List.of("\\", "//", "%2F", "%2f", ".", ":", "")) {
      others.add(path.replace("/", slash));
    }
    for (String blank : List.of("%20", "+", "  ", "\t", "\u00a0", "_", "")) {
      others.add(path.replace(" ", blank));
    }
    c.expectNoneFound(others);
  }

  private static void notMended(CaseContext c) throws Exception {
    expectApart(c, ALIKE);
    String plain = c.unknownName();
    c.expectNoneFound(INVISIBLE.stream().map(invisible -> plain + invisible).toList());
    NameCases.setName(c, plain);
    List<String> others = new ArrayList<>(List.of(plain + "\u0000b"));
    for (String invisible : INVISIBLE) {
      others.add(plain + invisible);
      others.add(invisible + plain);
    }
    c.expectNoneFound(others);
    c.expectCheck(plain, SERVING);
  }

  private static void parentsAndStrangers(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    String longer = name + ".Sub";
    c.set(longer, NOT_SERVING);
    WatchProbe own = c.watching(name, SERVING);
    WatchProbe child = c.watching(longer, NOT_SERVING);
    if (Need.CHECK.isMetBy(c.capabilities())) {
      c.given("HC-NAME-03", () -> c.expectNotFound(name + ".Other"));
    }
    WatchProbe unknownChild = c.watching(name + ".None", SERVICE_UNKNOWN);
    WatchProbe stranger = c.watching(c.unknownName(), SERVICE_UNKNOWN);
    for (ServingStatus status : List.of(NOT_SERVING, SERVING, NOT_SERVING, SERVING)) {
      c.set(name, status);
      c.given("HC-WATCH-05", () -> own.expectChange(status));
      c.set(c.unknownName(), status);
      child.expectSilenceOrRepeat(Duration.ZERO, NOT_SERVING);
      unknownChild.expectSilenceOrRepeat(Duration.ZERO, SERVICE_UNKNOWN);
      stranger.expectSilenceOrRepeat(Duration.ZERO, SERVICE_UNKNOWN);
    }
    child.expectSilenceOrRepeat(c.quiet(), NOT_SERVING);
    unknownChild.expectSilenceOrRepeat(Duration.ZERO, SERVICE_UNKNOWN);
    stranger.expectSilenceOrRepeat(Duration.ZERO, SERVICE_UNKNOWN);
    c.set(longer, SERVING);
    child.expectChange(SERVING);
    c.set(stranger.service(), NOT_SERVING);
    stranger.expectChange(NOT_SERVING);
  }

  /** Whether an overall NOT_SERVING holds for services is the server's choice, for both methods. */
  private static void overallChanges(CaseContext c) throws Exception {
    c.givenChangesAreTold();
    c.set("", SERVING);
    WatchProbe watch = c.watching(c.known(SERVING), SERVING);
    for (ServingStatus status : List.of(NOT_SERVING, SERVING, NOT_SERVING)) {
      c.set("", status);
      RepetitionCases.expectAgreement(c, watch, "a change of the overall status");
    }
  }

  private static void othersUnmoved(CaseContext c) throws Exception {
    List<WatchProbe> others = new ArrayList<>();
    String cleared = c.known(SERVING);
    others.add(c.watching(c.known(SERVING), SERVING));
    WatchProbe watch = c.watching(cleared, SERVING);
    others.add(c.watching(c.known(SERVING), SERVING));
    c.steer().clear(cleared);
    for (WatchProbe other : others) {
      c.set(other.service(), NOT_SERVING);
      other.expectChange(NOT_SERVING);
    }
    c.set(cleared, SERVING);
    for (WatchEvent event : watch.during(c.quiet())) {
      c.expect(
          event.status() != NOT_SERVING,
          "no status of another service on the Watch of one that was cleared",
          event);
    }
    for (WatchProbe other : others) {
      other.expectSilenceOrRepeat(Duration.ZERO, NOT_SERVING);
    }
  }
}
