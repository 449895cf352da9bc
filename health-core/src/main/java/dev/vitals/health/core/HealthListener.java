package dev.vitals.health.core;

import dev.vitals.health.CheckReport;
import dev.vitals.health.Transition;

/**
 * Receives transitions and check results, for metrics, logs and alerts. Health calls it on the
 * notify executor, in order, one call at a time.
 *
 * <p>It may block, and then delays only itself. Up to 1,024 events wait for it. Beyond that, health
 * drops the oldest and counts them in {@link #missed}. Health logs what it throws.
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
