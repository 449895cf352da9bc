package dev.vitals.benchmarks.harness;

import dev.vitals.benchmarks.report.Report;
import dev.vitals.benchmarks.report.Run;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command line: measures, compares two runs, or shows one again. */
@Command(
    name = "./bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measures Vitals beside its peers, the floor that grpc-java sets and the wire.",
      "",
      "A run that was broken off goes on where it was. Results are written to benchmarks/target/bench:"
          + " results.json, index.html and table.md."
    },
    footer = {
      "",
      "Exit: 0 no target that was measured is missed or unclear; 1 one is; 2 wrong usage."
    })
final class Bench implements Callable<Integer> {

  @Option(names = "--quick", description = "A look, in under three minutes; without: the full run.")
  private boolean quick;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Repeat everything so often, instead of as often as each figure needs.")
  private int rounds;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      defaultValue = "",
      description = "Only the scenarios whose names match, such as 'fan-out 10000' or storm.")
  private Pattern only = Pattern.compile("");

  @Option(
      names = "--subjects",
      split = ",",
      paramLabel = "NAME",
      description = "Only these: vitals, status-manager, armeria, grpc-go, floor-sharded, ...")
  private List<String> subjects = List.of();

  @Option(
      names = "--server-option",
      paramLabel = "OPTION",
      description = "A further option of the servers' JVMs; may be repeated.")
  private List<String> serverOptions = List.of();

  @Option(names = "--fresh", description = "Do not go on with a run that was broken off.")
  private boolean fresh;

  @Option(
      names = "--add",
      description = {
        "Add the rounds to those of the results that are there, which have to be of this machine,"
            + " runtime and commit; without: replace them."
      })
  private boolean adds;

  @Option(names = "--home", hidden = true)
  private Path home = Path.of("benchmarks");

  /** Runs what the arguments say. */
  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLine(new Bench())
        .setParameterExceptionHandler(Bench::usage)
        .setExecutionExceptionHandler(Bench::failure)
        .execute(arguments);
  }

  private static int usage(CommandLine.ParameterException wrong, String[] arguments) {
    System.err.println("bench: " + wrong.getMessage() + " (./bench --help shows what there is)");
    return 2;
  }

  /** A file that can't be read or written is the user's to mend; anything else is ours. */
  private static int failure(
      Exception failure, CommandLine command, CommandLine.ParseResult arguments) throws Exception {
    if (failure instanceof IOException) {
      String what = failure instanceof NoSuchFileException ? "no such file: " : "";
      System.err.println("bench: " + what + failure.getMessage());
      return 2;
    }
    throw failure;
  }

  @Override
  public Integer call() throws IOException {
    Path folder = home.resolve("target/bench");
    Plan plan = plan();
    Lineup lineup = new Lineup(home, RunOrigin.machine().memoryGb(), serverOptions);
    Progress progress = new Progress(System.err);
    List<String> missing = lineup.missing(plan.subjects());
    if (!missing.isEmpty()) {
      progress.note("left out, since not built: " + String.join(", ", missing));
    }
    Files.createDirectories(folder);
    try (FileChannel lock =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!isFree(lock)) {
        throw new IOException("another run is under way here (expected: one at a time)");
      }
      return run(plan, lineup, folder, progress);
    }
  }

  private static boolean isFree(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException ofThisProcess) {
      return false;
    }
  }

  private int run(Plan plan, Lineup lineup, Path folder, Progress progress) throws IOException {
    Path unfinished = folder.resolve("unfinished-" + plan.mode().replace(' ', '-') + ".jsonl");
    if (fresh || isPart()) { // a part is begun anew, and leaves a whole one that was broken off
      Files.deleteIfExists(unfinished);
    }
    Run.Origin origin = RunOrigin.origin(plan.mode(), home);
    Path results = folder.resolve("results.json");
    Run before = adds ? before(results, origin) : new Run(origin, List.of());
    TrialLog log = TrialLog.open(unfinished, origin);
    if (log.size() > 0) {
      progress.note("goes on after " + log.size() + " trials");
    }
    new Runner(lineup, log, folder, progress).run(plan);
    return tell(log.finish(results, before), folder);
  }

  /** Returns the run that is added to. */
  private Run before(Path results, Run.Origin origin) throws IOException {
    Run before = Report.read(results);
    if (!origin.isOfSameBuild(before.origin())) {
      throw wrong(
          "--add: results of %s on %s (expected: of %s on %s)"
              .formatted(
                  before.origin().commit(),
                  before.origin().java(),
                  origin.commit(),
                  origin.java()));
    }
    return before;
  }

  private boolean isPart() {
    return rounds > 0
        || !only.pattern().isEmpty()
        || !subjects.isEmpty()
        || !serverOptions.isEmpty();
  }

  private Plan plan() {
    if (rounds < 0) {
      throw wrong("--rounds: " + rounds + " (expected: 1 or more)");
    }
    Plan whole = quick ? Plan.quick() : Plan.full();
    if (!isPart()) {
      if (adds) {
        throw wrong("--add: a whole run (expected: a part, by --only, --subjects or --rounds)");
      }
      return whole;
    }
    for (String subject : subjects) {
      if (!whole.subjects().contains(subject)) {
        throw wrong("--subjects: %s (expected: some of %s)".formatted(subject, whole.subjects()));
      }
    }
    Plan part =
        whole.only(
            scenario -> only.matcher(scenario).find(),
            subject -> subjects.isEmpty() || subjects.contains(subject));
    if (!subjects.isEmpty()) {
      part = part.withoutJmh();
    }
    if (part.entries().isEmpty() && part.jmh().isEmpty()) {
      throw wrong("--only: " + only + " (expected: a match for one of " + whole.names() + ")");
    }
    return rounds > 0 ? part.repeated(rounds) : part;
  }

  private CommandLine.ParameterException wrong(String what) {
    return new CommandLine.ParameterException(new CommandLine(this), what);
  }

  private static int tell(Run run, Path folder) throws IOException {
    Report report = new Report(run);
    Files.writeString(folder.resolve("index.html"), report.page());
    Files.writeString(folder.resolve("table.md"), report.markdown());
    System.out.println(report.table());
    System.out.print(report.text());
    return report.isClear() ? 0 : 1;
  }

  @Command(
      name = "compare",
      mixinStandardHelpOptions = true,
      description = "Puts two results side by side; refuses those of two machines.")
  int compare(
      @Parameters(paramLabel = "BEFORE.json") Path before,
      @Parameters(paramLabel = "AFTER.json") Path after)
      throws IOException {
    try {
      System.out.print(Report.compare(Report.read(before), Report.read(after)));
      return 0;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 2;
    }
  }

  @Command(
      name = "publish",
      mixinStandardHelpOptions = true,
      description = "Writes the page and the results to a folder, and a table into each document.")
  int publish(
      @Parameters(paramLabel = "RESULTS.json") Path results,
      @Option(names = "--page", paramLabel = "FOLDER") @Nullable Path page,
      @Option(names = "--table", paramLabel = "DOCUMENT.md") @Nullable List<Path> documents)
      throws IOException {
    Report report = new Report(Report.read(results));
    if (page != null) {
      Files.createDirectories(page);
      Files.writeString(page.resolve("index.html"), report.page());
      Files.write(page.resolve("results.json"), Files.readAllBytes(results));
    }
    if (documents != null) {
      for (Path document : documents) {
        report.insert(document);
      }
    }
    return 0;
  }
}
