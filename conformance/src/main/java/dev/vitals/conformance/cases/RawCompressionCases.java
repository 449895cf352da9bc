package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.http2.WireMessage;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Compression that a client uses, or never asked for [compression.md]. */
final class RawCompressionCases {
  private static final int COMPRESSED = 1;

  private RawCompressionCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-RPC-08/gzip-request",
                "a gzip request is understood, or refused as UNIMPLEMENTED",
                RawRig.with(RawCompressionCases::gzipRequest))
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("gzip-garbage-as-empty"),
        Case.of(
                "HC-RPC-09/unknown-encoding",
                "an encoding that nobody has is refused as UNIMPLEMENTED",
                RawRig.with(RawCompressionCases::unknownEncoding))
            .needs(Need.CHECK, Need.SET)
            .kills("unknown-encoding-internal"),
        Case.of(
                "HC-RPC-10/never-unasked",
                "a client that accepts no encoding gets no compressed message from any method",
                RawRig.with(RawCompressionCases::neverUnasked))
            .needs(Need.CHECK, Need.SET)
            .kills("always-gzip"),
        Case.of(
                "HC-RPC-11/flag-without-encoding",
                "a message that is flagged as compressed, by nothing that is named, is an error",
                RawRig.with(RawCompressionCases::flagWithoutEncoding))
            .needs(Need.CHECK, Need.SET)
            .kills("flag-without-encoding-ok"));
  }

  private static void gzipRequest(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(NOT_SERVING);
    c.set("", SERVING);
    RawConnection connection = rig.connect();
    RawRequest request = RawRequest.check().with("grpc-encoding", "gzip");
    byte[] zipped = WireBytes.framed(COMPRESSED, gzip(WireHealth.request(name)));
    RawReply reply = connection.open(request).sendLast(zipped).awaitEnd();
    c.note("a gzip request: " + reply.summary());
    if (reply.is(WireCode.UNIMPLEMENTED)) {
      c.advise(
          accepted(reply).isPresent(), "grpc-accept-encoding with UNIMPLEMENTED", reply.toString());
    } else {
      rig.expectStatus(reply, NOT_SERVING, "Check with a gzip request");
    }
    byte[] broken = WireBytes.framed(COMPRESSED, WireBytes.hex("1f 8b 08 00 ff ff ff ff"));
    rig.expectError(
        connection.open(request).sendLast(broken).awaitEnd(), "Check with bytes that are no gzip");
    rig.expectStatus(
        connection.check(name), NOT_SERVING, "Check on the same connection afterwards");
  }

  private static void unknownEncoding(CaseContext c, RawRig rig) throws Exception {
    byte[] message = WireHealth.request(rig.known(SERVING));
    RawRequest request = RawRequest.check().with("grpc-encoding", "foo");
    RawReply reply =
        rig.connect().open(request).sendLast(WireBytes.framed(COMPRESSED, message)).awaitEnd();
    // The text says UNIMPLEMENTED; all servers on gRPC's C core say INTERNAL, and no client minds.
    rig.expectError(reply, "Check with grpc-encoding: foo", WireCode.UNIMPLEMENTED);
    String accepted = accepted(reply).orElse("");
    c.note("grpc-accept-encoding: " + (accepted.isEmpty() ? "none" : accepted));
    c.expect(
        !List.of(accepted.split(" *, *")).contains("foo"),
        "grpc-accept-encoding without foo",
        accepted);
  }

  private static void neverUnasked(CaseContext c, RawRig rig) throws Exception {
    String name = c.known(SERVING);
    RawConnection connection = rig.connect();
    uncompressed(c, connection.check(name), "Check");
    uncompressed(c, connection.check(c.unknownName()), "Check of an unknown name");
    if (c.capabilities().methods().contains("List")) {
      uncompressed(c, rig.list(connection), "List");
    }
    if (c.capabilities().methods().contains("Watch")) {
      RawStream watch = connection.watch(name);
      c.given("HC-WATCH-01", () -> rig.expectNext(watch, SERVING));
      uncompressed(c, watch.reply(), "Watch");
    }
  }

  private static void uncompressed(CaseContext c, RawReply reply, String of) {
    List<WireMessage> flagged = reply.messages().stream().filter(WireMessage::compressed).toList();
    c.expect(flagged.isEmpty(), "no compressed message from " + of, flagged);
  }

  private static void flagWithoutEncoding(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect();
    byte[] flagged = WireBytes.framed(COMPRESSED, WireHealth.request(name));
    for (RawRequest request :
        List.of(RawRequest.check(), RawRequest.check().with("grpc-encoding", "identity"))) {
      String encoding = request.headers().first("grpc-encoding").orElse("none");
      RawReply reply = connection.open(request).sendLast(flagged).awaitEnd();
      rig.expectError(reply, "Check with flag 1 and grpc-encoding " + encoding, WireCode.INTERNAL);
    }
    rig.expectStatus(connection.check(name), SERVING, "Check on the same connection afterwards");
  }

  private static Optional<String> accepted(RawReply reply) {
    return reply.blocks().stream()
        .flatMap(block -> block.fields().all("grpc-accept-encoding").stream())
        .reduce((one, other) -> one + "," + other);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(plain);
    }
    return bytes.toByteArray();
  }
}
