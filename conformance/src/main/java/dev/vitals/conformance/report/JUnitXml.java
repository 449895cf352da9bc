package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** JUnit's XML, as CI servers show it: an area is a suite, a case is a test. Pure. */
final class JUnitXml {
  private JUnitXml() {}

  static String of(Report report) {
    Map<String, List<Report.Row>> areas =
        report.results().stream()
            .collect(
                Collectors.groupingBy(Report.Row::area, LinkedHashMap::new, Collectors.toList()));
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.append("<testsuites name=\"")
        .append(escaped("grpc.health.v1 " + report.title()))
        .append("\" ")
        .append(counts(report.results()))
        .append(">\n");
    areas.forEach((area, rows) -> suite(out, area, rows, report));
    return out.append("</testsuites>\n").toString();
  }

  private static void suite(StringBuilder out, String area, List<Report.Row> rows, Report report) {
    out.append("  <testsuite name=\"")
        .append(area)
        .append("\" timestamp=\"")
        .append(report.run().started().replace("Z", ""))
        .append("\" ")
        .append(counts(rows))
        .append(">\n    <properties>\n");
    property(out, "subject", report.title());
    property(out, "suite", report.suite());
    property(out, "profile", report.run().profile());
    property(out, "seed", Long.toString(report.run().seed()));
    out.append("    </properties>\n");
    for (Report.Row row : rows) {
      String name = row.test() + (row.repetition() > 1 ? " #" + row.repetition() : "");
      out.append("    <testcase classname=\"grpc.health.v1.")
          .append(area)
          .append("\" name=\"")
          .append(escaped(name))
          .append("\" time=\"")
          .append(seconds(row.durationMs()))
          .append("\">\n");
      outcome(out, row);
      out.append("    </testcase>\n");
    }
    out.append("  </testsuite>\n");
  }

  private static void property(StringBuilder out, String name, String value) {
    out.append("      <property name=\"%s\" value=\"%s\"/>\n".formatted(name, escaped(value)));
  }

  private static void outcome(StringBuilder out, Report.Row row) {
    switch (row.verdict()) {
      case FAIL ->
          element(
              out, "failure", "expected " + row.expected() + "; came " + row.came(), evidence(row));
      case XPASS, HARNESS_ERROR ->
          element(
              out,
              row.verdict() == Verdict.XPASS ? "failure" : "error",
              String.valueOf(row.reason()),
              evidence(row));
      case NOT_APPLICABLE, BLOCKED, NOT_RUN, XFAIL ->
          out.append("      <skipped message=\"")
              .append(escaped(row.verdict() + ": " + row.reason()))
              .append("\"/>\n");
      case WARN ->
          text(
              out,
              "WARN: expected " + row.expected() + "; came " + row.came() + "\n" + evidence(row));
      case PASS, NOTE -> text(out, String.join("\n", row.notes()));
    }
  }

  private static void element(StringBuilder out, String tag, String message, String body) {
    out.append("      <")
        .append(tag)
        .append(" type=\"")
        .append(tag)
        .append("\" message=\"")
        .append(escaped(message))
        .append("\">")
        .append(escaped(body))
        .append("</")
        .append(tag)
        .append(">\n");
  }

  private static void text(StringBuilder out, String body) {
    if (!body.isBlank()) {
      out.append("      <system-out>").append(escaped(body)).append("</system-out>\n");
    }
  }

  private static String evidence(Report.Row row) {
    String quote = Clauses.find(row.clause()).map(Clause::meaning).orElse("");
    return row.story()
        + "\n"
        + row.level()
        + " "
        + row.clause()
        + ": "
        + quote
        + "\n"
        + String.join("\n", row.timeline())
        + (row.replay() == null ? "" : "\n" + row.replay());
  }

  private static String counts(List<Report.Row> rows) {
    return "tests=\""
        + rows.size()
        + "\" failures=\""
        + count(rows, Verdict.FAIL, Verdict.XPASS)
        + "\" errors=\""
        + count(rows, Verdict.HARNESS_ERROR)
        + "\" skipped=\""
        + count(rows, Verdict.NOT_APPLICABLE, Verdict.BLOCKED, Verdict.NOT_RUN, Verdict.XFAIL)
        + "\" time=\""
        + seconds(rows.stream().mapToDouble(Report.Row::durationMs).sum())
        + "\"";
  }

  private static long count(List<Report.Row> rows, Verdict... verdicts) {
    return rows.stream().filter(row -> List.of(verdicts).contains(row.verdict())).count();
  }

  private static String seconds(double millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000);
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              switch (point) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\n' -> out.append("&#10;");
                default -> out.appendCodePoint(isXml(point) ? point : 0xfffd);
              }
            });
    return out.toString();
  }

  private static boolean isXml(int point) {
    return point == '\t'
        || (point >= 0x20 && point <= 0xd7ff)
        || (point >= 0xe000 && point <= 0xfffd)
        || point >= 0x10000;
  }
}
