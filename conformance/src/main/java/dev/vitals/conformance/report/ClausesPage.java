package dev.vitals.conformance.report;

import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.clause.Area;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.rig.Case;
import java.util.List;

/** Writes {@code docs/conformance/CLAUSES.md} from the catalogue. Pure. */
final class ClausesPage {
  private ClausesPage() {}

  static String markdown() {
    StringBuilder out = new StringBuilder();
    out.append("# The clauses of grpc.health.v1\n\n");
    out.append("Generated from `clauses.json`; a test keeps it in step. ")
        .append(Clauses.all().size())
        .append(" clauses, judged by ")
        .append(Catalogue.all().size())
        .append(" cases.\n\n");
    out.append(
        "MUST: a text says \"must\", \"will\" or \"returns\", or it follows from one that does (*derived*). "
            + "SHOULD: a text says \"should\", or good practice asks for it. MAY: a permission, to be used correctly. "
            + "INFO: observed and printed, never judged.\n\n");
    out.append("## Sources\n\n| key | text | where |\n| --- | --- | --- |\n");
    Clauses.sources()
        .forEach(
            source ->
                out.append("| ")
                    .append(source.key())
                    .append(" | ")
                    .append(source.title())
                    .append(" | ")
                    .append(source.where())
                    .append(" |\n"));
    for (Area area : Area.values()) {
      out.append("\n## ").append(area).append(": ").append(area.title()).append('\n');
      Clauses.all().stream()
          .filter(clause -> clause.area() == area)
          .forEach(clause -> clause(out, clause));
    }
    out.append(
        "\n## Open questions\n\n| id | question | implementations | what the suite does |\n| --- | --- | --- | --- |\n");
    Clauses.ambiguities()
        .forEach(
            open ->
                out.append("| ")
                    .append(open.id())
                    .append(" | ")
                    .append(open.question())
                    .append(" | ")
                    .append(open.peers())
                    .append(" | ")
                    .append(open.policy())
                    .append(" |\n"));
    return out.toString();
  }

  private static void clause(StringBuilder out, Clause clause) {
    out.append("\n### ")
        .append(clause.id())
        .append("\n\n**")
        .append(clause.level())
        .append("**")
        .append(clause.derived() ? ", derived" : "")
        .append(" · ")
        .append(String.join(", ", clause.sources()));
    if (clause.ambiguity() != null) {
      out.append(" · ").append(clause.ambiguity());
    }
    out.append("\n\n").append(clause.meaning()).append('\n');
    if (clause.quote() != null) {
      out.append("\n> ").append(clause.quote()).append('\n');
    }
    if (clause.untested() != null) {
      out.append("\nNot tested: ").append(clause.untested()).append(".\n");
    }
    List<Case> cases =
        Catalogue.all().stream().filter(test -> test.clauseId().equals(clause.id())).toList();
    if (!cases.isEmpty()) {
      out.append('\n');
      cases.forEach(
          test ->
              out.append("- `").append(test.id()).append("` ").append(test.story()).append('\n'));
    }
  }
}
