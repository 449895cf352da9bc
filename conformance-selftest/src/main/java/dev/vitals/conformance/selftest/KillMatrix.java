package dev.vitals.conformance.selftest;

import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.selftest.legal.LegalVariant;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutant;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The page that shows which case finds out which broken server. Pure. */
final class KillMatrix {
  private KillMatrix() {}

  /** The whole page, in Markdown. */
  static String page() {
    StringBuilder page = new StringBuilder();
    page.append("# The kill matrix\n\n");
    page.append("Written by `KillMatrixTest`; ");
    page.append(
        "`java -jar conformance-selftest/target/vitals-conformance-selftest.jar` proves every line of it.\n\n");
    page.append("A suite that never fails a server proves nothing. So the selftest runs it on ");
    page.append(Mutants.all().size());
    page.append(" servers with one bug each, in three layers: *core* (statuses and watchers), ");
    page.append("*rpc* (what the methods answer), *frames* (headers, messages, trailers, ");
    page.append("connections). Each case named beside a server must find its bug, in words that ");
    page.append("say what is wrong, and nothing unrelated may fail. The selftest also runs the ");
    page.append("suite on ");
    page.append(LegalVariants.all().size());
    page.append(" servers that only do something unusual, and none of them may fail.\n\n");
    page.append("Any of these servers can run as a subject, to look at it or to test another ");
    page.append("suite:\n\n");
    page.append(
        "    java -jar conformance-selftest/target/vitals-conformance-selftest.jar mutant watch-drops-last\n\n");
    page.append(
        "## Broken servers\n\n| server | layer | the bug | found by |\n| --- | --- | --- | --- |\n");
    Mutants.all().forEach(mutant -> page.append(row(mutant)));
    page.append(
        "\n## Legal variants\n\n| server | what it does | advised against by |\n| --- | --- | --- |\n");
    LegalVariants.all().forEach(variant -> page.append(row(variant)));
    page.append(
        "\n## By clause\n\n| clause | level | broken servers that it finds |\n| --- | --- | --- |\n");
    Clauses.all().forEach(clause -> page.append(row(clause)));
    return page.toString();
  }

  private static String row(Mutant mutant) {
    String by =
        killers(mutant.id()).stream()
            .map(test -> "`" + test.id() + "`")
            .collect(Collectors.joining("<br>"));
    String layer = mutant.layer().name().toLowerCase(Locale.ROOT);
    return "| `%s` | %s | %s%s | %s |\n"
        .formatted(mutant.id(), layer, text(mutant.bug()), also(mutant.collateral()), by);
  }

  private static String row(LegalVariant variant) {
    String advised = String.join(", ", variant.warnings().keySet());
    return "| `%s` | %s | %s |\n".formatted(variant.id(), text(variant.habit()), advised);
  }

  private static String row(Clause clause) {
    String kills =
        Catalogue.all().stream()
            .filter(test -> test.clauseId().equals(clause.id()))
            .flatMap(test -> test.kills().stream())
            .distinct()
            .sorted()
            .map(id -> "`" + id + "`")
            .collect(Collectors.joining(", "));
    String nothing = clause.untested() == null ? "" : "not tested: " + clause.untested();
    return "| %s | %s | %s |\n"
        .formatted(clause.id(), clause.level(), text(kills.isEmpty() ? nothing : kills));
  }

  /** Cases that claim to kill a mutant. */
  static List<Case> killers(String mutant) {
    return Catalogue.all().stream().filter(test -> test.kills().contains(mutant)).toList();
  }

  private static String also(Map<String, String> collateral) {
    return collateral.entrySet().stream()
        .map(fallen -> "; fells " + fallen.getKey() + " too: " + text(fallen.getValue()))
        .collect(Collectors.joining());
  }

  private static String text(String plain) {
    return plain.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
  }
}
