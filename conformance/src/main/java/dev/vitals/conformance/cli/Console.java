package dev.vitals.conformance.cli;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.RunListener;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.text.TextWrap;
import dev.vitals.conformance.text.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Reports the progress of a run: on a terminal in one line that changes, in a log with a line for
 * each case. {@link ConsoleSummary} reports the outcome. Thread-safe.
 */
final class Console implements RunListener {
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final Terminal terminal;
  private final RunPlan plan;
  private final int total;
  private final AtomicInteger done = new AtomicInteger();

  Console(PrintWriter out, Terminal terminal, RunPlan plan) {
    this.out = out;
    this.terminal = terminal;
    this.plan = plan;
    this.total = plan.cases().size() * plan.repeat();
  }

  @Override
  public synchronized void subjectReady(Capabilities it) {
    hanging("subject   ", name(it));
    hanging("offers    ", String.join(" ", it.methods().stream().sorted().toList()));
    String ops = String.join(" ", it.ops().stream().sorted().toList());
    hanging("commands  ", ops.isEmpty() ? "none: nobody steers it" : ops);
    line(
        "%d cases, profile %s, seed %d"
            .formatted(total, plan.profile().name().toLowerCase(Locale.ROOT), plan.seed()));
    line("");
  }

  @Override
  public synchronized void started(Case test, int repetition) {
    if (terminal.live()) {
      String progress = "[" + done.get() + "/" + total + "] " + test.id();
      out.print(CLEAR_LINE + TextWrap.cut(progress, terminal.width()));
      out.flush();
    }
  }

  @Override
  public synchronized void judged(CaseResult result) {
    done.incrementAndGet();
    if (isTold(result.verdict())) {
      String why = result.came() != null ? result.came() : result.reason();
      String time =
          result.micros() == 0
              ? ""
              : "  " + Words.time(Duration.ofNanos(result.micros() * 1000)).replace(' ', '\u00a0');
      String what =
          result.test().id()
              + (plan.repeat() > 1 ? " #" + result.repetition() : "")
              + time
              + (why == null || result.verdict() == Verdict.PASS ? "" : "  " + why);
      String cut = TextWrap.cut(what.replace('\n', ' '), terminal.width() - Verdict.MARK_WIDTH - 1);
      line(marked(result.verdict(), terminal) + " " + cut.replace('\u00a0', ' '));
    }
  }

  @Override
  public synchronized void triedAgain(CaseResult result) {
    String what = result.test().id() + "  tried once more, alone: the machine was busy";
    String cut = TextWrap.cut(what, terminal.width() - Verdict.MARK_WIDTH - 1);
    line(marked(result.verdict(), terminal) + " " + cut);
  }

  /** Clears the changing line, so that other output can follow. */
  synchronized void end() {
    if (terminal.live()) {
      out.print(CLEAR_LINE);
    }
    out.flush();
  }

  /** A verdict's letters, coloured where that is shown, and as wide as any. */
  static String marked(Verdict verdict, Terminal terminal) {
    String word = verdict.mark() + " ".repeat(Verdict.MARK_WIDTH - verdict.mark().length());
    @Nullable String colour =
        switch (verdict) {
          case FAIL, XPASS -> "bold,red";
          case WARN, XFAIL -> "yellow";
          case HARNESS_ERROR, BLOCKED -> "magenta";
          case PASS -> "green";
          case NOTE, NOT_APPLICABLE, NOT_RUN -> null;
        };
    return colour == null || !terminal.colours()
        ? word
        : Ansi.ON.string("@|" + colour + " " + word + "|@");
  }

  /** What never ran is told in one line at the end, by its reason. */
  private boolean isTold(Verdict verdict) {
    return switch (verdict) {
      case PASS, NOTE, NOT_APPLICABLE -> !terminal.live();
      case NOT_RUN -> false;
      case FAIL, WARN, BLOCKED, HARNESS_ERROR, XFAIL, XPASS -> true;
    };
  }

  private static String name(Capabilities it) {
    String language = it.language().isEmpty() ? "" : " (" + it.language() + ")";
    String settle = it.settle().isZero() ? "" : ", settles within " + Words.time(it.settle());
    return (it.name() + " " + it.version()).strip() + language + settle;
  }

  private void hanging(String lead, String text) {
    TextWrap.lines(lead, text, terminal.width()).forEach(this::line);
  }

  private void line(String text) {
    out.println(terminal.live() ? CLEAR_LINE + text : text);
    out.flush();
  }
}
