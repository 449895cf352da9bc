package dev.vitals.health.core;

/**
 * Makes sure of some stack before a change begins. If there is too little, the stack overflows
 * here, before anything has changed, and not half-way through the change.
 */
final class StackReserve {

  /** Some ten kilobytes, of which a change takes a part. */
  private static final int FRAMES = 200;

  private StackReserve() {}

  /**
   * Returns if there is enough.
   *
   * @throws StackOverflowError if there is not
   */
  static void ensure() {
    if (use(FRAMES, 0, 0, 0) < 0) {
      throw new AssertionError(); // cannot happen: it counts up
    }
  }

  private static long use(int frames, long a, long b, long c) {
    return frames == 0 ? a + b + c : use(frames - 1, b + 1, c + 1, a + 1) + 1;
  }
}
