package dev.vitals.health.grpc;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.security.Principal;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
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
 *
 * <p>It needs grpc-java, which its user brings in a version of their own, and no protobuf: what
 * interceptors see as messages are a {@link ServingStatus}, for a List a map of them, and for
 * requests an object that can be shown and not changed. Where protobuf-java and grpc-protobuf are
 * on the path, server reflection describes the service.
 */
public final class GrpcHealth implements BindableService {

  final HealthSource source;
  final int listLimit;
  final Function<? super ServerCall<?, ?>, ? extends @Nullable Object> identity;

  private GrpcHealth(
      HealthSource source,
      int listLimit,
      Function<? super ServerCall<?, ?>, ? extends @Nullable Object> identity) {
    this.source = requireNonNull(source, "source");
    this.listLimit = listLimit;
    this.identity = identity;
  }

  /** Serves a source, with List of up to 100 services [gRFC A90]. */
  public static GrpcHealth of(HealthSource source) {
    return new GrpcHealth(source, 100, GrpcHealth::tlsPrincipal);
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
    return new GrpcHealth(source, services, identity);
  }

  /**
   * Returns one that identifies clients in another way, for the share that a source allows to each
   * of them. Without it a client is the principal of its TLS certificate, where the server asks for
   * one, and else its connection.
   *
   * <pre>{@code
   * GrpcHealth.of(health).identity(call -> TENANT.get()) // a Context.Key, set by an interceptor
   * }</pre>
   *
   * @param of returns who makes a call, something with {@code equals} and {@code hashCode}, or null
   *     if only the connection is known. Called once a Watch, by gRPC's thread and in the call's
   *     context, with a call of which it should only read the attributes. If it throws, that Watch
   *     ends
   */
  public GrpcHealth identity(Function<? super ServerCall<?, ?>, ? extends @Nullable Object> of) {
    return new GrpcHealth(source, listLimit, requireNonNull(of, "of"));
  }

  @Override
  public ServerServiceDefinition bindService() {
    MethodDescriptor<Request, ServingStatus> check = Wire.check();
    MethodDescriptor<Request, ServingStatus> watch = Wire.watch();
    MethodDescriptor<Request, Map<String, ServingStatus>> list = Wire.list();
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(Wire.SERVICE)
            .setSchemaDescriptor(Schema.ofService())
            .addMethod(check)
            .addMethod(watch);
    if (listLimit > 0) {
      descriptor.addMethod(list);
    }
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(descriptor.build())
            .addMethod(check, (call, headers) -> new CheckCall(source, call))
            .addMethod(watch, (call, headers) -> new WatchCall(this, call));
    if (listLimit > 0) {
      service.addMethod(list, (call, headers) -> new ListCall(this, call));
    }
    return service.build();
  }

  private static @Nullable Principal tlsPrincipal(ServerCall<?, ?> call) {
    SSLSession tls = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    try {
      return tls == null ? null : tls.getPeerPrincipal();
    } catch (SSLPeerUnverifiedException e) {
      return null; // it has shown no certificate
    }
  }
}
