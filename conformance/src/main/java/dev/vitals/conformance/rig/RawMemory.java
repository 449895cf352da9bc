package dev.vitals.conformance.rig;

import dev.vitals.conformance.clause.NotApplicable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntConsumer;

/**
 * Finds a leak from outside, by the resident memory of the server's process. Garbage collectors
 * make that number wander, so rounds that could leak alternate with rounds that make as much
 * garbage and could not; only what the first kind grows by more counts. Stateless.
 */
public final class RawMemory {
  private static final int PAIR_COUNT = 4;
  private static final int MAX_BYTES_PER_NAME = 300;

  private RawMemory() {}

  /**
   * Judges whether a server keeps names that were watched once.
   *
   * @param distinct watches so many names, each another one
   * @param same watches one name so many times
   */
  public static void unknownNames(CaseContext c, IntConsumer distinct, IntConsumer same) {
    long pid =
        c.subject()
            .pid()
            .orElseThrow(() -> new NotApplicable("no stats, and no process to look at"));
    if (resident(pid).isEmpty()) {
      throw new NotApplicable("no stats, and no /proc/" + pid + "/status to read");
    }
    int number = c.scaled(2_500, 500);
    distinct.accept(number);
    same.accept(number);
    long kept = 0;
    int pairsThatGrew = 0;
    for (int pair = 0; pair < PAIR_COUNT; pair++) {
      long control = growth(pid, () -> same.accept(number));
      long suspect = growth(pid, () -> distinct.accept(number));
      kept += suspect - control;
      pairsThatGrew += suspect > control ? 1 : 0;
    }
    double aName = (double) kept / PAIR_COUNT / number;
    c.measure("memory kept for each unknown name that was watched", aName, "bytes");
    c.expect(
        aName < MAX_BYTES_PER_NAME || pairsThatGrew < PAIR_COUNT,
        "no memory kept for an unknown name after its Watch was cancelled",
        "%.0f bytes a name more than for one name again, in each of %d rounds of %d names"
            .formatted(aName, PAIR_COUNT, number));
  }

  private static long growth(long pid, Runnable round) {
    long before = resident(pid).orElse(0);
    round.run();
    return resident(pid).orElse(0) - before;
  }

  private static OptionalLong resident(long pid) {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/status"));
      return lines.stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
