package dev.vitals.conformance.report;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.RunResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what a run found out into a {@link Report}, and that into files. */
public final class Reports {
  /** Whose timelines are kept. */
  public enum Trace {
    NONE,
    FAILED,
    ALL
  }

  /** Stands for the name of a subject that nobody got to know. */
  public static final String NEVER_READY = "never ready";

  private static final String JAR = "vitals-conformance.jar";

  private Reports() {}

  /** The report of a run that began at {@code started} by this command. */
  public static Report of(RunResults results, Instant started, List<String> command, Trace trace) {
    RunPlan plan = results.plan();
    List<Report.Row> rows =
        results.results().stream().map(result -> row(result, plan, command, trace)).toList();
    return new Report(
        Report.SCHEMA,
        version(),
        subject(results.capabilities()),
        new Report.RunPart(
            started.truncatedTo(ChronoUnit.SECONDS).toString(),
            results.duration().toMillis(),
            plan.profile().name(),
            plan.seed(),
            plan.repeat(),
            plan.jobs(),
            machine(results),
            command),
        Tally.summary(rows),
        rows);
  }

  private static Report.MachinePart machine(RunResults results) {
    return new Report.MachinePart(
        results.load().percent(), results.load().longest().toMillis(), results.triedAgain());
  }

  /** Writes every report into a folder, which is made if need be. */
  public static void write(Report report, Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(Report.FILE), report.toJson());
    Files.writeString(folder.resolve("report.html"), HtmlReport.of(List.of(report)));
    Files.writeString(folder.resolve("summary.md"), MarkdownReport.of(report));
    Files.writeString(folder.resolve("junit.xml"), JUnitXml.of(report));
    Files.writeString(folder.resolve("badge.svg"), Badge.of(report));
  }

  /** The suite's own version, from the jar. */
  public static String version() {
    return Objects.requireNonNullElse(
        Reports.class.getPackage().getImplementationVersion(), "development");
  }

  private static Report.SubjectPart subject(@Nullable Capabilities capabilities) {
    if (capabilities == null) {
      return new Report.SubjectPart(NEVER_READY, "", "", List.of(), List.of(), List.of(), false, 0);
    }
    return new Report.SubjectPart(
        capabilities.name(),
        capabilities.version(),
        capabilities.language(),
        capabilities.ops().stream().sorted().toList(),
        capabilities.methods().stream().sorted().toList(),
        capabilities.statuses().stream().sorted().map(Enum::name).toList(),
        capabilities.dynamic(),
        capabilities.settle().toMillis());
  }

  private static Report.Row row(
      CaseResult result, RunPlan plan, List<String> command, Trace trace) {
    boolean told = !result.verdict().isJudged() || result.verdict().isDeviation();
    boolean traced = trace == Trace.ALL || (trace == Trace.FAILED && told);
    return new Report.Row(
        result.test().clauseId(),
        result.test().id(),
        result.test().area().name(),
        result.clause().level(),
        result.verdict(),
        result.test().story(),
        result.expected(),
        result.came(),
        result.reason(),
        result.blockedBy(),
        result.notes(),
        result.measures(),
        traced ? result.timeline() : List.of(),
        result.repetition(),
        result.micros() / 1000.0,
        result.seed(),
        result.verdict().isDeviation() ? replay(result, plan, command) : null);
  }

  private static String replay(CaseResult result, RunPlan plan, List<String> command) {
    StringBuilder line = new StringBuilder("java -jar " + shellQuoted(jar()) + " run");
    line.append(" --only ").append(result.test().id()).append(" --seed ").append(plan.seed());
    if (plan.profile() != Profile.DEFAULT) {
      line.append(" --profile ").append(plan.profile().name().toLowerCase(java.util.Locale.ROOT));
    }
    if (plan.repeat() > 1) {
      line.append(" --repeat ").append(plan.repeat());
    }
    boolean isOption = !command.isEmpty() && command.get(0).startsWith("--");
    line.append(isOption ? "" : " --");
    command.forEach(word -> line.append(' ').append(shellQuoted(word)));
    return line.toString();
  }

  /** The jar as it was called; by its name alone where that would tell of this machine. */
  private static String jar() {
    String path = System.getProperty("java.class.path", "");
    boolean here = path.endsWith(".jar") && !path.startsWith("/") && !path.contains(":");
    return here ? path : JAR;
  }

  private static String shellQuoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
