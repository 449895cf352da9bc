package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.http2.RawSettings;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.List;

/** How much a server keeps for a watcher that does not read. */
final class RawBacklogCases {
  private static final int BACKLOG_CHANGE_COUNT = 50_000;

  /** So many messages are a buffer of 64 KiB, which a transport may fill, and fill slowly. */
  private static final int BUFFERED_MESSAGE_COUNT = 9_500;

  private static final int TRICKLE_MESSAGE_COUNT = 10;
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(20);

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

  /**
   * What came of all that waited for a watcher.
   *
   * @param messages that came
   * @param cut whether more were to come when the time was up
   */
  private record Drain(int messages, boolean cut) {
    @Override
    public String toString() {
      return (cut ? "at least " : "") + messages;
    }
  }

  /** Lets everything come that waits, and counts it; a few repeats may come for ever. */
  private static Drain drain(CaseContext c, RawStream watch) throws Exception {
    watch.grant(RawFlowCases.MAX_WINDOW_BYTES);
    c.given("HC-WATCH-24", () -> watch.awaitMessages(1));
    long end = System.nanoTime() + DRAIN_LIMIT.toNanos();
    boolean more = true;
    while (more && System.nanoTime() < end) {
      int seen = watch.received();
      c.given("HC-RPC-21", watch::sync);
      more =
          Await.until(RawFlowCases.SETTLED, () -> watch.received() > seen + TRICKLE_MESSAGE_COUNT);
    }
    return new Drain(watch.received(), more);
  }

  private static void backlog(CaseContext c, RawRig rig) throws Exception {
    c.givenChangesAreTold();
    String name = c.known(SERVING);
    int changes = c.scaled(BACKLOG_CHANGE_COUNT, 5_000);
    RawSettings none = RawSettings.DEFAULT.initialWindow(0);
    RawStream early = RawFlowCases.stall(rig, name, none, 1).get(0);
    RawFlowCases.burst(c, name, changes, SERVING, Duration.ZERO);
    RawStream late = RawFlowCases.stall(rig, name, none, 1).get(0);
    RawFlowCases.burst(c, name, changes, SERVING, Duration.ZERO);
    Drain afterBoth = drain(c, early);
    Drain afterOne = drain(c, late);
    int both = afterBoth.messages();
    c.measure("backlog of a stalled watcher after " + 2 * changes + " changes", both, "");
    c.measure("backlog of a stalled watcher after " + changes + " changes", afterOne.messages, "");
    boolean cut = afterBoth.cut || afterOne.cut;
    // Where a drain was cut, more than the late one can have missed at all is too much for a bound.
    boolean isMore = both > (cut ? changes : afterOne.messages * 1.5);
    boolean grows = both > BUFFERED_MESSAGE_COUNT && isMore;
    c.expect(
        !grows,
        "a backlog that does not grow with the number of changes",
        afterOne
            + " messages after "
            + changes
            + " changes and "
            + afterBoth
            + " after twice those");
    if (cut) {
      c.weaken(
          "the drain was cut after "
              + Words.time(DRAIN_LIMIT)
              + ": "
              + afterOne
              + " messages after "
              + changes
              + " changes, and "
              + afterBoth
              + " after twice those");
    }
    c.note(
        afterBoth + " messages waited for a watcher that had missed " + 2 * changes + " changes");
  }
}
