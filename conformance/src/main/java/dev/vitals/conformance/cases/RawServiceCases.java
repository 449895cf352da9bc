package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.http2.WireReader;
import dev.vitals.conformance.http2.WireWriter;
import dev.vitals.conformance.rig.Awaited;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The service on the wire: paths, fields, numbers. */
final class RawServiceCases {
  private RawServiceCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-SVC-01/paths",
                "each claimed method is found at its path, written out by hand",
                RawRig.with(RawServiceCases::paths))
            .kills("pkg-v1alpha", "path-lowercase")
            .quick(),
        Case.of(
                "HC-SVC-02/numbers",
                "a request written byte by byte is understood, and each status has its number",
                RawRig.with(RawServiceCases::numbers))
            .needs(Need.CHECK, Need.SET)
            .kills("enum-swapped", "field-2")
            .quick(),
        Case.of(
                "HC-SVC-03/unclaimed-methods",
                "a method that is not claimed answers UNIMPLEMENTED, and no message",
                RawRig.with(RawServiceCases::unclaimed))
            .kills("list-empty-ok", "unclaimed-unknown", "unclaimed-hangs", "unclaimed-not-found")
            .quick(),
        Case.of(
                "HC-SVC-04/unknown-method",
                "a method that the service does not have answers UNIMPLEMENTED",
                RawRig.with((c, rig) -> unimplemented(c, rig, "/grpc.health.v1.Health/Nope")))
            .kills("unknown-method-internal")
            .quick(),
        Case.of(
                "HC-SVC-05/unknown-paths",
                "other services, and the same with other capitals, answer UNIMPLEMENTED",
                RawRig.with(
                    (c, rig) ->
                        unimplemented(
                            c,
                            rig,
                            "/grpc.health.v2.Health/Check",
                            "/GRPC.health.v1.Health/Check",
                            "/grpc.health.v1.health/Check",
                            "/grpc.health.v1.Health/check")))
            .kills("path-case-insensitive"),
        Case.of(
                "HC-SVC-06/unknown-fields",
                "fields that the proto does not have are ignored, of every wire type and number",
                RawRig.with(RawServiceCases::unknownFields))
            .needs(Need.CHECK, Need.SET)
            .kills("strict-unknown-fields"),
        Case.of(
                "HC-SVC-07/last-field-wins",
                "of a service that is named twice in one request, the last name counts",
                RawRig.with(RawServiceCases::lastFieldWins))
            .needs(Need.CHECK, Need.SET)
            .kills("first-field-wins"),
        Case.of(
                "HC-SVC-08/stale-claims",
                "a method that is not claimed does not work behind the claim's back",
                RawRig.with(RawServiceCases::staleClaims))
            .needs(Need.SET)
            .kills("claims-too-little"),
        Case.of(
            "HC-SVC-09/reflection",
            "whether reflection lists the service, and whether it reports on itself",
            RawRig.with(RawServiceCases::reflection)));
  }

  private static void paths(CaseContext c, RawRig rig) throws Exception {
    for (String method : c.capabilities().methods().stream().sorted().toList()) {
      RawStream call = rig.connect().open(RawRequest.of("/grpc.health.v1.Health/" + method));
      call.sendLast(WireBytes.framed(WireBytes.NONE));
      if (method.equals("Watch")) {
        c.given("HC-WATCH-28", call::awaitHeaders);
      } else {
        // Where no answer comes at all, nobody can tell what is at the path.
        rig.ended(method.equals("Check") ? Awaited.CHECK : Awaited.LIST, call);
      }
      RawReply reply = call.reply();
      c.expect(
          reply.code() != WireCode.UNIMPLEMENTED,
          method + " at /grpc.health.v1.Health/" + method,
          reply.summary());
    }
  }

  private static void numbers(CaseContext c, RawRig rig) throws Exception {
    RawConnection connection = rig.connect();
    Map<ServingStatus, RawReply> answers = new LinkedHashMap<>();
    for (ServingStatus status : List.of(SERVING, NOT_SERVING, UNKNOWN)) {
      if (c.capabilities().statuses().contains(status)) {
        answers.put(status, answer(c, rig, connection, status));
      }
    }
    for (Map.Entry<ServingStatus, RawReply> each : answers.entrySet()) {
      ServingStatus status = each.getKey();
      CaseContext.Step numbered = () -> expectNumber(c, status, each.getValue());
      if (isToldApart(each.getValue(), answers.values())) {
        numbered.run();
      } else { // the same bytes for two statuses: whatever they are, numbers are not to blame
        c.given(CaseContext.about(status), numbered);
      }
    }
  }

  /** Asks for a new name each time: a server that caches answers might repeat an earlier one. */
  private static RawReply answer(
      CaseContext c, RawRig rig, RawConnection connection, ServingStatus status) throws Exception {
    byte[] name = c.known(status).getBytes(StandardCharsets.UTF_8);
    byte[] request = WireBytes.concat(new byte[] {0x0a, (byte) name.length}, name);
    RawStream call = connection.open(RawRequest.check()).sendLast(WireBytes.framed(request));
    RawReply reply = rig.ended(Awaited.CHECK, call);
    rig.answered(reply);
    c.given(
        CaseContext.about(status),
        () -> c.expectResting("HC-CHECK-09", reply.is(WireCode.OK), "OK", reply.summary()));
    String clause = status == UNKNOWN ? "HC-CHECK-10" : "HC-CHECK-13";
    c.given(clause, () -> c.expect(!reply.messages().isEmpty(), "a message", reply.summary()));
    return reply;
  }

  private static boolean isToldApart(RawReply answer, Collection<RawReply> all) {
    byte[] own = answer.messages().get(0).payload();
    return all.size() > 1
        && all.stream()
                .map(it -> it.messages().get(0).payload())
                .filter(payload -> Arrays.equals(payload, own))
                .count()
            == 1;
  }

  private static void expectNumber(CaseContext c, ServingStatus status, RawReply answer) {
    int number = answer.statuses().get(0);
    c.expect(
        number == status.ordinal(),
        "%s as number %d of field 1".formatted(status, status.ordinal()),
        WireHealth.name(number) + " from " + answer.messages().get(0));
  }

  private static void unclaimed(CaseContext c, RawRig rig) throws Exception {
    List<String> unclaimed = unclaimed(c);
    for (String method : unclaimed) {
      RawStream call = rig.connect().open(RawRequest.of("/grpc.health.v1.Health/" + method));
      call.sendLast(WireBytes.framed(WireBytes.NONE));
      c.given("HC-SVC-08", () -> c.expect(!answers(call), "no " + method, call.reply().summary()));
      RawReply reply = call.awaitEnd();
      rig.expectCode(reply, WireCode.UNIMPLEMENTED, method + ", which is not claimed");
      c.expect(reply.messages().isEmpty(), "no message from " + method, reply.summary());
    }
  }

  private static List<String> unclaimed(CaseContext c) {
    List<String> unclaimed =
        Capabilities.ALL_METHODS.stream()
            .filter(method -> !c.capabilities().methods().contains(method))
            .sorted()
            .toList();
    if (unclaimed.isEmpty()) {
      throw new NotApplicable("the subject claims all methods");
    }
    return unclaimed;
  }

  private static void unimplemented(CaseContext c, RawRig rig, String... paths) throws Exception {
    RawConnection connection = rig.connect();
    for (String path : paths) {
      RawReply reply = rig.call(connection, RawRequest.of(path), WireBytes.NONE);
      c.given(
          "HC-RPC-17",
          () -> c.expect(reply.hasStatus(), "grpc-status in trailers", reply.summary()));
      rig.expectCode(reply, WireCode.UNIMPLEMENTED, path);
      c.expect(reply.messages().isEmpty(), "no message from " + path, reply.summary());
    }
  }

  private static void unknownFields(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(NOT_SERVING);
    RawConnection connection = rig.connect();
    byte[] known = WireHealth.request(name);
    List<byte[]> extras =
        List.of(
            new WireWriter().number(2, 7).message(),
            new WireWriter().text(99, "from the future").message(),
            new WireWriter().number(536_870_911, 1).message(),
            new WireWriter().fixed32(15, 1).fixed64(16, -1).message());
    for (byte[] extra : extras) {
      String with = "Check with " + WireReader.fields(extra);
      byte[] before = WireBytes.concat(extra, known);
      rig.expectStatus(
          connection.call(RawRequest.check(), before), NOT_SERVING, with + " in front");
      byte[] behind = WireBytes.concat(known, extra);
      rig.expectStatus(connection.call(RawRequest.check(), behind), NOT_SERVING, with + " behind");
    }
  }

  private static void lastFieldWins(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(NOT_SERVING);
    String other = c.unknownName();
    c.givenStrangersAreUnknown();
    RawConnection connection = rig.connect();
    byte[] last = new WireWriter().text(1, other).text(1, name).message();
    rig.expectStatus(
        connection.call(RawRequest.check(), last), NOT_SERVING, "Check of a known name in the end");
    byte[] first = new WireWriter().text(1, name).text(1, other).message();
    rig.expectError(
        connection.call(RawRequest.check(), first), "Check of an unknown name in the end");
  }

  private static void staleClaims(CaseContext c, RawRig rig) throws Exception {
    for (String method : Capabilities.ALL_METHODS) {
      if (!c.capabilities().methods().contains(method)) {
        RawStream call = rig.connect().open(RawRequest.of("/grpc.health.v1.Health/" + method));
        call.sendLast(WireBytes.framed(WireBytes.NONE));
        boolean works = answers(call);
        c.expect(!works, method + " claimed, since it works", call.reply().summary());
      }
    }
    for (ServingStatus status : List.of(UNKNOWN, SERVING, NOT_SERVING)) {
      if (!c.capabilities().statuses().contains(status)) {
        c.note(
            status + " is not claimed, and set " + (accepts(c, status) ? "works" : "refuses it"));
      }
    }
  }

  /** Whether more than an empty message comes: a method that does its work. */
  private static boolean answers(RawStream call) {
    return call.firstStatus().isPresent() && call.reply().messages().get(0).payload().length > 0;
  }

  private static boolean accepts(CaseContext c, ServingStatus status) throws Exception {
    String name = c.name();
    try {
      c.steer().setUnseen(name, status);
    } catch (SubjectException refused) {
      if (refused.isFatal()) {
        throw refused;
      }
      return false;
    }
    return c.client().check(name).is(status);
  }

  private static void reflection(CaseContext c, RawRig rig) {
    RawConnection connection = rig.connect();
    String itself = "grpc.health.v1.Health";
    c.note("Check('" + itself + "'): " + connection.check(itself).summary());
    byte[] listServices = new WireWriter().text(7, "*").message();
    for (String version : List.of("v1", "v1alpha")) {
      String path = "/grpc.reflection." + version + ".ServerReflection/ServerReflectionInfo";
      RawReply reply = connection.call(RawRequest.of(path), listServices);
      boolean listed =
          reply.messages().stream()
              .anyMatch(m -> new String(m.payload(), StandardCharsets.UTF_8).contains(itself));
      String found = reply.is(WireCode.OK) ? "lists the service: " + listed : reply.summary();
      c.note("reflection " + version + ": " + found);
    }
  }
}
