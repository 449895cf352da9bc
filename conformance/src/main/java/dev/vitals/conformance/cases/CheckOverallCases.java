package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;

import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import io.grpc.Status.Code;
import java.util.List;

/** What Check answers for the empty name, which is the server as a whole. */
final class CheckOverallCases {
  private CheckOverallCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-CHECK-05/two-ways-to-say-empty",
                "An absent and an explicitly empty name ask the same question.",
                RawRig.with(CheckOverallCases::emptyBothWays))
            .needs(Need.CHECK)
            .kills("empty-explicit-differs", "empty-as-invalid-argument")
            .quick(),
        Case.of(
                "HC-CHECK-06/overall-at-start",
                "The first call of all, for the empty name, is answered OK.",
                CheckOverallCases::overallAtStart)
            .needs(Need.CHECK)
            .kills("overall-missing")
            .traits(FRESH)
            .quick(),
        Case.of(
                "HC-CHECK-07/overall-can-be-set",
                "The overall status is what it was set to.",
                CheckOverallCases::overallSet)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("overall-hardwired")
            .traits(FRESH, ENDS)
            .quick(),
        Case.of(
                "HC-CHECK-08/overall-and-named",
                "Whether the overall status and the named ones move one another.",
                CheckOverallCases::coupling)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .traits(FRESH, ENDS));
  }

  private static void emptyBothWays(CaseContext c, RawRig rig) throws Exception {
    boolean set = trySetOverall(c);
    RawConnection raw = rig.connect();
    RawReply absent = rig.call(raw, RawRequest.check(), WireBytes.NONE);
    RawReply explicit = rig.call(raw, RawRequest.check(), new byte[] {0x0a, 0});
    rig.answered(absent);
    c.expect(
        absent.code() == explicit.code() && absent.statuses().equals(explicit.statuses()),
        "the same answer to a request of no bytes and to one with an empty field 1",
        absent.summary() + " and " + explicit.summary());
    if (set) { // to SERVING, which need not be its answer where it depends on others
      c.expect(absent.is(WireCode.OK), "OK for the empty name", absent.summary());
    } else {
      c.expect(
          absent.is(WireCode.OK) || absent.is(WireCode.NOT_FOUND),
          "an answer for the empty name",
          absent.summary());
    }
  }

  private static boolean trySetOverall(CaseContext c) throws Exception {
    if (!Need.SET.isMetBy(c.capabilities())) {
      return false;
    }
    try {
      c.set("", SERVING);
      return true;
    } catch (SubjectException e) {
      if (e.kind() != SubjectException.Kind.UNSUPPORTED) {
        throw e;
      }
      return false;
    }
  }

  private static void overallAtStart(CaseContext c) throws Exception {
    CheckReply reply = c.client().check("");
    c.note("the overall status before any command: " + reply);
    c.expect(reply.is(Code.OK), "OK from Check('') before any command", reply);
  }

  private static void overallSet(CaseContext c) throws Exception {
    c.set("", NOT_SERVING);
    c.expectCheck("", NOT_SERVING);
    c.set("", SERVING);
    c.expectCheck("", SERVING);
  }

  private static void coupling(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    c.set("", SERVING);
    c.set(name, NOT_SERVING);
    c.note("with one service NOT_SERVING, the overall status is: " + c.client().check(""));
    c.set(name, SERVING);
    c.set("", NOT_SERVING);
    c.note("with the overall status NOT_SERVING, a SERVING one is: " + c.client().check(name));
  }
}
