package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawHeaders;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Requests as other clients, proxies and broken ones send them. */
final class RawRequestCases {
  private static final int FIVE_MIB = 5 << 20;

  private RawRequestCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-RPC-05/garbage",
                "bytes that are no protobuf message fail and are never answered OK",
                RawRig.with(RawRequestCases::garbage))
            .needs(Need.CHECK, Need.SET)
            .kills("garbage-as-empty")
            .traits(Case.Trait.PROVOKES),
        Case.of(
                "HC-RPC-06/no-request",
                "a Check without any request message is an error",
                RawRig.with(RawRequestCases::noRequest))
            .needs(Need.CHECK, Need.SET)
            .kills("no-request-as-empty"),
        Case.of(
                "HC-RPC-07/two-requests",
                "a Check with two request messages is an error",
                RawRig.with(RawRequestCases::twoRequests))
            .needs(Need.CHECK, Need.SET)
            .kills("second-request-ignored"),
        Case.of(
                "HC-RPC-12/five-mib",
                "a request of 5 MiB is refused, and server and connection go on",
                RawRig.with(RawRequestCases::fiveMib))
            .needs(Need.CHECK, Need.SET)
            .kills("oversize-kills-server")
            .traits(Case.Trait.PROVOKES),
        Case.of(
                "HC-RPC-13/metadata",
                "metadata that nobody knows does not change the answer",
                RawRig.with(RawRequestCases::metadata))
            .needs(Need.CHECK, Need.SET)
            .kills("metadata-rejected"),
        Case.of(
                "HC-RPC-14/content-types",
                "application/grpc and application/grpc+proto are accepted and answered in kind",
                RawRig.with(RawRequestCases::contentTypes))
            .needs(Need.CHECK, Need.SET)
            .kills("content-type-strict", "content-type-of-web")
            .quick(),
        Case.of(
                "HC-RPC-15/other-content-types",
                "a content type that is not gRPC's is refused with HTTP 415",
                RawRig.with(RawRequestCases::otherContentTypes))
            .needs(Need.CHECK)
            .kills("any-content-type"),
        Case.of(
                "HC-RPC-16/get-and-te",
                "what becomes of GET, and of a call without te: trailers",
                RawRig.with(RawRequestCases::getAndTe))
            .needs(Need.CHECK, Need.SET)
            .traits(Case.Trait.PROVOKES),
        Case.of(
                "HC-RPC-20/frame-borders",
                "a request is the same wherever its DATA frames are cut",
                RawRig.with(RawRequestCases::frameBorders))
            .needs(Need.CHECK, Need.SET)
            .kills("needs-one-data-frame"),
        Case.of(
                "HC-RPC-25/authority",
                "the answer does not depend on :authority",
                RawRig.with(RawRequestCases::authority))
            .needs(Need.CHECK, Need.SET)
            .kills("authority-checked"));
  }

  private static void garbage(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    c.set("", SERVING);
    RawConnection connection = rig.connect();
    for (String hex : List.of("0a", "0a 05 61", "ff ff ff ff ff ff ff ff ff ff ff")) {
      RawReply reply = connection.call(RawRequest.check(), WireBytes.hex(hex));
      String of = "Check of the garbage " + hex;
      rig.expectError(reply, of, WireCode.INTERNAL, WireCode.INVALID_ARGUMENT);
      if (c.capabilities().methods().contains("Watch")) {
        watchGarbage(c, connection, hex);
      }
    }
    rig.expectStatus(connection.check(name), SERVING, "Check on the same connection afterwards");
  }

  private static void watchGarbage(CaseContext c, RawConnection connection, String hex) {
    RawStream watch = connection.open(RawRequest.watch());
    watch.sendLast(WireBytes.framed(WireBytes.hex(hex)));
    Optional<Integer> first = watch.firstStatus();
    String of = "Watch of the garbage " + hex;
    c.expect(
        first.isEmpty() || first.get() == WireHealth.SERVICE_UNKNOWN,
        "no service's status from " + of,
        watch.reply().summary());
    c.advise(first.isEmpty(), "an error and no message from " + of, watch.reply().summary());
    watch.cancel();
  }

  private static void noRequest(CaseContext c, RawRig rig) throws Exception {
    rig.known(SERVING);
    c.set("", SERVING);
    RawConnection connection = rig.connect();
    RawReply bare = connection.openAndFinish(RawRequest.check()).awaitEnd();
    c.note("END_STREAM on the request headers: " + bare.summary());
    rig.expectError(bare, "Check that ends with its headers");
    RawReply empty = connection.open(RawRequest.check()).finish().awaitEnd();
    c.note("END_STREAM on an empty DATA frame: " + empty.summary());
    rig.expectError(empty, "Check that ends with an empty DATA frame");
  }

  private static void twoRequests(CaseContext c, RawRig rig) throws Exception {
    byte[] message = WireBytes.framed(WireHealth.request(rig.known(SERVING)));
    RawConnection connection = rig.connect();
    RawReply together =
        connection.open(RawRequest.check()).sendLast(WireBytes.concat(message, message)).awaitEnd();
    c.note("two messages in one frame: " + together.summary());
    rig.expectError(together, "Check with two messages in one frame");
    RawReply apart = connection.open(RawRequest.check()).send(message).sendLast(message).awaitEnd();
    c.note("two messages in two frames: " + apart.summary());
    rig.expectError(apart, "Check with two messages in two frames");
  }

  private static void fiveMib(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect();
    RawReply reply = connection.check("x".repeat(FIVE_MIB));
    rig.expectError(
        reply,
        "Check of a name of 5 MiB",
        WireCode.RESOURCE_EXHAUSTED,
        WireCode.NOT_FOUND,
        WireCode.INVALID_ARGUMENT);
    rig.expectAlive(name, SERVING, "a request of 5 MiB");
    RawReply after = connection.check(name);
    rig.expectStatus(after, SERVING, "Check on the same connection after a request of 5 MiB");
  }

  private static void metadata(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect();
    List<RawRequest> requests =
        List.of(
            RawRequest.check().with("x-trace", "a b;c=\"d\", e"),
            RawRequest.check().plus("x-many", "1").plus("x-many", "2").plus("x-many", ""),
            RawRequest.check().with("x-padded-bin", "AQ==").with("x-unpadded-bin", "AQ"),
            RawRequest.check()
                .with("authorization", "Bearer none")
                .with("x-long", "y".repeat(2000)),
            RawRequest.check().with("grpc-trace-bin", "AAAA").with("user-agent", "grpc-c/1.0"));
    for (RawRequest request : requests) {
      RawReply reply = connection.call(request, WireHealth.request(name));
      List<RawHeaders.Field> fields = request.headers().fields();
      rig.expectStatus(reply, SERVING, "Check with " + fields.subList(5, fields.size()));
    }
    // PROTOCOL-HTTP2 asks to split such a value at its commas; grpc-go does not, and nobody minds.
    RawRequest joined = RawRequest.check().with("x-joined-bin", "AQ,AgM,BA==");
    c.note("binary values joined by commas: " + connection.call(joined, WireBytes.NONE).summary());
  }

  private static void contentTypes(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect();
    for (String type : List.of("application/grpc", "application/grpc+proto")) {
      RawRequest request = RawRequest.check().with("content-type", type);
      RawReply reply = connection.call(request, WireHealth.request(name));
      rig.expectStatus(reply, SERVING, "Check with content-type " + type);
      String answered =
          reply.headers().flatMap(block -> block.fields().first("content-type")).orElse("none");
      c.expect(
          answered.startsWith("application/grpc"),
          "a content-type that begins with application/grpc",
          "content-type " + answered);
      c.expect(reply.httpStatus().equals("200"), ":status 200", ":status " + reply.httpStatus());
    }
  }

  private static void otherContentTypes(CaseContext c, RawRig rig) {
    RawConnection connection = rig.connect();
    for (String type : List.of("text/plain", "application/json", "application/grpc+json")) {
      RawRequest request = RawRequest.check().with("content-type", type);
      RawReply reply = connection.call(request, WireBytes.NONE);
      boolean isOwn = reply.httpStatus().equals("200"); // else it is in the summary
      String came = (isOwn ? "HTTP 200, " : "") + reply.summary();
      c.note("content-type " + type + ": " + came);
      boolean judged = !type.startsWith("application/grpc");
      c.expect(
          !judged || reply.httpStatus().equals("415"), "HTTP 415 for content-type " + type, came);
    }
  }

  private static void getAndTe(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawRequest get = RawRequest.check().with(":method", "GET");
    RawReply got = rig.connect().openAndFinish(get).awaitEnd();
    c.note("GET: HTTP " + got.httpStatus() + ", " + got.summary());
    RawReply without =
        rig.connect().call(RawRequest.check().without("te"), WireHealth.request(name));
    c.note("without te: HTTP " + without.httpStatus() + ", " + without.summary());
    rig.expectAlive(name, SERVING, "GET and a call without te");
  }

  private static void frameBorders(CaseContext c, RawRig rig) throws Exception {
    byte[] body = WireBytes.framed(WireHealth.request(rig.known(SERVING)));
    RawConnection connection = rig.connect();
    RawStream prefixInFive = connection.open(RawRequest.check());
    prefixInFive.sendByteByByte(Arrays.copyOf(body, 5));
    prefixInFive.sendLast(Arrays.copyOfRange(body, 5, body.length));
    rig.expectStatus(prefixInFive.awaitEnd(), SERVING, "Check whose prefix came in 5 frames");

    RawStream bytes = connection.open(RawRequest.check()).sendByteByByte(body).finish();
    rig.expectStatus(bytes.awaitEnd(), SERVING, "Check that came byte by byte, its end apart");

    RawStream empties = connection.open(RawRequest.check()).send(WireBytes.NONE);
    empties.send(Arrays.copyOf(body, 3)).send(WireBytes.NONE);
    empties.send(Arrays.copyOfRange(body, 3, body.length)).finish();
    rig.expectStatus(empties.awaitEnd(), SERVING, "Check with empty frames in between");

    RawStream paused = connection.open(RawRequest.check()).send(Arrays.copyOf(body, 7));
    rig.sync(connection); // the server has read the first part, and waits
    paused.sendLast(Arrays.copyOfRange(body, 7, body.length));
    rig.expectStatus(paused.awaitEnd(), SERVING, "Check that came in two parts, one after a PING");
  }

  private static void authority(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect();
    for (String authority : List.of("localhost", "example.com", "10.0.0.1:1", "a.b.svc:443")) {
      RawRequest request = RawRequest.check().with(":authority", authority);
      RawReply reply = connection.call(request, WireHealth.request(name));
      rig.expectStatus(reply, SERVING, "Check with :authority " + authority);
    }
  }
}
