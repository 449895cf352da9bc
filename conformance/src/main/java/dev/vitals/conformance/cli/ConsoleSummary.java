package dev.vitals.conformance.cli;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.report.Report;
import dev.vitals.conformance.report.Reports;
import dev.vitals.conformance.text.TextWrap;
import dev.vitals.conformance.text.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of a run: what is wrong, in full, then the numbers and what they mean. Confined. */
final class ConsoleSummary {
  private static final String MARGIN = " ".repeat(Verdict.MARK_WIDTH + 1);
  private static final int LABEL = 10;
  private static final int FIRST_EVENTS = 6;
  private static final int LAST_EVENTS = 18;
  private static final int CASES_NAMED = 3;

  private final PrintWriter out;
  private final Terminal terminal;
  private final Report report;

  ConsoleSummary(PrintWriter out, Terminal terminal, Report report) {
    this.out = out;
    this.terminal = terminal;
    this.report = report;
  }

  /** Tells it all. */
  void tell(ExitCode exit) {
    if (report.summary().cause() != null) {
      out.println();
      String cause = Words.sentence(report.summary().cause());
      TextWrap.lines("", cause, terminal.width()).forEach(out::println);
    }
    for (Report.Row row : report.results()) {
      switch (row.verdict()) {
        case FAIL, WARN, XPASS -> detail(row);
        case HARNESS_ERROR, BLOCKED, NOT_RUN, XFAIL, PASS, NOTE, NOT_APPLICABLE -> {}
      }
    }
    together(Verdict.BLOCKED);
    together(Verdict.HARNESS_ERROR);
    together(Verdict.NOT_RUN);
    out.println();
    boolean ready = !report.subject().name().equals(Reports.NEVER_READY);
    if (ready) {
      out.println(report.title() + ": " + report.summary().headline());
    }
    List<String> counts = new ArrayList<>();
    report.summary().verdicts().forEach((verdict, n) -> counts.add(n + " " + verdict));
    String time = Words.time(Duration.ofMillis(report.run().durationMs()));
    out.println(String.join("  ", counts) + "  in " + time + ", seed " + report.run().seed());
    if (report.run().machine() != null) {
      TextWrap.lines("machine: ", report.run().machine().toString(), terminal.width())
          .forEach(out::println);
    }
    TextWrap.lines("", ready ? meaning(exit) : neverReady(), terminal.width())
        .forEach(out::println);
    out.flush();
  }

  private static final String DOCTOR = ". The command doctor looks at it step by step";

  private boolean isSteered() {
    List<String> command = report.run().command();
    return command.isEmpty() || !command.get(0).equals("--target");
  }

  private String neverReady() {
    return "nothing was judged: "
        + (isSteered() ? "the subject never became ready" + DOCTOR : "there was no server to ask");
  }

  private String meaning(ExitCode exit) {
    Map<String, Integer> verdicts = report.summary().verdicts();
    int warnings = verdicts.getOrDefault("WARN", 0);
    return switch (exit) {
      case CONFORMS ->
          verdicts.containsKey("FAIL")
              ? "does not conform; --fail-on never lets that pass"
              : "conforms"
                  + (isSteered() ? "" : ", as far as can be told of a server that nobody steers")
                  + (verdicts.containsKey("XFAIL") ? ", known divergences aside" : "")
                  + (warnings == 0 ? "" : ", with " + Words.count(warnings, "warning"))
                  + hiddenBehindKnown(verdicts);
      case FAILURES ->
          verdicts.containsKey("FAIL")
              ? "does not conform"
              : "keeps every MUST, and not every SHOULD; --fail-on should asks for both";
      case USAGE -> "usage";
      case BROKEN ->
          "the subject or the rig is broken, or the machine was too busy, so the judgement is not"
              + " whole"
              + (isSteered() ? DOCTOR : "");
      case STALE_DIVERGENCE ->
          "a known divergence passes now: strike it out of the divergences file (divergences update"
              + " does)";
      case NOTHING_RAN -> "nothing was judged: no case applies to this subject";
    };
  }

  private static String hiddenBehindKnown(Map<String, Integer> verdicts) {
    int blocked = verdicts.getOrDefault("BLOCKED", 0);
    return verdicts.containsKey("XFAIL") && blocked > 0
        ? "; " + Words.count(blocked, "case") + " could not be judged because of them"
        : "";
  }

  private void detail(Report.Row row) {
    out.println();
    out.println(Console.marked(row.verdict(), terminal) + " " + row.test() + "  " + row.level());
    TextWrap.lines(MARGIN, Words.sentence(row.story()), terminal.width()).forEach(out::println);
    part("expected", row.expected());
    part("came", row.came());
    part("reason", row.reason());
    Clauses.find(row.clause()).ifPresent(clause -> part("text", text(clause)));
    timeline(row.timeline());
    if (row.replay() != null) {
      out.println(MARGIN + label("again") + row.replay()); // to be copied, so in one line
    }
  }

  /** One line for what has one cause. */
  private void together(Verdict verdict) {
    Map<String, List<String>> cases = new LinkedHashMap<>();
    for (Report.Row row : report.results()) {
      if (row.verdict() == verdict) {
        cases
            .computeIfAbsent(String.valueOf(row.reason()), reason -> new ArrayList<>())
            .add(row.test());
      }
    }
    cases.forEach(
        (reason, ids) -> {
          out.println();
          int more = ids.size() - CASES_NAMED;
          out.println(
              Console.marked(verdict, terminal)
                  + " "
                  + String.join(", ", ids.subList(0, Math.min(CASES_NAMED, ids.size())))
                  + (more > 0 ? " and " + more + " more" : ""));
          part("reason", reason);
        });
  }

  private static String text(Clause clause) {
    String source =
        String.join(
            ", ", clause.sources().stream().map(key -> Clauses.source(key).title()).toList());
    return clause.quote() == null
        ? clause.meaning() + " [" + source + "]"
        : "\"" + clause.quote() + "\" [" + source + "]";
  }

  private void timeline(List<String> timeline) {
    int left = timeline.size() - FIRST_EVENTS - LAST_EVENTS;
    for (int i = 0; i < timeline.size(); i++) {
      if (left > 0 && i == FIRST_EVENTS) {
        out.println(MARGIN + label("") + "… " + left + " more …");
        i += left;
      }
      part(i == 0 ? "timeline" : "", timeline.get(i));
    }
  }

  private void part(String name, @Nullable String text) {
    if (text != null) {
      TextWrap.lines(MARGIN + label(name), text, terminal.width()).forEach(out::println);
    }
  }

  private static String label(String name) {
    return name + " ".repeat(LABEL - name.length());
  }
}
