package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawFrame;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.rig.Awaited;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What calls and connections see when the server stops gracefully. */
final class RawStopCases {
  private static final Duration GRACE = Duration.ofSeconds(3);

  /** What ends later than this before the end of the grace, that has ended. */
  private static final Duration MARGIN = Duration.ofMillis(500);

  private static final Duration MAX_DELAY = Duration.ofSeconds(5);

  private RawStopCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-LIFE-12/end-of-watches",
                "Watches that a stop ends do not end with UNIMPLEMENTED",
                RawRig.with(RawStopCases::endOfWatches))
            .needs(Need.WATCH, Need.SET, Need.STOP)
            .kills("shutdown-unimplemented")
            .traits(Case.Trait.FRESH, Case.Trait.ENDS),
        Case.of(
                "HC-LIFE-11/stop-with-watches",
                "a graceful stop ends ten open Watches before its grace is over",
                RawRig.with(RawStopCases::stopWithWatches))
            .needs(Need.WATCH, Need.SET, Need.STOP)
            .kills("stop-waits-for-watches")
            .traits(Case.Trait.FRESH, Case.Trait.ENDS),
        Case.of(
                "HC-LIFE-13/goaway",
                "connections get GOAWAY before a graceful stop closes them",
                RawRig.with(RawStopCases::goAway))
            .needs(Need.SET, Need.STOP)
            .kills("stop-no-goaway")
            .traits(Case.Trait.FRESH, Case.Trait.ENDS));
  }

  /** What a stop is asked for, where it was not fixed at the start. */
  private static Duration grace(CaseContext c) {
    return c.capabilities().fixedGrace().orElse(GRACE);
  }

  private static void stopWithWatches(CaseContext c, RawRig rig) throws Exception {
    Duration grace = grace(c);
    Duration ofItself = grace.minus(MARGIN);
    if (ofItself.compareTo(MARGIN) < 0) {
      throw new NotApplicable(
          "the grace was fixed at the start, and "
              + Words.time(grace)
              + " are too short to tell who ended the Watches");
    }
    List<RawStream> watches = watches(c, rig, 10);
    long start = System.nanoTime();
    c.steer().stop(grace);
    for (RawStream watch : watches) {
      RawReply end = endAfterStop(c, watch);
      c.timeline().add("a Watch ended: " + end.summary());
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    c.measure("10 Watches end after stop", took.toNanos() / 1e6, "ms");
    c.expectInTime(
        took.compareTo(ofItself) < 0,
        "the Watches to be ended before the grace of " + Words.time(grace) + " is over",
        "their end after " + Words.time(took));
  }

  private static void endOfWatches(CaseContext c, RawRig rig) throws Exception {
    List<RawStream> watches = watches(c, rig, 3);
    RawStream unknown = rig.connect().watch(c.unknownName());
    rig.first(unknown, Awaited.FIRST_OF_UNKNOWN);
    if (!unknown.ended()) {
      watches.add(unknown);
    }
    c.steer().stop(grace(c));
    for (RawStream watch : watches) {
      RawReply[] end = new RawReply[1];
      c.given("HC-LIFE-11", () -> end[0] = endAfterStop(c, watch));
      c.note("a Watch ended with " + end[0].summary());
      c.expect(
          end[0].code() != WireCode.UNIMPLEMENTED,
          "any end but UNIMPLEMENTED, by which clients take the server for healthy for ever",
          end[0].summary());
    }
  }

  private static void goAway(CaseContext c, RawRig rig) throws Exception {
    String name = c.known(SERVING);
    List<RawConnection> connections = new ArrayList<>();
    RawConnection idle = rig.connect();
    c.given("HC-CHECK-01", () -> idle.check(name));
    connections.add(idle);
    if (c.capabilities().methods().contains("Watch")) {
      RawConnection watching = rig.connect();
      rig.first(watching.watch(name), Awaited.FIRST_OF_KNOWN);
      connections.add(watching);
    }
    c.steer().stop(grace(c));
    for (RawConnection connection : connections) {
      String which = connection == idle ? "an idle connection" : "a connection with a Watch";
      boolean said = connection.awaitGoAwayOrEnd(atLast(c));
      String nothing = "nothing within " + Words.time(atLast(c));
      Optional<RawFrame.Closed> closed = connection.closed();
      String came = closed.map(RawFrame::toString).orElse(nothing);
      String wanted = "GOAWAY on " + which + " before it is closed";
      c.expectInTime(said || closed.isPresent(), wanted, came);
      c.expect(said, wanted, came);
    }
  }

  private static List<RawStream> watches(CaseContext c, RawRig rig, int number) throws Exception {
    c.needStreams(number);
    String name = c.known(SERVING);
    RawConnection connection = rig.connect();
    List<RawStream> watches = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      watches.add(connection.watch(name));
    }
    for (RawStream watch : watches) {
      c.given("HC-WATCH-01", () -> rig.expectNext(watch, SERVING));
    }
    return watches;
  }

  private static RawReply endAfterStop(CaseContext c, RawStream watch) {
    return watch.awaitEnd(atLast(c));
  }

  private static Duration atLast(CaseContext c) {
    return grace(c).plus(MAX_DELAY);
  }
}
