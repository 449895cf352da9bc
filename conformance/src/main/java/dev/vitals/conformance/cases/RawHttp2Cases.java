package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawFrame;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawSettings;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What HTTP/2 asks of a server whatever that serves. The clients look out for frames and header
 * blocks that are not HTTP/2 in every case; those of the cases in here are a choice that provokes
 * them.
 */
final class RawHttp2Cases {
  private static final int WATCH_COUNT = 400;
  private static final int CHECK_COUNT = 50;
  private static final int PING_COUNT = 3;
  private static final int SMALL_TABLE_BYTES = 64;
  private static final Duration ANSWERS_LIMIT = Duration.ofSeconds(1);
  private static final RawRequest UNKNOWN_METHOD = RawRequest.of("/grpc.health.v1.Health/Nope");

  private RawHttp2Cases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-RPC-21/same-payload",
                "PING is answered with the payload that it had",
                RawRig.with(RawHttp2Cases::ping))
            .kills("ping-answered-with-zeros"),
        Case.of(
                "HC-RPC-29/acknowledged",
                "SETTINGS are acknowledged, at the start and when they change beside a call",
                RawRig.with(RawHttp2Cases::settings))
            .needs(Need.CHECK)
            .kills("settings-not-acknowledged"),
        Case.of(
                "HC-RPC-30/frames",
                "what the server sends is HTTP/2, in this case and in every other",
                RawRig.with(RawHttp2Cases::frames))
            .needs(Need.CHECK, Need.SET)
            .kills("window-update-of-zero"),
        Case.of(
                "HC-RPC-31/header-blocks",
                "header blocks can be decoded, with 400 Watches on a connection and in every other case",
                RawRig.with(RawHttp2Cases::headerBlocks))
            .needs(Need.WATCH, Need.CHECK, Need.SET)
            .kills("header-index-out-of-date"),
        Case.of(
                "HC-RPC-31/table-size",
                "header blocks keep to the table that the client allows, and to none at all",
                RawRig.with(RawHttp2Cases::tableSize))
            .needs(Need.CHECK, Need.SET)
            .kills("header-table-never-shrinks"));
  }

  private static void ping(CaseContext c, RawRig rig) {
    RawConnection connection = rig.connect();
    Duration slowest = Duration.ZERO;
    for (int i = 0; i < PING_COUNT; i++) {
      Duration trip = connection.ping();
      slowest = trip.compareTo(slowest) > 0 ? trip : slowest;
    }
    c.measure("PING", slowest.toNanos() / 1e6, "ms");
  }

  private static void settings(CaseContext c, RawRig rig) {
    RawConnection connection = rig.connect();
    connection.awaitAcknowledged();
    RawStream open = connection.open(RawRequest.check());
    Duration raised =
        connection.announce(RawFrame.Settings.INITIAL_WINDOW_SIZE, 2L * RawSettings.WINDOW);
    Duration lowered =
        connection.announce(RawFrame.Settings.INITIAL_WINDOW_SIZE, RawSettings.WINDOW);
    open.cancel();
    Duration slower = raised.compareTo(lowered) > 0 ? raised : lowered;
    c.measure("SETTINGS acknowledged", slower.toNanos() / 1e6, "ms");
  }

  /** Calls of many kinds, of which no answer is judged, nor waited for longer than most take. */
  private static void frames(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    byte[] known = request(name);
    RawConnection connection = rig.connect();
    List<RawStream> calls = new ArrayList<>();
    calls.add(check(connection).sendLast(known));
    calls.add(check(connection).sendLast(request(c.unknownName())));
    calls.add(check(connection).sendByteByByte(known).finish());
    calls.add(check(connection).send(WireBytes.NONE).sendLast(known));
    calls.add(check(connection).finish());
    calls.add(connection.openAndFinish(RawRequest.check()));
    calls.add(connection.open(UNKNOWN_METHOD).finish());
    calls.add(connection.open(RawRequest.list()).sendLast(WireBytes.framed(WireBytes.NONE)));
    awaitEnds(calls);
    List<RawStream> watches = List.of(connection.watch(name), connection.watch(c.unknownName()));
    watches.forEach(watch -> watch.firstStatus(ANSWERS_LIMIT));
    watches.forEach(RawStream::cancel);
    rig.sync(connection);
  }

  private static void headerBlocks(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect();
    int number = Math.min(WATCH_COUNT, c.streamLimit(connection) - 1);
    List<RawStream> watches = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      watches.add(connection.watch(i % 2 == 0 ? name : c.unknownName()));
    }
    c.measure("Watches open on one connection", rig.awaitFirst(watches), "");
    for (int i = 0; i < CHECK_COUNT; i++) {
      c.given("HC-WATCH-30", () -> connection.check(c.unknownName()));
    }
    watches.forEach(RawStream::cancel);
    RawRig.pingOrEnd(connection);
  }

  private static void tableSize(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    for (int bytes : List.of(0, SMALL_TABLE_BYTES)) {
      expectAnswers(c, rig, rig.connect(RawSettings.DEFAULT.headerTable(bytes)), name);
    }
    RawConnection connection = rig.connect();
    expectAnswers(c, rig, connection, name);
    for (int bytes : List.of(0, RawSettings.HEADER_TABLE, SMALL_TABLE_BYTES)) {
      c.given("HC-RPC-29", () -> connection.announce(RawFrame.Settings.HEADER_TABLE_SIZE, bytes));
      expectAnswers(c, rig, connection, name);
    }
  }

  /** Calls with headers and trailers of several kinds, the later ones like the earlier ones. */
  private static void expectAnswers(
      CaseContext c, RawRig rig, RawConnection connection, String name)
      throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      RawStream unknown = check(connection).sendLast(request(c.unknownName()));
      awaitEnds(List.of(unknown, connection.open(UNKNOWN_METHOD).finish()));
      rig.expectStatus(connection.check(name), SERVING, "Check with another header table");
    }
  }

  private static RawStream check(RawConnection connection) {
    return connection.open(RawRequest.check());
  }

  private static void awaitEnds(List<RawStream> calls) throws InterruptedException {
    Await.until(ANSWERS_LIMIT, () -> calls.stream().allMatch(RawStream::ended));
  }

  private static byte[] request(String name) {
    return WireBytes.framed(WireHealth.request(name));
  }
}
