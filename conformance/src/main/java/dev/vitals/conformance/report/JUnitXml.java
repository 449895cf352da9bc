package dev.vitals.conformance.report;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * JUnit's XML, as CI servers show it: an area is a suite, a case is a test.
 *
 * <p>What servers say may hold characters that XML 1.0 can't express, not even escaped. Each
 * becomes U+FFFD. For one thread.
 */
final class JUnitXml {
  private static final int REPLACEMENT = 0xfffd;

  private final XMLStreamWriter out;
  private int depth;

  private JUnitXml(XMLStreamWriter out) {
    this.out = out;
  }

  static String of(Report report) {
    StringWriter text = new StringWriter();
    try {
      // The JDK's, whatever else is on the class path of somebody who uses the JUnit kit.
      XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      new JUnitXml(out).document(report);
      out.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("JUnit's XML can't be written", e);
    }
    return text.append('\n').toString();
  }

  private void document(Report report) throws XMLStreamException {
    Map<String, List<Report.Row>> areas =
        report.results().stream()
            .collect(
                Collectors.groupingBy(Report.Row::area, LinkedHashMap::new, Collectors.toList()));
    out.writeStartDocument("UTF-8", "1.0");
    start("testsuites");
    attribute("name", "grpc.health.v1 " + report.title());
    counts(report.results());
    for (Map.Entry<String, List<Report.Row>> area : areas.entrySet()) {
      suite(area.getKey(), area.getValue(), report);
    }
    end();
    out.writeEndDocument();
  }

  private void suite(String area, List<Report.Row> rows, Report report) throws XMLStreamException {
    start("testsuite");
    attribute("name", area);
    attribute("timestamp", report.run().started().replace("Z", ""));
    counts(rows);
    start("properties");
    property("subject", report.title());
    property("suite", report.suite());
    property("profile", report.run().profile());
    property("seed", Long.toString(report.run().seed()));
    end();
    for (Report.Row row : rows) {
      start("testcase");
      attribute("classname", "grpc.health.v1." + area);
      attribute("name", row.test() + (row.repetition() > 1 ? " #" + row.repetition() : ""));
      attribute("time", seconds(row.durationMs()));
      outcome(row);
      end();
    }
    end();
  }

  private void counts(List<Report.Row> rows) throws XMLStreamException {
    attribute("tests", Integer.toString(rows.size()));
    attribute("failures", count(rows, Verdict.FAIL, Verdict.XPASS));
    attribute("errors", count(rows, Verdict.HARNESS_ERROR));
    attribute(
        "skipped",
        count(rows, Verdict.NOT_APPLICABLE, Verdict.BLOCKED, Verdict.NOT_RUN, Verdict.XFAIL));
    attribute("time", seconds(rows.stream().mapToDouble(Report.Row::durationMs).sum()));
  }

  private void property(String name, String value) throws XMLStreamException {
    line();
    out.writeEmptyElement("property");
    attribute("name", name);
    attribute("value", value);
  }

  private void outcome(Report.Row row) throws XMLStreamException {
    switch (row.verdict()) {
      case FAIL -> problem("failure", compared(row), evidence(row));
      case XPASS -> problem("failure", String.valueOf(row.reason()), evidence(row));
      case HARNESS_ERROR -> problem("error", String.valueOf(row.reason()), evidence(row));
      case NOT_APPLICABLE, BLOCKED, NOT_RUN, XFAIL -> {
        line();
        out.writeEmptyElement("skipped");
        attribute("message", row.verdict() + ": " + row.reason());
      }
      case WARN -> output("WARN: " + compared(row) + "\n" + evidence(row));
      case PASS, NOTE -> output(String.join("\n", row.notes()));
    }
  }

  private void problem(String kind, String message, String body) throws XMLStreamException {
    line();
    out.writeStartElement(kind);
    attribute("type", kind);
    attribute("message", message);
    text(body);
    out.writeEndElement();
  }

  private void output(String body) throws XMLStreamException {
    if (!body.isBlank()) {
      line();
      out.writeStartElement("system-out");
      text(body);
      out.writeEndElement();
    }
  }

  private static String compared(Report.Row row) {
    return "expected " + row.expected() + "; came " + row.came();
  }

  private static String evidence(Report.Row row) {
    String meaning = Clauses.find(row.clause()).map(Clause::meaning).orElse("");
    return row.story()
        + "\n"
        + row.level()
        + " "
        + row.clause()
        + ": "
        + meaning
        + "\n"
        + String.join("\n", row.timeline())
        + (row.replay() == null ? "" : "\n" + row.replay());
  }

  private static String count(List<Report.Row> rows, Verdict... verdicts) {
    return Long.toString(
        rows.stream().filter(row -> List.of(verdicts).contains(row.verdict())).count());
  }

  private static String seconds(double millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1000);
  }

  private void start(String element) throws XMLStreamException {
    line();
    out.writeStartElement(element);
    depth++;
  }

  private void end() throws XMLStreamException {
    depth--;
    line();
    out.writeEndElement();
  }

  private void line() throws XMLStreamException {
    out.writeCharacters("\n" + "  ".repeat(depth));
  }

  /** Writes a value, in which a parser will take each line break for a space. */
  private void attribute(String name, String value) throws XMLStreamException {
    out.writeAttribute(name, expressible(value));
  }

  private void text(String body) throws XMLStreamException {
    out.writeCharacters(expressible(body));
  }

  private static String expressible(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> isXml(point) ? point : REPLACEMENT)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  /** Whether it is a Char [XML 1.0, 2.2]. */
  private static boolean isXml(int point) {
    return point == '\t'
        || point == '\n'
        || point == '\r'
        || (point >= 0x20 && point <= 0xd7ff)
        || (point >= 0xe000 && point <= 0xfffd)
        || point >= 0x10000;
  }
}
