package dev.vitals.benchmarks.subject;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;

/**
 * Vitals with nothing tuned: what a reader of the README would write. Or with one thing: none of
 * its methods waits, so that a server of health alone needs no executor.
 */
final class VitalsSubject implements Subject {

  private final Health health = Health.builder().start();
  private final boolean direct;

  VitalsSubject(boolean direct) {
    this.direct = direct;
    set(true);
  }

  @Override
  public ServerServiceDefinition service() {
    return GrpcHealth.of(health).bindService();
  }

  @Override
  public void configure(NettyServerBuilder server) {
    if (direct) {
      server.directExecutor();
    }
  }

  @Override
  public void set(boolean serving) {
    health.set(SERVICE, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  @Override
  public void close() {
    health.close();
  }
}
