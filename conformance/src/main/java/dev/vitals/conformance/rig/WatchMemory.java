package dev.vitals.conformance.rig;

import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.clause.NotApplicable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks at what a process holds before and after many Watches; Linux only. */
public final class WatchMemory {
  private static final int WATCHES_PER_ROUND = 10_000;
  private static final int WATCHES_AT_ONCE = 40;
  private static final long MAX_BYTES_PER_WATCH = 400;
  private static final long KIB = 1024;

  private WatchMemory() {}

  /** Two equal loads: what the second adds to the first is a leak, or none. */
  public static void run(CaseContext c) throws Exception {
    long pid =
        c.subject()
            .pid()
            .orElseThrow(() -> new NotApplicable("not a process that can be measured"));
    if (resident(pid) == 0) {
      throw new NotApplicable("this system does not tell a process's memory");
    }
    String known = Need.SET.isMetBy(c.capabilities()) ? c.known(SERVING) : "";
    load(c, known, WATCHES_PER_ROUND);
    long first = resident(pid);
    load(c, known, WATCHES_PER_ROUND);
    long second = resident(pid);
    double each = Math.max(0, second - first) / (double) WATCHES_PER_ROUND;
    c.measure("memory kept for each of the second 10 000 cancelled Watches", each, "bytes");
    c.expect(
        each < MAX_BYTES_PER_WATCH,
        "less than "
            + MAX_BYTES_PER_WATCH
            + " bytes more for each of the second "
            + WATCHES_PER_ROUND
            + " Watches",
        Math.round(each) + " bytes");
  }

  private static void load(CaseContext c, String known, int count) throws Exception {
    DisposableClients disposable = new DisposableClients(c);
    int atOnce = c.streams(WATCHES_AT_ONCE);
    for (int done = 0; done < count; done += atOnce) {
      HealthClient client = disposable.forCalls(atOnce);
      List<WatchProbe> batch = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        String name = i % 2 == 0 ? known : c.unknownName();
        batch.add(client.watch(name, "watch#" + (done + i)));
      }
      for (WatchProbe watch : batch) {
        c.given("HC-WATCH-02", watch::expectFirst);
        watch.cancel();
      }
    }
  }

  private static long resident(long pid) {
    Stream<ProcessHandle> family =
        ProcessHandle.of(pid).stream().flatMap(p -> Stream.concat(Stream.of(p), p.descendants()));
    return family.mapToLong(process -> residentOf(process.pid())).sum();
  }

  private static long residentOf(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
          .sum();
    } catch (IOException e) {
      return 0;
    }
  }
}
