package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.http2.RawSettings;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import java.time.Duration;
import java.util.List;

/** How much a server keeps for a watcher that does not read. */
final class RawBacklogCases {
  private static final int BACKLOG_CHANGE_COUNT = 50_000;

  /** So many messages are a buffer of 64 KiB, which a transport may fill, and fill slowly. */
  private static final int BUFFERED_MESSAGE_COUNT = 9_500;

  private static final int TRICKLE_MESSAGE_COUNT = 10;

  private RawBacklogCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-23/backlog",
                "what waits for a watcher that does not read does not grow with the changes",
                RawRig.with(RawBacklogCases::backlog))
            .needs(Need.WATCH, Need.SET, Need.FLAP, Need.NOT_SERVING)
            .kills("stalled-unbounded")
            .traits(Case.Trait.FRESH, Case.Trait.PROVOKES));
  }

  /** Lets everything come that waits, and counts it; a few repeats may come for ever. */
  private static int drain(CaseContext c, RawStream watch) throws Exception {
    watch.grant(RawFlowCases.MAX_WINDOW_BYTES);
    c.given("HC-WATCH-24", () -> watch.awaitMessages(1));
    long end = System.nanoTime() + Await.LIMIT.toNanos();
    boolean more = true;
    while (more && System.nanoTime() < end) {
      int seen = watch.received();
      watch.sync();
      more =
          Await.until(RawFlowCases.SETTLED, () -> watch.received() > seen + TRICKLE_MESSAGE_COUNT);
    }
    return watch.received();
  }

  private static void backlog(CaseContext c, RawRig rig) throws Exception {
    String name = c.known(SERVING);
    int changes = c.scaled(BACKLOG_CHANGE_COUNT, 5_000);
    RawSettings none = RawSettings.DEFAULT.initialWindow(0);
    RawStream early = RawFlowCases.stall(rig, name, none, 1).get(0);
    RawFlowCases.burst(c, name, changes, SERVING, Duration.ZERO);
    RawStream late = RawFlowCases.stall(rig, name, none, 1).get(0);
    RawFlowCases.burst(c, name, changes, SERVING, Duration.ZERO);
    int afterBoth = drain(c, early);
    int afterOne = drain(c, late);
    c.measure("backlog of a stalled watcher after " + 2 * changes + " changes", afterBoth, "");
    c.measure("backlog of a stalled watcher after " + changes + " changes", afterOne, "");
    boolean grows = afterBoth > BUFFERED_MESSAGE_COUNT && afterBoth > afterOne * 1.5;
    c.expect(
        !grows,
        "a backlog that does not grow with the number of changes",
        afterOne
            + " messages after "
            + changes
            + " changes and "
            + afterBoth
            + " after twice those");
    c.note(
        afterBoth + " messages waited for a watcher that had missed " + 2 * changes + " changes");
  }
}
