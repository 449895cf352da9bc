package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What becomes of Watches in a lame duck: they are told, or end in a way that says so. */
final class LifeWatchCases {
  private LifeWatchCases() {}

  static List<Case> all() {
    return List.of(
        LifeCases.duck(
                "HC-LIFE-03/watchers",
                "At shutdown, watchers of known services get NOT_SERVING.",
                LifeWatchCases::watchersTold,
                Need.WATCH)
            .kills("shutdown-silent")
            .quick(),
        LifeCases.duck(
            "HC-LIFE-09/watches-stay",
            "Whether Watches stay open over shutdown.",
            LifeWatchCases::watchesStay,
            Need.WATCH),
        LifeCases.duck(
                "HC-WATCH-25/shutdown-not-unimplemented",
                "At shutdown, no Watch ends with UNIMPLEMENTED.",
                LifeWatchCases::shutdownNotUnimplemented,
                Need.WATCH)
            .kills("shutdown-ends-unimplemented"));
  }

  private static void watchersTold(CaseContext c) throws Exception {
    List<WatchProbe> watches =
        List.of(c.watching(c.known(SERVING), SERVING), c.watching(c.known(SERVING), SERVING));
    c.steer().shutdown();
    for (WatchProbe watch : watches) {
      expectToldOfShutdown(c, watch);
    }
  }

  /** NOT_SERVING is the next message that is no repeat; it is better than the end of the call. */
  static void expectToldOfShutdown(CaseContext c, WatchProbe watch) throws InterruptedException {
    WatchEvent event = watch.nextOther(Await.LIMIT);
    if (event != null && event.isEnd() && event.code() != Code.UNIMPLEMENTED) {
      c.advise(false, "NOT_SERVING before the end of the call", event);
    } else if (event == null || event.status() != NOT_SERVING) {
      throw watch.violation("NOT_SERVING at shutdown", event);
    }
  }

  private static void watchesStay(CaseContext c) throws Exception {
    WatchProbe watch = c.watching(c.known(SERVING), SERVING);
    c.steer().shutdown();
    watch.awaitStatusOrEnd(NOT_SERVING);
    watch.endWithin(c.quiet());
    c.note(
        watch.end() == null
            ? "Watches stay open over shutdown"
            : "at shutdown, a Watch ends: " + watch.end());
  }

  private static List<WatchProbe> tenWatches(CaseContext c) throws Exception {
    List<WatchProbe> watches = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      watches.add(c.watching(c.known(SERVING), SERVING));
    }
    return watches;
  }

  private static void shutdownNotUnimplemented(CaseContext c) throws Exception {
    List<WatchProbe> watches = new ArrayList<>(tenWatches(c));
    watches.add(c.watch(c.unknownName()));
    c.steer().shutdown();
    expectNoUnimplemented(c, watches);
  }

  private static void expectNoUnimplemented(CaseContext c, List<WatchProbe> watches)
      throws InterruptedException {
    long until = System.nanoTime() + c.quiet().toNanos();
    for (WatchProbe watch : watches) {
      WatchEvent event = watch.next(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      while (event != null && !event.isEnd()) {
        event = watch.next(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      }
      c.expect(
          event == null || event.code() != Code.UNIMPLEMENTED,
          "any end but UNIMPLEMENTED, on which clients take the server for healthy for ever",
          event == null ? "none" : event);
    }
  }
}
