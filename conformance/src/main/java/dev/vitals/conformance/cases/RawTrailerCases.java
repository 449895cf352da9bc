package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawFrame;
import dev.vitals.conformance.http2.RawHeaders;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawSettings;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.rig.Awaited;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import dev.vitals.conformance.text.Words;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How calls end on the wire: grpc-status, grpc-message, and how large they may be. */
final class RawTrailerCases {
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]*");
  private static final Pattern ENCODED =
      Pattern.compile("(?:[\\x20-\\x24\\x26-\\x7e]|%[0-9a-fA-F]{2})*");
  private static final int MAX_HEADER_BYTES = 8192;

  private RawTrailerCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-RPC-17/status-in-trailers",
                "each end has grpc-status once, in the last header block, as a plain number",
                RawRig.with(RawTrailerCases::statusInTrailers))
            .needs(Need.CHECK, Need.SET)
            .kills(
                "status-in-headers",
                "no-grpc-status",
                "status-zero-padded",
                "end-on-data",
                "trailers-without-end")
            .quick(),
        Case.of(
                "HC-RPC-18/message-is-encoded",
                "no unknown name, whatever it holds, breaks grpc-message or adds a header",
                RawRig.with(RawTrailerCases::messageIsEncoded))
            .needs(Need.CHECK)
            .kills("message-raw-bytes", "message-header-injection"),
        Case.of(
                "HC-RPC-19/long-name",
                "an unknown name of 16 KiB is not echoed past a client's limit for headers",
                RawRig.with(RawTrailerCases::longName))
            .needs(Need.CHECK, Need.SET)
            .kills("message-echoes-name"));
  }

  private static void statusInTrailers(CaseContext c, RawRig rig) throws Exception {
    String name = c.known(SERVING);
    RawConnection connection = rig.connect();
    wellEnded(c, check(rig, connection, name), "Check");
    wellEnded(c, check(rig, connection, c.unknownName()), "Check of an unknown name");
    RawRequest nope = RawRequest.of("/grpc.health.v1.Health/Nope");
    RawStream unknown = connection.open(nope).sendLast(WireBytes.framed(WireBytes.NONE));
    c.given("HC-SVC-04", unknown::awaitEnd);
    wellEnded(c, unknown.reply(), "an unknown method");
    if (c.capabilities().methods().contains("List")) {
      wellEnded(c, rig.list(connection), "List");
    }
  }

  private static RawReply check(RawRig rig, RawConnection connection, String service) {
    RawStream call = connection.open(RawRequest.check());
    return rig.ended(Awaited.CHECK, call.sendLast(WireBytes.framed(WireHealth.request(service))));
  }

  private static void wellEnded(CaseContext c, RawReply reply, String of) {
    if (!reply.httpStatus().equals("200")) {
      return; // not gRPC's answer, so none of its rules; the cases of the method judge it
    }
    c.expect(
        reply.trailers().isPresent(),
        "a header block with END_STREAM at the end of " + of,
        reply.toString());
    for (RawFrame.Headers block : reply.blocks()) {
      int times = block.fields().all("grpc-status").size();
      c.expect(
          times == (block.endStream() ? 1 : 0),
          "grpc-status once in the trailers of " + of + " and nowhere else",
          reply.toString());
    }
    String status = reply.grpcStatus().orElse("");
    c.expect(
        NUMBER.matcher(status).matches(),
        "grpc-status of " + of + " as a number without leading zeros",
        "'" + RawHeaders.printable(status) + "'");
  }

  private static void messageIsEncoded(CaseContext c, RawRig rig) throws Exception {
    c.givenStrangersAreUnknown();
    RawConnection connection = rig.connect();
    String fresh = c.unknownName();
    List<String> names =
        List.of(
            "100%",
            "%41%zz",
            "caf\u00e9",
            "\uD83D\uDE00",
            "a\r\nx-injected: 1",
            "a\u0000b",
            "\u007f\u001b[31m",
            "grpc-status: 0\r\n\r\n");
    boolean echoed = false;
    for (String odd : names) {
      RawReply reply = connection.check(fresh + odd);
      String of = "Check of " + Words.quoted(odd);
      c.expect(reply.failed(), "an error from " + of, reply.summary());
      Optional<RawHeaders> trailers = reply.trailers();
      if (trailers.isEmpty() || !reply.httpStatus().equals("200")) {
        c.given("HC-RPC-17", () -> c.expect(reply.trailers().isPresent(), "trailers", reply));
        continue;
      }
      c.expect(
          trailers.get().first("x-injected").isEmpty()
              && trailers.get().all("grpc-status").size() == 1,
          "no header out of the name from " + of,
          trailers.get());
      String message = reply.grpcMessage();
      echoed |= message.contains(fresh);
      c.expect(
          ENCODED.matcher(message).matches(),
          "grpc-message of printable ASCII and %XX from " + of,
          "'" + RawHeaders.printable(message) + "'");
      c.advise(isUtf8(message), "UTF-8 inside grpc-message from " + of, message);
    }
    c.note("the name is " + (echoed ? "" : "not ") + "echoed in grpc-message");
  }

  private static boolean isUtf8(String encoded) {
    byte[] bytes = new byte[encoded.length()];
    int size = 0;
    for (int at = 0; at < encoded.length(); at++) {
      char next = encoded.charAt(at);
      if (next == '%') {
        bytes[size++] = (byte) Integer.parseInt(encoded.substring(at + 1, at + 3), 16);
        at += 2;
      } else {
        bytes[size++] = (byte) next;
      }
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, size));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static void longName(CaseContext c, RawRig rig) throws Exception {
    String known = rig.known(SERVING);
    c.givenStrangersAreUnknown();
    RawConnection connection = rig.connect(RawSettings.DEFAULT.maxHeaderList(MAX_HEADER_BYTES));
    RawReply reply = connection.check(c.unknownName() + "x".repeat(16 << 10));
    rig.expectError(
        reply,
        "Check of an unknown name of 16 KiB",
        WireCode.NOT_FOUND,
        WireCode.INVALID_ARGUMENT,
        WireCode.RESOURCE_EXHAUSTED);
    int size = reply.grpcMessage().length();
    c.measure("grpc-message for an unknown name of 16 KiB", size, "bytes");
    c.expect(
        size < MAX_HEADER_BYTES,
        "grpc-message that fits into the "
            + MAX_HEADER_BYTES
            + " bytes of headers that clients allow",
        size + " bytes of it, by echoing the name");
    rig.expectStatus(connection.check(known), SERVING, "Check on the same connection afterwards");
  }
}
