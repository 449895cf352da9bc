package dev.vitals.health.grpc;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.v1.HealthGrpc;
import dev.vitals.health.v1.HealthListRequest;
import dev.vitals.health.v1.HealthListResponse;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code grpc.health.v1.Health} for a gRPC server: Check, List and Watch over a {@link
 * HealthSource}.
 *
 * <pre>{@code
 * NettyServerBuilder.forPort(50051).addService(foo).addService(GrpcHealth.of(health))
 * }</pre>
 *
 * <p>Thread-safe and immutable. It holds no thread and keeps nothing of its own: a Check is
 * answered from memory, an open Watch is one small object. Watches end with {@code UNAVAILABLE}
 * when the source closes, which should be after the server began to shut down.
 */
public final class GrpcHealth implements BindableService {

  final HealthSource source;
  final Supplier<? extends @Nullable Executor> eventLoop;
  private final int listLimit;

  private GrpcHealth(
      HealthSource source, Supplier<? extends @Nullable Executor> eventLoop, int listLimit) {
    this.source = requireNonNull(source, "source");
    this.eventLoop = requireNonNull(eventLoop, "eventLoop");
    this.listLimit = listLimit;
  }

  /** Serves a source, with List of up to 100 services [gRFC A90]. */
  public static GrpcHealth of(HealthSource source) {
    return new GrpcHealth(source, () -> null, 100);
  }

  /**
   * Returns one whose List answers with up to so many services, and {@code RESOURCE_EXHAUSTED}
   * above [health.proto, List]. With 0 it does not offer List, since names are an inventory: {@code
   * UNIMPLEMENTED}.
   *
   * @throws IllegalArgumentException if the limit is negative
   */
  public GrpcHealth listLimit(int services) {
    if (services < 0) {
      throw new IllegalArgumentException("listLimit: " + services + " (expected: >= 0)");
    }
    return new GrpcHealth(source, eventLoop, services);
  }

  /**
   * Returns one that tells a Watch on its connection's event loop, which spares each message the
   * way from one thread to another: a fifth of the time to the last of 1,000 watchers. For a server
   * that has {@code directExecutor()}, such as one of health alone, and event loops of its own:
   *
   * <pre>{@code
   * static @Nullable Executor eventLoop(EventLoopGroup loops) {
   *   for (EventExecutor loop : loops) {
   *     if (loop.inEventLoop()) {
   *       return loop;
   *     }
   *   }
   *   return null;
   * }
   *
   * GrpcHealth.of(health).eventLoop(() -> eventLoop(loops))
   * }</pre>
   *
   * <p>Of more than some thousand watchers of a service, and where an event loop does not come to
   * it, they are told by the source's threads as ever.
   *
   * @param current returns the event loop that calls it, or null if that is none; called once a
   *     Watch, by gRPC's thread
   */
  public GrpcHealth eventLoop(Supplier<? extends @Nullable Executor> current) {
    return new GrpcHealth(source, current, listLimit);
  }

  @Override
  public ServerServiceDefinition bindService() {
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(HealthGrpc.SERVICE_NAME)
            .setSchemaDescriptor(HealthGrpc.getServiceDescriptor().getSchemaDescriptor())
            .addMethod(Wire.CHECK)
            .addMethod(Wire.WATCH);
    if (listLimit > 0) {
      descriptor.addMethod(HealthGrpc.getListMethod());
    }
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(descriptor.build())
            .addMethod(Wire.CHECK, (call, headers) -> new CheckCall(source, call))
            .addMethod(Wire.WATCH, (call, headers) -> new WatchCall(this, call));
    if (listLimit > 0) {
      service.addMethod(HealthGrpc.getListMethod(), ServerCalls.asyncUnaryCall(this::list));
    }
    return service.build();
  }

  private void list(HealthListRequest request, StreamObserver<HealthListResponse> observer) {
    Map<String, ServingStatus> statuses = source.statuses();
    if (statuses.size() > listLimit) {
      observer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("more than " + listLimit + " services")
              .asRuntimeException());
      return;
    }
    HealthListResponse.Builder response = HealthListResponse.newBuilder();
    statuses.forEach((name, status) -> response.putStatuses(name, Wire.message(status)));
    observer.onNext(response.build());
    observer.onCompleted();
  }
}
