package dev.vitals.conformance.cli;

import dev.vitals.conformance.report.HtmlReport;
import dev.vitals.conformance.report.MarkdownMatrix;
import dev.vitals.conformance.report.Report;
import dev.vitals.conformance.text.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts several runs on one page. */
@Command(
    name = "matrix",
    description = "Puts the results of several implementations on one page.",
    mixinStandardHelpOptions = true)
final class MatrixCommand implements Callable<Integer> {
  @Parameters(
      arity = "1..*",
      paramLabel = "RESULTS",
      description = "results.json files, or their folders.")
  private List<Path> results = new ArrayList<>();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Where to write: a file that ends in .html or .md.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    boolean markdown = out.toString().endsWith(".md");
    if (!markdown && !out.toString().endsWith(".html")) {
      throw new IllegalArgumentException(
          "--out: '" + out + "' (expected: a file that ends in .html or .md)");
    }
    List<Report> reports = new ArrayList<>();
    for (Path each : results) {
      reports.add(Report.read(each));
    }
    Path folder = out.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(out, markdown ? MarkdownMatrix.of(reports) : HtmlReport.of(reports));
    spec.commandLine()
        .getOut()
        .println(Words.count(reports.size(), "implementation") + " in " + out);
    return ExitCode.CONFORMS.code();
  }
}
