package dev.vitals.health;

/**
 * Receives transitions and check results, for metrics, logs and alerts. The source calls it on a
 * thread of its own, in the order in which things happened, one call at a time.
 *
 * <p>It may block, and then delays only itself. A source holds a bounded number of events for it,
 * drops the oldest beyond that, and counts them in {@link #missed}. It logs what the listener
 * throws.
 */
public interface HealthListener {

  /** A service's status has changed. */
  default void statusChanged(Transition transition) {}

  /**
   * A check has a result: a run ended or timed out, or a status was set.
   *
   * @param check the check right after the result; {@code critical} says whether any service lists
   *     it as critical
   */
  default void checkRan(CheckReport check) {}

  /** This many events were dropped before the next one, because the listener was too slow. */
  default void missed(long events) {}
}
