package dev.vitals.health.spring;

import dev.vitals.health.core.Health;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.grpc.server.lifecycle.GrpcServerShutdownEvent;

/**
 * Closes health once the first server has begun to shut down. That ends the open watches, which
 * would hold the shutdown for the whole grace period.
 *
 * <p>Only if the context is closing: one that is only stopped may start again, and health can't.
 *
 * <p>A web server that serves gRPC as a servlet publishes no event. It shuts down in the
 * background, in the phase of this, and Spring waits for it after it has called everything of the
 * phase: so the order among them does not matter. This must not depend on {@link HealthDrain}, or
 * it would be stopped before.
 */
final class HealthClosing implements SmartLifecycle, ApplicationListener<ApplicationEvent> {

  // Of WebServerGracefulShutdownLifecycle, which is not on every class path.
  private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1024;

  private final Health health;
  private final ApplicationContext context;
  private volatile boolean running;
  private volatile boolean closing;

  HealthClosing(Health health, ApplicationContext context) {
    this.health = health;
    this.context = context;
  }

  @Override
  public void onApplicationEvent(ApplicationEvent event) {
    if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == context) {
      closing = true; // Spring publishes this before it stops anything
    } else if (event instanceof GrpcServerShutdownEvent shutdown && closing) {
      // It comes before the server's own call of shutdown, which then finds it done. Watches that
      // end while the server still takes calls would be opened again at once.
      shutdown.getServer().shutdown();
      health.close();
    }
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    if (closing) {
      health.close();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  // Overrides in Spring 7; Spring 6 has no pauses.
  public boolean isPauseable() {
    return false;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
