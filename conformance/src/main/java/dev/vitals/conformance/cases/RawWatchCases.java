package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;

import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawFrame;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import java.util.ArrayList;
import java.util.List;

/** What Watch puts on the wire, and what it takes from its connection. */
final class RawWatchCases {
  private RawWatchCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-17/empty-message",
                "a change to UNKNOWN arrives as a message, whose bytes are none",
                RawRig.with(RawWatchCases::unknownArrives))
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING, Need.UNKNOWN)
            .kills("empty-message-dropped")
            .quick(),
        Case.of(
                "HC-WATCH-28/headers-first",
                "response headers come before the first message, in a block of their own",
                RawRig.with(RawWatchCases::headersFirst))
            .needs(Need.WATCH, Need.SET)
            .kills("headers-with-trailers"),
        Case.of(
                "HC-WATCH-30/room-for-check",
                "Check works beside as many Watches as the connection may have",
                RawRig.with(RawWatchCases::checkBesideWatches))
            .needs(Need.WATCH, Need.CHECK, Need.SET)
            .kills("watch-starves-unary"),
        Case.of(
            "HC-RPC-24/settings",
            "what the server announces of itself in HTTP/2",
            RawRig.with(RawWatchCases::settings)));
  }

  private static void unknownArrives(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawStream watch = rig.connect().watch(name);
    c.given("HC-WATCH-01", () -> rig.expectNext(watch, SERVING));
    c.set(name, NOT_SERVING);
    c.given("HC-WATCH-05", () -> rig.awaitStatus(watch, NOT_SERVING));
    c.set(name, UNKNOWN);
    rig.awaitStatus(watch, UNKNOWN);
    c.set(name, SERVING);
    c.given("HC-WATCH-05", () -> rig.awaitStatus(watch, SERVING));

    c.set(name, UNKNOWN);
    RawStream second = rig.connect().watch(name);
    c.given("HC-WATCH-26", () -> rig.expectNext(second, UNKNOWN));
  }

  private static void headersFirst(CaseContext c, RawRig rig) throws Exception {
    RawStream watch = rig.connect().watch(c.known(SERVING));
    watch.awaitHeaders();
    c.given("HC-WATCH-01", () -> rig.expectNext(watch, SERVING));
    List<RawFrame> frames =
        watch.reply().frames().stream().filter(RawWatchCases::isOfTheResponse).toList();
    boolean headers = frames.get(0) instanceof RawFrame.Headers first && !first.endStream();
    c.expect(headers, "response headers before the first message", watch.reply());
  }

  private static boolean isOfTheResponse(RawFrame frame) {
    return frame instanceof RawFrame.Data
        || (frame instanceof RawFrame.Headers && !isInterim(frame));
  }

  private static boolean isInterim(RawFrame frame) {
    return frame instanceof RawFrame.Headers block
        && block.fields().first(":status").orElse("").startsWith("1");
  }

  private static void checkBesideWatches(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect();
    int most = c.scaled(400, 100);
    int limit = c.streamLimit(connection);
    int number = Math.min(most, limit - 1);
    c.note((limit == Integer.MAX_VALUE ? "no limit" : limit + " streams") + " allowed");
    List<RawStream> watches = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      watches.add(connection.watch(name));
    }
    int open = rig.awaitFirst(watches);
    c.measure("Watches open on one connection", open, "");
    RawReply reply = connection.check(name);
    rig.expectStatus(reply, SERVING, "Check beside " + open + " Watches on its connection");
  }

  private static void settings(CaseContext c, RawRig rig) {
    RawConnection connection = rig.connect();
    tell(c, connection, "MAX_CONCURRENT_STREAMS", RawFrame.Settings.MAX_CONCURRENT_STREAMS);
    tell(c, connection, "MAX_HEADER_LIST_SIZE", RawFrame.Settings.MAX_HEADER_LIST_SIZE);
    tell(c, connection, "INITIAL_WINDOW_SIZE", RawFrame.Settings.INITIAL_WINDOW_SIZE);
    tell(c, connection, "MAX_FRAME_SIZE", RawFrame.Settings.MAX_FRAME_SIZE);
  }

  private static void tell(CaseContext c, RawConnection connection, String name, int id) {
    connection.announced(id).ifPresent(value -> c.measure(name, value, ""));
    c.note(name + ": " + connection.announced(id).map(String::valueOf).orElse("not announced"));
  }
}
