package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A table of clauses and implementations, whose cells lead to their evidence. Immutable.
 *
 * @param id the place on the page
 * @param title above it
 * @param lines one a clause
 */
record MatrixTable(String id, String title, List<Line> lines) {

  /** What all implementations made of one clause. */
  record Line(Clause clause, List<Cell> cells) {

    /** The id without what all of them begin with. */
    String name() {
      return clause.id().substring("HC-".length());
    }
  }

  /**
   * What one implementation made of it.
   *
   * @param evidence the place on the page that shows why
   * @param implementation its name
   * @param verdict null if the clause was no part of that run
   */
  record Cell(String evidence, String implementation, @Nullable Verdict verdict) {}

  static MatrixTable of(
      String id, String title, List<Clause> clauses, List<Report> reports, ResultMatrix matrix) {
    return new MatrixTable(
        id,
        title,
        clauses.stream()
            .map(
                clause ->
                    new Line(
                        clause,
                        IntStream.range(0, reports.size())
                            .mapToObj(i -> cell(clause, i, reports.get(i), matrix))
                            .toList()))
            .toList());
  }

  private static Cell cell(Clause clause, int index, Report report, ResultMatrix matrix) {
    return new Cell(
        ClauseEvidence.place(clause, index),
        report.title(),
        matrix.verdict(index, clause).orElse(null));
  }
}
