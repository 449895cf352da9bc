package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Ambiguity;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is known of one clause: what the cells of its row lead to. Implementations of which there is
 * no more to say than the verdict and its reason share a line. Immutable.
 */
final class ClauseEvidence {
  private final Clause clause;
  private final boolean folded;
  private final List<Implementation> implementations = new ArrayList<>();
  private final Map<Brief, List<Link>> alike = new LinkedHashMap<>();

  ClauseEvidence(Clause clause, List<Report> reports) {
    this.clause = clause;
    folded = reports.size() > 1;
    for (int i = 0; i < reports.size(); i++) {
      List<Report.Row> rows =
          reports.get(i).results().stream()
              .filter(row -> row.clause().equals(clause.id()))
              .toList();
      String title = reports.get(i).title();
      if (folded && isBrief(rows)) {
        alike
            .computeIfAbsent(brief(rows), what -> new ArrayList<>())
            .add(new Link(place(clause, i), title));
      } else if (!rows.isEmpty()) {
        implementations.add(new Implementation(place(clause, i), folded ? title : "", rows));
      }
    }
  }

  /** A place on the page, and the implementation that it is about. */
  record Link(String id, String implementation) {}

  /**
   * All that an implementation's cases found.
   *
   * @param title empty if there is one implementation
   */
  record Implementation(String id, String title, List<Report.Row> rows) {}

  /** A verdict and its reason, which may be empty. */
  record Brief(Verdict verdict, String why) {}

  /** Implementations that came out alike. */
  record Alike(Brief brief, List<Link> implementations) {}

  /** The place of what one implementation made of a clause. */
  static String place(Clause clause, int index) {
    return clause.id() + "." + index;
  }

  Clause clause() {
    return clause;
  }

  /** How strongly it binds. */
  String level() {
    return clause.level() + (clause.derived() ? ", derived" : "");
  }

  /**
   * Whether it is folded, as it is among several implementations. A browser unfolds what holds the
   * target of a link.
   */
  boolean isFolded() {
    return folded;
  }

  String sources() {
    return clause.sources().stream()
        .map(key -> Clauses.source(key).title())
        .collect(Collectors.joining("; "));
  }

  /** What the texts leave open here. */
  List<Ambiguity> questions() {
    return Clauses.ambiguities().stream()
        .filter(open -> open.id().equals(clause.ambiguity()))
        .toList();
  }

  List<Implementation> implementations() {
    return implementations;
  }

  List<Alike> alike() {
    return alike.entrySet().stream()
        .map(entry -> new Alike(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** A reason in pieces, of which the clause that blocks is one, to be linked. */
  static List<String> pieces(Report.Row row) {
    String reason = String.valueOf(row.reason());
    String blocker = row.blockedBy();
    if (blocker == null) {
      return List.of(reason);
    }
    String quoted = Pattern.quote(blocker);
    return List.of(reason.split("(?<=" + quoted + ")|(?=" + quoted + ")"));
  }

  private static boolean isBrief(List<Report.Row> rows) {
    return !rows.isEmpty()
        && rows.stream()
            .allMatch(
                row ->
                    (row.verdict() == Verdict.PASS && row.notes().isEmpty())
                        || row.verdict() == Verdict.NOT_APPLICABLE
                        || row.verdict() == Verdict.NOT_RUN);
  }

  private static Brief brief(List<Report.Row> rows) {
    Verdict verdict = Tally.worst(rows.stream().map(Report.Row::verdict).toList());
    String why = rows.stream().map(Report.Row::reason).distinct().toList().toString();
    boolean told = verdict != Verdict.PASS && !why.equals("[null]");
    return new Brief(verdict, told ? why.substring(1, why.length() - 1) : "");
  }
}
