package dev.vitals.health.spring;

import dev.vitals.health.core.Health;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/**
 * Drains before the gRPC servers stop; a context that was only stopped resumes when it starts
 * again.
 *
 * <p>The servers stop first of all, in the last phase. This is of the same phase, and comes before
 * them because it is registered as dependent on each server's lifecycle: Spring stops dependents
 * before what they depend on.
 */
final class HealthDrain implements SmartLifecycle {

  private final Health health;
  private final Duration delay;
  private volatile boolean running;

  HealthDrain(Health health, Duration delay) {
    this.health = health;
    this.delay = delay;
  }

  @Override
  public void start() {
    if (health.isDraining()) {
      health.resume();
    }
    running = true;
  }

  /** Returns when the drain is over: what stops next are the servers. */
  @Override
  public void stop() {
    running = false;
    health.drain(delay).join();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** A pause, of a context that a test keeps for later, is no shutdown for clients to hear of. */
  // Overrides in Spring 7; Spring 6 has no pauses.
  public boolean isPauseable() {
    return false;
  }

  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
