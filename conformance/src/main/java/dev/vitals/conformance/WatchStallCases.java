package dev.vitals.conformance;

import static dev.vitals.conformance.Case.Trait.ENDS;
import static dev.vitals.conformance.Case.Trait.FRESH;
import static dev.vitals.conformance.Case.Trait.PROVOKES;
import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Watchers that stop reading. The window lets the first message through and little more, and then
 * tens of thousands of changes follow: fewer would vanish in the buffers below the server's code.
 */
final class WatchStallCases {
  private static final int FIRST_MESSAGE_AND_A_BIT = 12;
  private static final int VOLUME = 20_000;
  private static final int WIDE_OPEN = 8 << 20;

  private WatchStallCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-22/set-goes-on",
                "With three stalled watchers, 20 000 changes, a Check and another watcher go on.",
                WatchStallCases::othersGoOn)
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("stalled-blocks-set", "stalled-blocks-others")
            .traits(FRESH, ENDS, PROVOKES),
        Case.of(
                "HC-WATCH-23/backlog",
                "What a stalled watcher has to catch up on does not grow with the number of changes.",
                WatchStallCases::backlog)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING, Need.FLAP)
            .kills("stalled-unbounded")
            .traits(FRESH, ENDS, PROVOKES),
        Case.of(
                "HC-WATCH-24/resumes",
                "A watcher that stalled and reads again ends on the last status.",
                WatchStallCases::resumes)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("stalled-drop-newest")
            .traits(FRESH, ENDS, PROVOKES)
            .quick());
  }

  private static RawStream stalled(CaseContext c, String name) throws Exception {
    RawSettings narrow =
        new RawSettings(FIRST_MESSAGE_AND_A_BIT, RawSettings.DEFAULT.maxHeaderList(), Await.LIMIT);
    RawStream stream = c.raw(narrow).openUnread(RawRequest.watch());
    stream.sendLast(WireBytes.framed(WireHealth.request(name)));
    c.given("HC-WATCH-01", () -> stream.awaitMessages(1));
    return stream;
  }

  private static void othersGoOn(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    for (int i = 0; i < 3; i++) {
      stalled(c, name);
    }
    WatchProbe reading = c.watching(name, SERVING);
    c.steer().burst(name, VOLUME, NOT_SERVING, 1, Duration.ZERO);
    c.expectCheck(name, NOT_SERVING);
    c.expectConverged(List.of(reading), NOT_SERVING);
    c.set(name, SERVING);
    c.expectCheck(name, SERVING);
    reading.awaitStatus(SERVING);
    String other = c.known(NOT_SERVING);
    c.expectCheck(other, NOT_SERVING);
    c.watch(other).expectNext(NOT_SERVING);
  }

  private static void backlog(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    int changes = c.profile() == Profile.LONG ? 100_000 : 2 * VOLUME;
    RawStream stream = stalled(c, name);
    c.steer().burst(name, changes, NOT_SERVING, 1, Duration.ZERO);
    int before = stream.received();
    stream.grant(WIDE_OPEN);
    awaitQuiet(c, stream);
    int backlog = stream.received() - before;
    c.measure("messages kept for a stalled watcher over " + changes + " changes", backlog, "");
    c.expect(
        backlog <= changes / 2,
        "a backlog that does not grow with the changes: transports hold a few thousand messages, a"
            + " queue without a bound holds them all",
        backlog + " messages after " + changes + " changes");
  }

  private static void resumes(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    for (ServingStatus last : List.of(NOT_SERVING, SERVING)) {
      RawStream stream = stalled(c, name);
      c.steer().burst(name, c.scaled(VOLUME, 3000), last, 1, Duration.ZERO);
      stream.grant(WIDE_OPEN);
      List<Integer> statuses = awaitLast(c, stream, last);
      int seen = statuses.get(statuses.size() - 1);
      c.expect(
          seen == last.ordinal(),
          last + " last on a watcher that reads again, as Check answers",
          WireHealth.name(seen) + " last, of " + statuses.size() + " messages");
      stream.cancel();
    }
  }

  private static void awaitQuiet(CaseContext c, RawStream stream) {
    long end = System.nanoTime() + Await.LIMIT.toNanos();
    while (System.nanoTime() < end && !stream.staysQuiet(c.quiet())) {
      if (stream.reply().ended()) {
        return;
      }
    }
  }

  /** Reads until the last message is the one expected and no other follows, or time is up. */
  private static List<Integer> awaitLast(CaseContext c, RawStream stream, ServingStatus expected) {
    long end = System.nanoTime() + Await.LIMIT.toNanos();
    List<Integer> statuses = new ArrayList<>(stream.reply().statuses());
    while (System.nanoTime() < end) {
      boolean quiet = stream.staysQuiet(c.quiet());
      statuses = new ArrayList<>(stream.reply().statuses());
      if (stream.reply().ended()
          || (quiet && statuses.get(statuses.size() - 1) == expected.ordinal())) {
        return statuses;
      }
    }
    return statuses;
  }
}
