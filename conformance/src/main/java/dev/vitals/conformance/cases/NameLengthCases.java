package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;

import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.Need;
import io.grpc.Status.Code;
import java.util.List;

/** How long names may be, and that each byte of a long one counts. */
final class NameLengthCases {
  private NameLengthCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-NAME-06/up-to-200",
                "Names of 1 to 200 bytes work, and each is itself alone.",
                NameLengthCases::upTo200)
            .needs(Need.CHECK, Need.SET, Need.DYNAMIC)
            .kills("name-cut-at-64")
            .quick(),
        Case.of(
                "HC-NAME-06/longer",
                "An unknown name of up to 64 KiB is refused, never OK; the longest settable is noted.",
                NameLengthCases::longer)
            .needs(Need.CHECK)
            .kills("name-cut-at-255", "name-above-40000-never-answered")
            .traits(FRESH, ENDS, PROVOKES));
  }

  private static void upTo200(CaseContext c) throws Exception {
    String front = c.unknownName();
    for (int length : new int[] {1, 2, 32, 63, 64, 65, 100, 127, 128, 199, 200}) {
      String name =
          length < front.length()
              ? front.substring(front.length() - 1 - length, front.length() - 1)
              : padded(front, length);
      NameCases.setName(c, name);
      c.expectCheck(name, SERVING);
    }
    String twin = padded(front, 199) + "y";
    c.expectNotFound(twin);
    if (Need.NOT_SERVING.isMetBy(c.capabilities())) {
      c.set(twin, NOT_SERVING);
      c.expectCheck(twin, NOT_SERVING);
      c.expectCheck(padded(front, 200), SERVING);
    }
  }

  private static void longer(CaseContext c) throws Exception {
    c.givenStrangersAreUnknown();
    int settable = 0;
    for (int length : new int[] {201, 1024, 65_536}) {
      String name = padded(c.unknownName(), length);
      CheckReply reply = c.client().check(name);
      boolean isRefused = reply.code() != null && !reply.is(Code.OK);
      c.expect(isRefused, "an error for an unknown name of " + length + " bytes", reply);
      c.note("unknown name of " + length + " bytes: " + reply.code());
      if (Need.DYNAMIC.isMetBy(c.capabilities()) && Need.SET.isMetBy(c.capabilities())) {
        boolean set = trySet(c, name);
        settable = set ? length : settable;
        String twin = name.substring(0, length - 1) + "y";
        CheckReply other = c.client().check(twin);
        c.expect(
            other.code() != null && !other.is(Code.OK),
            "an error for an unknown name that differs in the last of " + length + " bytes",
            other);
      }
    }
    c.measure("longest name tried that can be set and asked for", settable, "bytes");
  }

  private static boolean trySet(CaseContext c, String name) throws Exception {
    try {
      c.set(name, SERVING);
      return c.client().check(name).is(SERVING);
    } catch (SubjectException e) {
      if (e.isFatal()) {
        throw e;
      }
      return false;
    }
  }

  private static String padded(String front, int length) {
    return front + "z".repeat(Math.max(0, length - front.length()));
  }
}
