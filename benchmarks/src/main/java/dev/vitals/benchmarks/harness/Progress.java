package dev.vitals.benchmarks.harness;

import java.io.PrintStream;
import java.time.Duration;

/** Says on one line what is being measured, and how much is left. */
final class Progress {

  private final PrintStream out;
  private final boolean terminal = System.console() != null;
  private int total;
  private int done;
  private long began;
  private int width;

  Progress(PrintStream out) {
    this.out = out;
  }

  void begin(int trials) {
    total = trials;
    began = System.nanoTime();
  }

  void next(String what) {
    Duration spent = Duration.ofNanos(System.nanoTime() - began);
    String line =
        "%3d/%d  %02d:%02d  %s"
            .formatted(done + 1, total, spent.toMinutes(), spent.toSecondsPart(), what);
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
      width = line.length();
      out.flush();
    } else {
      out.println(line);
    }
  }

  void done() {
    done++;
  }

  /** Says something that stays. */
  void note(String text) {
    out.println((terminal ? "\n" : "") + text);
  }

  void end() {
    if (terminal) {
      out.print("\r" + " ".repeat(width) + "\r");
    }
  }
}
