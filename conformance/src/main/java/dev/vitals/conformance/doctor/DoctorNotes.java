package dev.vitals.conformance.doctor;

import dev.vitals.conformance.text.TextWrap;
import java.io.PrintWriter;

/** What the doctor says, as it finds out: what is well, and what to mend and how. Confined. */
public final class DoctorNotes {
  private static final String OK = "ok     ";
  private static final String MEND = "MEND   ";
  private static final String NOTE = "note   ";

  private final PrintWriter out;
  private final int width;
  private int faults;

  public DoctorNotes(PrintWriter out, int width) {
    this.out = out;
    this.width = width;
  }

  /** Notes what was looked at; where it does not hold, also how to mend it. Returns what holds. */
  boolean look(boolean holds, String what, String remedy) {
    line(holds ? OK : MEND, what);
    if (!holds) {
      faults++;
      line("       → ", remedy);
    }
    return holds;
  }

  void ok(String what) {
    line(OK, what);
  }

  void mend(String what, String remedy) {
    look(false, what, remedy);
  }

  /** Neither good nor bad. */
  void note(String what) {
    line(NOTE, what);
  }

  int faults() {
    return faults;
  }

  private void line(String lead, String text) {
    TextWrap.lines(lead, text, width).forEach(out::println);
    out.flush();
  }
}
