package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Level;
import dev.vitals.conformance.text.Words;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What several implementations come to, in a paragraph to quote. Immutable. */
final class Opening {
  private static final int MOST_BROKEN = 3;

  private final List<Report> reports;
  private final ResultMatrix matrix;

  private Opening(List<Report> reports) {
    this.reports = reports;
    matrix = new ResultMatrix(reports);
  }

  static String of(List<Report> reports) {
    return new Opening(reports).text();
  }

  private String text() {
    long languages = reports.stream().map(report -> report.subject().language()).distinct().count();
    List<String> keepers =
        reports.stream().filter(Opening::keepsAll).map(it -> it.subject().name()).toList();
    String others = keepers.isEmpty() ? " They" : " The other " + (reports.size() - keepers.size());
    return "Of "
        + Words.count(reports.size(), "health server")
        + " in "
        + Words.count(languages, "language")
        + ", "
        + keepers(keepers)
        + (keepers.size() == reports.size() ? "" : others + broken());
  }

  private static boolean keepsAll(Report report) {
    return report.summary().must().kept() == report.summary().must().judged();
  }

  private static String keepers(List<String> names) {
    return switch (names.size()) {
      case 0 -> "none keeps every MUST that applies to it.";
      case 1 -> "1 keeps every MUST that applies to it: " + names.get(0) + ".";
      default -> names.size() + " keep every MUST that applies to them: " + inARow(names) + ".";
    };
  }

  private String broken() {
    List<Clause> musts =
        matrix.clauses().stream().filter(clause -> clause.level() == Level.MUST).toList();
    long most =
        IntStream.range(0, reports.size())
            .mapToLong(i -> musts.stream().filter(clause -> isBroken(i, clause)).count())
            .max()
            .orElse(0);
    List<String> often =
        musts.stream()
            .filter(clause -> timesBroken(clause) > 0)
            .sorted(
                Comparator.comparing(this::timesBroken).reversed()) // stable: as in the catalogue
            .limit(MOST_BROKEN)
            .map(clause -> clause.id() + " (by " + timesBroken(clause) + ")")
            .toList();
    return " break up to " + most + " each, most often " + inARow(often) + ".";
  }

  private boolean isBroken(int report, Clause clause) {
    Verdict verdict = matrix.verdict(report, clause).orElse(Verdict.NOT_RUN);
    return verdict == Verdict.FAIL || verdict == Verdict.XFAIL;
  }

  private long timesBroken(Clause clause) {
    return IntStream.range(0, reports.size()).filter(i -> isBroken(i, clause)).count();
  }

  private static String inARow(List<String> names) {
    int last = names.size() - 1;
    return last <= 0
        ? String.join("", names)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }
}
