package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.http2.WireEnvoy;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.http2.WireWriter;
import dev.vitals.conformance.rig.Awaited;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import java.util.List;

/** What generated stubs hide of answers: empty messages, the number of them, bytes of names. */
final class RawAnswerCases {
  private RawAnswerCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-NAME-07/invalid-utf8",
                "a name that is not UTF-8 is an error, and the connection lives",
                RawRig.with(RawAnswerCases::invalidUtf8))
            .needs(Need.CHECK, Need.SET)
            .kills("utf8-crash")
            .traits(Case.Trait.PROVOKES),
        Case.of(
                "HC-NAME-07/not-mended",
                "a name that is not UTF-8 does not find the one with U+FFFD in its place",
                RawRig.with(RawAnswerCases::notMended))
            .needs(Need.CHECK, Need.SET, Need.DYNAMIC)
            .kills("utf8-replaced")
            .traits(Case.Trait.PROVOKES),
        Case.of(
                "HC-CHECK-10/one-empty-message",
                "a known service in UNKNOWN answers OK and one message, whose bytes are none",
                RawRig.with(RawAnswerCases::unknownIsAMessage))
            .needs(Need.CHECK, Need.SET, Need.UNKNOWN)
            .kills("unknown-status-as-not-found", "empty-message-dropped")
            .quick(),
        Case.of(
                "HC-CHECK-13/one-message",
                "an OK answer is one message and then trailers, for each status",
                RawRig.with(RawAnswerCases::oneMessage))
            .needs(Need.CHECK, Need.SET)
            .kills("check-two-messages", "check-no-message-ok")
            .quick(),
        Case.of(
                "HC-CONS-09/envoy",
                "a parser with Envoy's rules finds a healthy service healthy, and no other",
                RawRig.with(RawAnswerCases::envoy))
            .needs(Need.CHECK, Need.SET)
            .kills("always-gzip", "check-two-messages", "no-grpc-status")
            .quick());
  }

  private static void notMended(CaseContext c, RawRig rig) throws Exception {
    String front = c.name();
    rig.expectAlive(rig.known(SERVING), SERVING, "nothing yet");
    c.givenStrangersAreUnknown();
    c.set(front + "\uFFFD", SERVING);
    c.set(front + "?", SERVING);
    c.set(front, SERVING);
    byte[] bytes = WireBytes.concat(WireBytes.utf8(front), WireBytes.hex("ff"));
    byte[] request = new WireWriter().bytes(1, bytes).message();
    RawConnection connection = rig.connect();
    rig.expectError(
        connection.call(RawRequest.check(), request), "Check of a name that ends in ff");
    if (c.capabilities().methods().contains("Watch")) {
      c.givenStrangersAreWatchedAsUnknown();
      RawStream watch = connection.open(RawRequest.watch()).sendLast(WireBytes.framed(request));
      c.expect(
          rig.first(watch, Awaited.FIRST_OF_UNKNOWN).orElse(WireHealth.SERVICE_UNKNOWN)
              == WireHealth.SERVICE_UNKNOWN,
          "no status of another name from Watch of a name that ends in ff",
          watch.reply().summary());
      watch.cancel();
    }
  }

  private static void invalidUtf8(CaseContext c, RawRig rig) throws Exception {
    String known = rig.known(SERVING);
    c.givenStrangersAreUnknown();
    RawConnection connection = rig.connect();
    for (String hex : List.of("ff", "c3 28", "c0 80", "ed a0 80", "61 e2 82")) {
      byte[] request = new WireWriter().bytes(1, WireBytes.hex(hex)).message();
      rig.expectError(
          connection.call(RawRequest.check(), request),
          "Check of the bytes " + hex,
          WireCode.INTERNAL,
          WireCode.INVALID_ARGUMENT,
          WireCode.NOT_FOUND);
    }
    rig.expectStatus(connection.check(known), SERVING, "Check on the same connection afterwards");
  }

  private static void unknownIsAMessage(CaseContext c, RawRig rig) throws Exception {
    rig.known(SERVING);
    RawReply reply = rig.connect().check(c.known(UNKNOWN));
    rig.expectStatus(reply, UNKNOWN, "Check");
    byte[] payload = reply.messages().get(0).payload();
    if (payload.length > 0) {
      c.note("UNKNOWN is written out: " + WireBytes.shown(payload) + ", which proto3 leaves out");
    }
  }

  private static void oneMessage(CaseContext c, RawRig rig) throws Exception {
    RawConnection connection = rig.connect();
    for (ServingStatus status : List.of(SERVING, NOT_SERVING)) {
      if (!c.capabilities().statuses().contains(status)) {
        continue;
      }
      byte[] request = WireBytes.framed(WireHealth.request(c.known(status)));
      RawStream call = connection.open(RawRequest.check()).sendLast(request);
      RawReply reply = rig.ended(Awaited.CHECK, call);
      rig.answered(reply);
      c.given(
          CaseContext.about(status),
          () -> c.expectResting("HC-CHECK-09", reply.is(WireCode.OK), "OK", reply.summary()));
      c.expect(reply.messages().size() == 1, "one message with OK", reply.summary());
      c.expect(
          reply.leftover() == 0,
          "nothing after the message",
          reply.leftover() + " bytes of another message");
      c.given(
          "HC-RPC-17", () -> c.expect(reply.trailers().isPresent(), "trailers", reply.summary()));
    }
  }

  private static void envoy(CaseContext c, RawRig rig) throws Exception {
    RawConnection connection = rig.connect();
    RawRequest request =
        RawRequest.check().with("user-agent", "Envoy/HC").with("grpc-timeout", "1000m");
    RawReply serving = connection.call(request, WireHealth.request(c.known(SERVING)));
    boolean isThere = !serving.is(WireCode.UNIMPLEMENTED);
    c.given("HC-SVC-01", () -> c.expect(isThere, "Check", serving.summary()));
    boolean isInTime = !serving.is(WireCode.DEADLINE_EXCEEDED);
    c.given("HC-CHECK-16", () -> c.expectInTime(isInTime, "OK within 1 s", serving.summary()));
    boolean isStatus = serving.statuses().isEmpty() || serving.statuses().get(0) == 1;
    c.given("HC-CHECK-01", () -> c.expect(isStatus, "SERVING", serving.summary()));
    String healthy = WireEnvoy.judge(serving);
    List<String> causes = List.of("HC-RPC-17", "HC-CHECK-13", "HC-CHECK-09");
    c.expectResting(causes, healthy.equals(WireEnvoy.HEALTHY), WireEnvoy.HEALTHY, healthy);
    for (ServingStatus status : List.of(NOT_SERVING, UNKNOWN)) {
      if (c.capabilities().statuses().contains(status)) {
        RawReply reply = connection.call(request, WireHealth.request(c.known(status)));
        notHealthy(c, status.name(), WireEnvoy.judge(reply));
      }
    }
    RawReply unknown = connection.call(request, WireHealth.request(c.unknownName()));
    notHealthy(c, "unknown", WireEnvoy.judge(unknown));
  }

  private static void notHealthy(CaseContext c, String what, String found) {
    String expected = "unhealthy for a service that is " + what;
    List<String> causes = List.of("HC-CHECK-02", "HC-CHECK-10", "HC-CHECK-03");
    c.expectResting(causes, !found.equals(WireEnvoy.HEALTHY), expected, found);
  }
}
