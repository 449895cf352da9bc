package dev.vitals.conformance.selftest;

import dev.vitals.conformance.cli.ExitCode;
import dev.vitals.conformance.text.Words;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges good and broken servers on a busy machine, again and again. */
@Command(
    name = "busy",
    description =
        "Judges the reference and ten broken servers beside busy loops: none may be accused without"
            + " reason, and none lost.",
    mixinStandardHelpOptions = true)
final class BusyCommand implements Callable<Integer> {
  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "How often (default: ${DEFAULT-VALUE}).",
      defaultValue = "20")
  private int runs = 20;

  @Option(
      names = "--loops",
      paramLabel = "N",
      description = "Threads that are busy meanwhile (default: four for each processor).")
  private int loops = BusyProof.LOOPS;

  @Option(names = "--brief", description = "Fewer cases on each server.")
  private boolean brief;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    BusyProof proof = new BusyProof(brief ? Scope.FEW : Scope.SHARE, loops);
    List<BusyProof.Round> rounds = new ArrayList<>();
    for (int number = 1; number <= runs; number++) {
      BusyProof.Round round = proof.run(number);
      rounds.add(round);
      out.printf(Locale.ROOT, "run %d of %d: %s%n", number, runs, told(List.of(round)));
      round.alarms().forEach(alarm -> out.println("      false alarm: " + alarm));
      round.lost().forEach(lost -> out.println("      lost: " + lost));
      out.flush();
    }
    out.printf(
        Locale.ROOT, "%n%d busy loops, %s: %s%n", loops, Words.count(runs, "run"), told(rounds));
    out.flush();
    boolean good = rounds.stream().allMatch(BusyProof.Round::isGood);
    return (good ? ExitCode.CONFORMS : ExitCode.FAILURES).code();
  }

  private static String told(List<BusyProof.Round> rounds) {
    return String.format(
        Locale.ROOT,
        "%s, %d of %d broken servers lost, %d of %d cases not to be told, %d s",
        Words.count(rounds.stream().mapToInt(round -> round.alarms().size()).sum(), "false alarm"),
        rounds.stream().mapToInt(round -> round.lost().size()).sum(),
        rounds.size() * BusyProof.BROKEN.size(),
        rounds.stream().mapToInt(BusyProof.Round::untold).sum(),
        rounds.stream().mapToInt(BusyProof.Round::cases).sum(),
        rounds.stream().mapToLong(round -> round.time().toSeconds()).sum());
  }
}
