package dev.vitals.conformance.run;

import java.time.Duration;

/**
 * How long threads of the suite that wanted to run had to wait for a processor. Immutable.
 *
 * @param observed the time in which that was looked at
 * @param waited the part of it that was waited
 * @param longest the longest wait at once
 */
public record MachineLoad(Duration observed, Duration waited, Duration longest) {
  /** Nothing was looked at. */
  public static final MachineLoad NONE =
      new MachineLoad(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  /** Eight busy loops on two processors bring about half; an idle machine less than a tenth. */
  private static final double BUSY_SHARE = 0.25;

  private static final Duration BUSY_WAIT = Duration.ofMillis(500);

  /** Then what takes a second takes five. */
  private static final double OVERWHELMED_SHARE = 0.8;

  private static final Duration OVERWHELMED_WAIT = Duration.ofSeconds(2);

  /** The part of the time that was waited, from 0 to 1. */
  double share() {
    return observed.isZero() ? 0 : (double) waited.toNanos() / observed.toNanos();
  }

  /** The same in percent, from 0 to 100. */
  public int percent() {
    return (int) Math.round(share() * 100);
  }

  /** Whether something may have come late for no fault of the server's. */
  public boolean isBusy() {
    return share() >= BUSY_SHARE || longest.compareTo(BUSY_WAIT) >= 0;
  }

  /** Whether even a second try, alone, tells nothing by coming late. */
  boolean isOverwhelmed() {
    return share() >= OVERWHELMED_SHARE || longest.compareTo(OVERWHELMED_WAIT) >= 0;
  }

  /** For the reader of a report. */
  @Override
  public String toString() {
    return sentence(percent(), longest.toMillis());
  }

  /** The same of the figures that a report keeps. */
  public static String sentence(int percent, long longestMillis) {
    return "threads waited "
        + percent
        + "% of the time for a processor, at most "
        + longestMillis
        + " ms at once";
  }
}
