package dev.vitals.health.core;

/**
 * One step of a differential trial. The numbers choose among what there is when the step is taken,
 * so that a shorter list of steps is still one: a trial's log says what they meant.
 */
record Act(Op op, int x, int y, int z) {

  /** What is done, and how often among all: a weight. */
  enum Op {
    TO_NEXT(14),
    ADVANCE(10),
    COMPLETE(16),
    SCRIPT(4),
    SET(8),
    ADD(6),
    REMOVE(3),
    REPLACE(5),
    SURVIVE(2),
    HAND(3),
    ASK(7),
    GIVE_UP(2),
    WATCH(6),
    POLL(4),
    UNWATCH(3),
    LIST(3),
    DRAIN(2),
    DRAIN_FOR(2),
    RESUME(2),
    PIN(3),
    UNPIN(3),
    SWITCH_OFF(3),
    SWITCH_ON(3);

    final int weight;

    Op(int weight) {
      this.weight = weight;
    }
  }

  /** The greatest number. Seven checks take a bit each. */
  static final int MOST = 127;

  @Override
  public String toString() {
    return op + "(" + x + "," + y + "," + z + ")";
  }
}
