package dev.vitals.health.core;

import dev.vitals.health.CheckReport;
import dev.vitals.health.Transition;

/**
 * Told what happens, for metrics, logs and alerts: in order, one call at a time, on a thread of
 * health and never on one that changed something.
 *
 * <p>It may block, and then holds up itself only. Up to 1,024 events wait for it; of more the
 * oldest are dropped and counted in {@link #missed}. What it throws is logged.
 */
public interface HealthListener {

  /** A service's status has changed. */
  default void statusChanged(Transition transition) {}

  /**
   * A check has a result: a run ended or timed out, or a status was set.
   *
   * @param check as a report shows it right after; {@code critical} says whether any service lists
   *     it as critical
   */
  default void checkRan(CheckReport check) {}

  /** So many events were dropped before the next one, since the listener was too slow. */
  default void missed(long events) {}
}
