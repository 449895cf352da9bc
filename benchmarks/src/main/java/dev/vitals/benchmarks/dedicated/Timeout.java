package dev.vitals.benchmarks.dedicated;

/** A {@code grpc-timeout}: up to eight digits and a unit [PROTOCOL-HTTP2.md, "Requests"]. */
final class Timeout {

  private static final String UNITS = "numSMH";
  private static final long[] NANOS = {
    1, 1_000, 1_000_000, 1_000_000_000, 60_000_000_000L, 3_600_000_000_000L
  };
  private static final int MAX_DIGIT_COUNT = 8;

  private Timeout() {}

  /** Returns nanoseconds, 2^63 - 1 for more than a long holds; -1 for what is no timeout. */
  static long nanos(CharSequence value) {
    int digits = value.length() - 1;
    int unit = digits < 1 || digits > MAX_DIGIT_COUNT ? -1 : UNITS.indexOf(value.charAt(digits));
    long number = 0;
    for (int i = 0; i < digits && unit >= 0; i++) {
      int digit = value.charAt(i) - '0';
      unit = digit < 0 || digit > 9 ? -1 : unit;
      number = 10 * number + digit;
    }
    if (unit < 0) {
      return -1;
    }
    return number > Long.MAX_VALUE / NANOS[unit] ? Long.MAX_VALUE : number * NANOS[unit];
  }
}
