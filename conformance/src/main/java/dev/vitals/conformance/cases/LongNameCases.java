package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Long names that differ in one character. A server may refuse a long name when it is set or asked
 * for; what it may not do is take one name for another.
 */
final class LongNameCases {
  /** Just above the sizes of buffers, columns and counts that names are cut to. */
  private static final int[] LENGTHS = {64, 65, 128, 129, 201, 256, 257, 1024, 1025, 4097, 16_385};

  /** Where a name may be shortened at its front or in its middle. */
  private static final int[] LENGTHS_OF_OTHER_CUTS = {129, 1025};

  private static final int LONGEST = 65_537;

  private LongNameCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-NAME-10/checked",
                "Long names that differ in one character have each their own status in Check.",
                LongNameCases::checked)
            .needs(Need.CHECK, Need.SET, Need.DYNAMIC, Need.NOT_SERVING, Need.EXACT_NAMES)
            .kills(
                "name-cut-at-64",
                "name-cut-at-255",
                "name-cut-at-16384",
                "name-above-40000-never-answered",
                "name-keeps-last-120",
                "name-shortened-in-the-middle")
            .traits(FRESH, ENDS, PROVOKES),
        Case.of(
                "HC-NAME-10/listed",
                "Long names that differ in one character are in List, each with its own status.",
                LongNameCases::listed)
            .needs(
                Need.LIST, Need.CHECK, Need.SET, Need.DYNAMIC, Need.NOT_SERVING, Need.EXACT_NAMES)
            .kills("list-names-cut-at-255")
            .traits(FRESH, ENDS, PROVOKES),
        Case.of(
                "HC-NAME-10/watched",
                "A watcher of a long name is told its status, not that of a name like it.",
                LongNameCases::watched)
            .needs(
                Need.WATCH, Need.CHECK, Need.SET, Need.DYNAMIC, Need.NOT_SERVING, Need.EXACT_NAMES)
            .kills("watch-names-cut-at-255")
            .traits(FRESH, ENDS, PROVOKES));
  }

  /**
   * Three names of one length that differ in one character.
   *
   * @param serving is set to SERVING
   * @param notServing is set to NOT_SERVING
   * @param stranger is never set
   * @param place of the character that differs, in words
   */
  private record Triplet(String serving, String notServing, String stranger, String place) {
    static Triplet of(String front, int length, int at) {
      String name = front + "z".repeat(length - front.length());
      String place = at == 0 ? "first" : at == length - 1 ? "last" : "middle";
      return new Triplet(with(name, at, 'a'), with(name, at, 'b'), with(name, at, 'c'), place);
    }

    private static String with(String name, int at, char other) {
      return name.substring(0, at) + other + name.substring(at + 1);
    }

    String told(String name) {
      return Words.quoted(name) + ", which differs in its " + place + " from one that is ";
    }

    ServingStatus intended(String name) {
      return name.equals(serving) ? SERVING : NOT_SERVING;
    }

    String twin(String name) {
      return name.equals(serving) ? notServing : serving;
    }
  }

  private static List<Triplet> triplets(CaseContext c) {
    Stream<Triplet> last =
        IntStream.of(LENGTHS).mapToObj(n -> Triplet.of(c.unknownName(), n, n - 1));
    Stream<Triplet> others =
        IntStream.of(LENGTHS_OF_OTHER_CUTS)
            .boxed()
            .flatMap(
                n -> IntStream.of(0, n / 2).mapToObj(at -> Triplet.of(c.unknownName(), n, at)));
    return Stream.concat(last, others).toList();
  }

  /** Sets both of each; returns what the server took. */
  private static Map<String, ServingStatus> set(CaseContext c, List<Triplet> triplets)
      throws Exception {
    Map<String, ServingStatus> taken = new LinkedHashMap<>();
    for (Triplet triplet : triplets) {
      for (String name : List.of(triplet.serving, triplet.notServing)) {
        if (isTaken(c, name, triplet.intended(name))) {
          taken.put(name, triplet.intended(name));
        }
      }
    }
    c.steer().settleAll(taken);
    return taken;
  }

  private static boolean isTaken(CaseContext c, String name, ServingStatus status)
      throws SubjectException {
    try {
      c.steer().setUnseen(name, status);
      return true;
    } catch (SubjectException e) {
      if (e.isFatal() || e.kind() == SubjectException.Kind.UNSUPPORTED) {
        throw e;
      }
      return false;
    }
  }

  private static void checked(CaseContext c) throws Exception {
    c.givenStrangersAreUnknown();
    for (ServingStatus status : List.of(SERVING, NOT_SERVING)) {
      c.given(CaseContext.about(status), () -> c.expectCheck(c.known(status), status));
    }
    List<Triplet> triplets = new ArrayList<>(triplets(c));
    triplets.add(Triplet.of(c.unknownName(), LONGEST, LONGEST - 1));
    Map<String, ServingStatus> taken = set(c, triplets);
    int longest = 0;
    for (Triplet triplet : triplets) {
      boolean both = true;
      for (String name : List.of(triplet.serving, triplet.notServing)) {
        both &= expectOwnOrRefusal(c, triplet, name, taken.get(name));
      }
      expectOwnOrRefusal(c, triplet, triplet.stranger, null);
      longest = both ? Math.max(longest, triplet.serving.length()) : longest;
    }
    c.measure("longest names tried that are told apart", longest, "characters");
  }

  /** Returns whether the name has its status; a name that is not set has none. */
  private static boolean expectOwnOrRefusal(
      CaseContext c, Triplet triplet, String name, @Nullable ServingStatus own) throws Exception {
    CheckReply reply = c.client().check(name);
    String expected = own == null ? "an error" : own + " or a refusal";
    ServingStatus twins = triplet.intended(triplet.twin(name));
    c.expect(
        reply.code() != null && (!reply.is(Code.OK) || reply.is(own)),
        expected + " from Check of " + triplet.told(name) + twins,
        reply);
    return reply.is(own);
  }

  private static void listed(CaseContext c) throws Exception {
    Set<String> before = c.expectList().keySet();
    List<Triplet> triplets = triplets(c);
    Map<String, ServingStatus> taken = set(c, triplets);
    Map<String, ServingStatus> all = NameCases.listed(c, before.size(), taken.size());
    for (Triplet triplet : triplets) {
      for (String name : List.of(triplet.serving, triplet.notServing)) {
        expectListed(c, triplet, name, taken.get(name), all.get(name));
      }
    }
    Set<String> others = new HashSet<>(all.keySet());
    others.removeAll(before);
    others.removeAll(taken.keySet());
    c.expect(
        others.isEmpty(),
        "no entry in List but for names that were set",
        others.stream().map(Words::quoted).findFirst().orElse(""));
  }

  /** What Check refuses needs no entry. */
  private static void expectListed(
      CaseContext c,
      Triplet triplet,
      String name,
      @Nullable ServingStatus own,
      @Nullable ServingStatus listed)
      throws Exception {
    boolean isKnown = own != null && c.client().check(name).is(Code.OK);
    ServingStatus twins = triplet.intended(triplet.twin(name));
    c.expectResting(
        "HC-LIST-01",
        isKnown ? listed == own : listed == null || listed == own,
        (own == null ? "no entry" : "the entry " + own)
            + " in List for "
            + triplet.told(name)
            + twins,
        Words.orNone(listed));
  }

  private static void watched(CaseContext c) throws Exception {
    c.givenStrangersAreWatchedAsUnknown();
    List<Triplet> triplets = triplets(c);
    Map<String, ServingStatus> taken = set(c, triplets);
    List<WatchProbe> staying = new ArrayList<>();
    List<WatchProbe> changing = new ArrayList<>();
    for (Triplet triplet : triplets) {
      watch(c, triplet, triplet.serving, taken, staying);
      watch(c, triplet, triplet.notServing, taken, changing);
    }
    for (ServingStatus status : List.of(SERVING, NOT_SERVING)) {
      for (WatchProbe watch : changing) {
        c.steer().setUnseen(watch.service(), status);
      }
      for (WatchProbe watch : changing) {
        watch.expectChange(status);
      }
    }
    Duration quiet = c.quiet();
    for (WatchProbe watch : staying) {
      watch.expectSilenceOrRepeat(quiet, SERVING);
      quiet = Duration.ZERO;
    }
  }

  /** Opens a Watch and adds it, unless the server refuses the name or does not know it. */
  private static void watch(
      CaseContext c,
      Triplet triplet,
      String name,
      Map<String, ServingStatus> taken,
      List<WatchProbe> open)
      throws Exception {
    ServingStatus own = taken.get(name);
    WatchProbe watch = c.watch(name);
    WatchEvent first = watch.next();
    boolean refused = first != null && (first.isEnd() || first.status() == SERVICE_UNKNOWN);
    if (refused) {
      return;
    }
    if (first == null || first.status() != own) {
      ServingStatus twins = triplet.intended(triplet.twin(name));
      String expected = own == null ? "a refusal" : own + " or a refusal";
      throw watch.violation(expected + " first, for a name like one that is " + twins + ",", first);
    }
    open.add(watch);
  }
}
