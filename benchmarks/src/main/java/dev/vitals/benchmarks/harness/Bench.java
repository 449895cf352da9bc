package dev.vitals.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;
import dev.vitals.benchmarks.report.Machine;
import dev.vitals.benchmarks.report.Run;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "bench", mixinStandardHelpOptions = true)
final class Bench implements Callable<Integer> {

  @Option(names = "--home")
  Path home = Path.of("benchmarks");

  @Option(names = "--quick")
  boolean quick;

  @Option(names = "--only")
  Pattern only = Pattern.compile("");

  @Option(names = "--subjects", split = ",")
  List<String> subjects = List.of();

  @Option(names = "--rounds")
  int rounds;

  @Option(names = "--server-option")
  List<String> options = List.of();

  public static void main(String[] a) {
    System.exit(new CommandLine(new Bench()).execute(a));
  }

  @Override
  public Integer call() throws IOException {
    OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long gb = os.getTotalMemorySize() >> 30;
    Plan all = quick ? Plan.quick() : Plan.full();
    Plan plan =
        new Plan(
            all.mode(),
            rounds > 0 ? rounds : all.rounds(),
            all.entries().stream()
                .filter(e -> only.matcher(e.scenario().name()).find())
                .map(
                    e ->
                        new Plan.Entry(
                            e.scenario(),
                            subjects.isEmpty()
                                ? e.subjects()
                                : e.subjects().stream().filter(subjects::contains).toList(),
                            rounds > 0 ? rounds : e.rounds()))
                .toList());
    Run.Origin origin =
        new Run.Origin(
            new Machine("cpu", 2, gb, "linux"), "17", "x", "y", Instant.now().toString());
    TrialLog log = TrialLog.open(home.resolve("target/bench/trials.jsonl"), origin);
    new Runner(
            new Lineup(home, gb, options),
            log,
            home.resolve("target/bench/server.log"),
            new Progress(System.err))
        .run(plan);
    Run run = log.finish(home.resolve("target/bench/results.json"));
    run.trials()
        .forEach(
            t ->
                System.out.println(
                    t.scenario()
                        + " "
                        + t.subject()
                        + " "
                        + t.failure()
                        + " spin="
                        + (long) t.spinMicros()
                        + " others="
                        + (long) t.othersPercent()
                        + " "
                        + t.figures()));
    return 0;
  }
}
