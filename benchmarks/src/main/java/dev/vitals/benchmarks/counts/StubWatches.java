package dev.vitals.benchmarks.counts;

import dev.vitals.benchmarks.subject.Subject;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ManualTime;
import dev.vitals.health.grpc.GrpcHealth;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.ServerMethodDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** A health whose watchers are stub calls. For one thread. */
final class StubWatches implements AutoCloseable {

  static final byte[] REQUEST =
      HealthCheckRequest.newBuilder().setService(Subject.SERVICE).build().toByteArray();

  private final Health health;
  private final ServerMethodDefinition<?, ?> watch;
  private final List<StubCall<Object, ?>> calls = new ArrayList<>();
  private boolean serving = true;

  StubWatches(Executor notifier) {
    health = Health.builder().time(new ManualTime()).notifyExecutor(notifier).start();
    health.set(Subject.SERVICE, ServingStatus.SERVING);
    watch =
        GrpcHealth.of(health)
            .bindService()
            .getMethod(HealthGrpc.getWatchMethod().getFullMethodName());
  }

  /** Makes calls that are not open yet. */
  void prepare(int watchers) {
    for (int i = 0; i < watchers; i++) {
      calls.add(StubCall.of(watch));
    }
  }

  /** Opens all of them. */
  void open() {
    calls.forEach(call -> call.open(call.parse(REQUEST)));
  }

  StubWatches opened(int watchers) {
    prepare(watchers);
    open();
    return this;
  }

  void flip() {
    serving = !serving;
    health.set(Subject.SERVICE, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /** From here on the clients read, or do not. */
  void ready(boolean reads) {
    calls.forEach(call -> call.ready(reads));
  }

  /** Returns how many messages the clients were sent so far. */
  long messages() {
    return calls.stream().mapToLong(StubCall::messages).sum();
  }

  @Override
  public void close() {
    health.close();
  }
}
