package dev.vitals.benchmarks.subject;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Vitals with nothing tuned: what a reader of the README would write. Or on event loops, as a
 * server of health alone may be: none of its methods waits.
 */
final class VitalsSubject implements Subject {

  private final Health health = Health.builder().start();
  private final @Nullable EventLoops loops;

  VitalsSubject(boolean onEventLoops) {
    loops = onEventLoops ? new EventLoops() : null;
    set(true);
  }

  @Override
  public ServerServiceDefinition service() {
    GrpcHealth service = GrpcHealth.of(health);
    return (loops == null ? service : service.eventLoop(loops::current)).bindService();
  }

  @Override
  public void configure(NettyServerBuilder server) {
    if (loops != null) {
      loops.configure(server);
    }
  }

  @Override
  public void set(boolean serving) {
    health.set(SERVICE, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  @Override
  public void close() {
    health.close();
    if (loops != null) {
      loops.close();
    }
  }
}
