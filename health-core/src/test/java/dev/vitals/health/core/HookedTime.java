package dev.vitals.health.core;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Manual time that runs a test's code when it is asked. */
final class HookedTime implements HealthTime {

  final ManualTime manual = new ManualTime();
  long skew;
  Runnable beforeNanos = () -> {};
  Runnable beforeNow = () -> {};
  Runnable beforeSchedule = () -> {};
  BooleanSupplier loses = () -> false; // whether it drops a task
  boolean hasHandles = true;
  private boolean stands;
  private long standsAt;

  @Override
  public long nanos() {
    beforeNanos.run();
    return stands ? standsAt : manual.nanos() + skew;
  }

  /** Stops the process: what comes due meanwhile fires at the end, all at once. */
  void pause(Duration pause) {
    standsAt = manual.nanos() + skew + pause.toNanos();
    stands = true;
    manual.advance(pause);
    stands = false;
  }

  @Override
  public Instant now() {
    beforeNow.run();
    return manual.now();
  }

  @Override
  public Task schedule(Runnable task, Duration delay) {
    beforeSchedule.run();
    Task handle = loses.getAsBoolean() ? () -> {} : manual.schedule(task, delay);
    return hasHandles ? handle : noHandle();
  }

  @SuppressWarnings("NullAway") // as careless timers do
  private static Task noHandle() {
    return null;
  }
}
