package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;

import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.http2.RawClient;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.text.Words;
import java.util.List;

/**
 * Watches that are begun within microseconds of a change. A server that reads the status and
 * registers the watcher afterwards loses a change that comes in between. Left to chance, a change
 * comes in such a moment once in thousands of times, so it is aimed there.
 */
final class AimedRaceCases {
  private static final int MEETING_COUNT = 600;
  private static final int MIN_MEETING_COUNT = 60;
  private static final int CONNECTION_COUNT = 4;
  private static final int MAX_SLICES = 3;

  private AimedRaceCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-20/within-microseconds",
                "Watches that are begun within microseconds of a change end on what it became.",
                AimedRaceCases::withinMicroseconds)
            .traits(PROVOKES)
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("watch-registers-a-moment-late", "watch-read-then-register"));
  }

  private static void withinMicroseconds(CaseContext c) throws Exception {
    if (!c.capabilities().settle().isZero()) {
      String settle = Words.time(c.capabilities().settle());
      throw new NotApplicable("a change takes up to " + settle + " to show, so it can't be aimed");
    }
    c.watching(c.known(SERVING), SERVING).cancel();
    RawClient client = c.rawClient(line -> {}); // a trace would slow each round down
    AimedRace one = new AimedRace(c, client, 1);
    AimedRace several = new AimedRace(c, client, CONNECTION_COUNT);
    int wanted = Math.max(MIN_MEETING_COUNT, (int) (MEETING_COUNT * c.profile().effort()));
    long start = System.nanoTime();
    while (meetings(one, several) < wanted && isTimeLeft(c, start, meetings(one, several))) {
      one.round();
      several.round();
    }
    List.of(one, several).forEach(race -> c.note(race.told()));
    long slowest = Math.max(one.slowest().toNanos(), several.slowest().toNanos());
    c.measure("until all Watches begun beside a change are told, slowest", slowest / 1e6, "ms");
    if (meetings(one, several) < MIN_MEETING_COUNT) {
      c.weaken(one.told() + ", and " + several.told());
    }
  }

  /** Only a busy machine needs more than a slice of time to bring about the fewest meetings. */
  private static boolean isTimeLeft(CaseContext c, long start, int meetings) {
    long slice = c.profile().slice().toNanos();
    long limit = meetings < MIN_MEETING_COUNT ? MAX_SLICES * slice : slice;
    return System.nanoTime() - start < limit;
  }

  private static int meetings(AimedRace one, AimedRace several) {
    return one.aim().meetings() + several.aim().meetings();
  }
}
