package dev.vitals.health.core;

import java.time.Duration;

/**
 * What one check of a differential trial is, as both sides are told.
 *
 * <p>All durations end in nanoseconds of their own, so that two checks come due, time out or grow
 * stale at one moment only by accident: which comes first then is left open by the specification.
 *
 * @param sort how its results come about
 * @param interval the period, or the ttl, in nanoseconds
 * @param timeout of a run, in nanoseconds
 * @param stale how old a result may be, in nanoseconds
 * @param failures the failure threshold
 * @param passes the success threshold
 * @param scripted whether a run ends as it begins, with what the script says
 * @param obeys whether a run ends as it is cancelled
 */
record Spec(
    String name,
    Sort sort,
    long interval,
    long timeout,
    long stale,
    int failures,
    int passes,
    boolean scripted,
    boolean obeys) {

  enum Sort {
    /** A status, which is set. */
    SET,
    /** Run every period. */
    BACKGROUND,
    /** Run when somebody asks or watches. */
    ON_DEMAND
  }

  static Spec set(String name) {
    return new Spec(name, Sort.SET, 0, 0, Long.MAX_VALUE, 1, 1, false, true);
  }

  boolean isRun() {
    return sort != Sort.SET;
  }

  ServiceCheck.Builder timed(ServiceCheck.Builder check) {
    Duration length = Duration.ofNanos(interval);
    return (sort == Sort.BACKGROUND ? check.period(length) : check.ttl(length))
        .timeout(Duration.ofNanos(timeout))
        .staleAfter(Duration.ofNanos(stale))
        .failureThreshold(failures)
        .successThreshold(passes)
        .jitter(0);
  }
}
