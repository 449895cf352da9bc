package dev.vitals.conformance.selftest;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.cli.ExitCode;
import dev.vitals.conformance.run.Glob;
import dev.vitals.conformance.selftest.DurationBar.Measured;
import dev.vitals.conformance.selftest.mutants.Mutant;
import dev.vitals.conformance.selftest.mutants.Mutants;
import dev.vitals.conformance.text.Words;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how long whole runs on broken servers take, and lists those that take too long. */
@Command(
    name = "durations",
    description =
        "Judges broken servers one after the other, as a user would, and lists those whose run takes"
            + " longer than 45 s in the quick profile or 3 minutes in the default one. For a machine"
            + " that does nothing else.",
    mixinStandardHelpOptions = true)
final class DurationsCommand implements Callable<Integer> {
  @Option(
      names = "--only",
      split = ",",
      paramLabel = "GLOB",
      description = "Only the broken servers whose id matches (default: all).")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--profile",
      paramLabel = "PROFILE",
      description = "quick or default (default: both).")
  private @Nullable Profile profile;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    List<Profile> profiles =
        profile == null ? List.of(Profile.QUICK, Profile.DEFAULT) : List.of(profile);
    profiles.forEach(DurationBar::bar); // refuses a profile that has none
    List<Measured> tooLong = new ArrayList<>();
    PrintWriter out = spec.commandLine().getOut();
    for (Mutant mutant : chosen()) {
      for (Profile each : profiles) {
        Measured measured = DurationBar.measure(mutant, each);
        out.println(told(measured));
        measured.cascade().forEach(fault -> out.println("      " + fault));
        out.flush();
        if (measured.isTooLong()) {
          tooLong.add(measured);
        }
      }
    }
    out.println(tooLong.isEmpty() ? "\nall in time" : "\ntook too long:");
    tooLong.forEach(measured -> out.println("  " + told(measured)));
    out.flush();
    return (tooLong.isEmpty() ? ExitCode.CONFORMS : ExitCode.FAILURES).code();
  }

  private List<Mutant> chosen() {
    List<Glob> globs = only.stream().map(Glob::new).toList();
    List<Mutant> chosen =
        Mutants.all().stream()
            .filter(m -> globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(m.id())))
            .toList();
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException(
          "--only: "
              + only
              + " (expected: a pattern that matches a broken server; mutant lists them)");
    }
    return chosen;
  }

  private static String told(Measured measured) {
    return String.format(
        Locale.ROOT,
        "%-38s %-8s %8s of %s",
        measured.server(),
        measured.profile().name().toLowerCase(Locale.ROOT),
        Words.time(measured.time()),
        Words.time(DurationBar.bar(measured.profile())));
  }
}
