package dev.vitals.health.core;

import java.time.Duration;
import java.time.Instant;

/** Manual time that runs a test's code when it is asked. */
final class HookedTime implements HealthTime {

  final ManualTime manual = new ManualTime();
  long skew;
  Runnable beforeNanos = () -> {};
  Runnable beforeNow = () -> {};
  Runnable beforeSchedule = () -> {};

  @Override
  public long nanos() {
    beforeNanos.run();
    return manual.nanos() + skew;
  }

  @Override
  public Instant now() {
    beforeNow.run();
    return manual.now();
  }

  @Override
  public Task schedule(Runnable task, Duration delay) {
    beforeSchedule.run();
    return manual.schedule(task, delay);
  }
}
