package dev.vitals.conformance;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Tells of a run as it goes: one line that changes on a terminal, a line a case in a log; at the
 * end, what is wrong and the headline. Thread-safe.
 */
final class Console implements RunListener {
  private static final int LONGEST_TIMELINE = 25;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final RunPlan plan;
  private final int total;
  private final boolean terminal = System.console() != null && System.getenv("TERM") != null;
  private final boolean colours = terminal && System.getenv("NO_COLOR") == null;
  private final AtomicInteger done = new AtomicInteger();

  Console(PrintWriter out, RunPlan plan) {
    this.out = out;
    this.plan = plan;
    this.total = plan.cases().size() * plan.repeat();
  }

  @Override
  public synchronized void subjectReady(Capabilities it) {
    line(
        "subject %s %s (%s): %s; commands %s%s"
            .formatted(
                it.name(),
                it.version(),
                it.language(),
                String.join(" ", sorted(it.methods())),
                String.join(" ", sorted(it.ops())),
                it.settle().isZero() ? "" : "; settles within " + Words.time(it.settle())));
    line(
        "%d cases, profile %s, seed %d"
            .formatted(total, plan.profile().name().toLowerCase(Locale.ROOT), plan.seed()));
  }

  @Override
  public synchronized void started(Case test, int repetition) {
    if (terminal) {
      out.print(CLEAR_LINE + "[" + done.get() + "/" + total + "] " + test.id());
      out.flush();
    }
  }

  @Override
  public synchronized void judged(CaseResult result) {
    done.incrementAndGet();
    boolean quiet =
        result.verdict() == Verdict.PASS
            || result.verdict() == Verdict.NOTE
            || result.verdict() == Verdict.NOT_APPLICABLE;
    if (!terminal || !quiet) {
      String why = result.came() != null ? result.came() : result.reason();
      line(
          marked(result.verdict())
              + " "
              + result.test().id()
              + " "
              + Words.time(java.time.Duration.ofNanos(result.micros() * 1000))
              + (quiet || why == null ? "" : "  " + why));
    }
  }

  /** What is wrong, in full, and the numbers. */
  synchronized void summary(Report report, ExitCode exit) {
    if (terminal) {
      out.print(CLEAR_LINE);
    }
    for (Report.Row row : report.results()) {
      switch (row.verdict()) {
        case FAIL, WARN, HARNESS_ERROR, XPASS -> detail(row);
        case BLOCKED, NOT_RUN, XFAIL, PASS, NOTE, NOT_APPLICABLE -> {}
      }
    }
    line("");
    line(report.title() + ": " + report.summary().headline());
    StringBuilder counts = new StringBuilder();
    report
        .summary()
        .verdicts()
        .forEach((verdict, n) -> counts.append(n).append(' ').append(verdict).append("  "));
    line(
        counts.toString().strip()
            + "  in "
            + Words.time(java.time.Duration.ofMillis(report.run().durationMs()))
            + ", seed "
            + report.run().seed());
    line(
        switch (exit) {
          case CONFORMS ->
              "conforms"
                  + (report.summary().verdicts().containsKey("XFAIL")
                      ? ", known divergences aside"
                      : "");
          case FAILURES -> "does not conform";
          case USAGE -> "usage";
          case BROKEN -> "the subject or the rig is broken: the judgement is not whole";
          case STALE_DIVERGENCE -> "a known divergence passes now: mend the divergences file";
          case NOTHING_RAN -> "nothing was judged";
        });
    out.flush();
  }

  private void detail(Report.Row row) {
    line("");
    line(marked(row.verdict()) + " " + row.test() + "  " + row.level());
    line("      " + row.story());
    part("expected", row.expected());
    part("came", row.came());
    part("reason", row.reason());
    Clauses.find(row.clause()).ifPresent(clause -> part("text", text(clause)));
    timeline(row.timeline());
    part("again", row.replay());
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
    int from = Math.max(0, timeline.size() - LONGEST_TIMELINE);
    for (int i = from; i < timeline.size(); i++) {
      String shown = timeline.get(i);
      line(
          "      "
              + (i == from ? (from > 0 ? "… " : "timeline  ") : "          ")
              + (shown.length() > 200 ? shown.substring(0, 200) + "…" : shown));
    }
  }

  private void part(String name, @Nullable String text) {
    if (text != null) {
      line("      " + name + " ".repeat(10 - name.length()) + text);
    }
  }

  private void line(String text) {
    if (terminal) {
      out.print(CLEAR_LINE);
    }
    out.println(text);
    out.flush();
  }

  private String marked(Verdict verdict) {
    String word = "%-5s".formatted(verdict.mark());
    if (!colours) {
      return word;
    }
    String colour =
        switch (verdict) {
          case FAIL, XPASS -> "bold,red";
          case WARN, XFAIL -> "yellow";
          case HARNESS_ERROR, BLOCKED -> "magenta";
          case PASS -> "green";
          case NOTE, NOT_APPLICABLE, NOT_RUN -> "faint";
        };
    return Ansi.ON.string("@|" + colour + " " + word + "|@");
  }

  private static List<String> sorted(java.util.Set<String> words) {
    return words.stream().sorted().toList();
  }
}
