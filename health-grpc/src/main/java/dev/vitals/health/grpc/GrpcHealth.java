package dev.vitals.health.grpc;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.HealthSource;
import dev.vitals.health.Printable;
import dev.vitals.health.ServingStatus;
import io.grpc.BindableService;
import io.grpc.Grpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
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
 * <p>Thread-safe and immutable. It has no threads and no state: the source answers a Check from
 * memory, and an open Watch is one small object. Watches end with {@code UNAVAILABLE} when the
 * source closes, so close it after the server has begun to shut down.
 *
 * <p>It works with the application's own version of grpc-java, and needs no protobuf. Interceptors
 * therefore see other messages than protobuf's: a {@link ServingStatus}, a map of them for List,
 * and an immutable object with a readable {@code toString} for each request. If protobuf-java and
 * grpc-protobuf are on the path, server reflection describes the service.
 */
public final class GrpcHealth implements BindableService {

  /**
   * What a path may be; others cannot be sent as they are. The method is what follows the last
   * slash.
   */
  private static final Pattern PATH = Pattern.compile("/[!-~]+/[!-.0-~]+");

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

  /** Creates the gRPC service of a source. Its List returns up to 100 services [gRFC A90]. */
  public static GrpcHealth of(HealthSource source) {
    return new GrpcHealth(source, 100, GrpcHealth::tlsPrincipal);
  }

  /**
   * Returns a copy whose List returns up to this many services, and fails with {@code
   * RESOURCE_EXHAUSTED} if there are more [health.proto, List]. With 0, List is {@code
   * UNIMPLEMENTED}, for servers that keep their service names private.
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
   * Returns a copy that identifies clients by this function. A source limits the watches of each
   * client. By default, a client is the principal of its TLS certificate if the server asks for
   * one, and otherwise its connection.
   *
   * <pre>{@code
   * GrpcHealth.of(health).identity(call -> TENANT.get()) // a Context.Key, set by an interceptor
   * }</pre>
   *
   * @param of returns the client of a call, as an object with {@code equals} and {@code hashCode},
   *     or null if only the connection is known. Called once per Watch, on gRPC's thread and in the
   *     call's context; it should only read the call's attributes. If it throws, that Watch ends
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

  /**
   * Binds paths that answer by the gRPC code alone: {@code OK} if the service serves, and otherwise
   * {@code UNAVAILABLE}, with an empty response. They are for load balancers that call a path with
   * an empty body and read only the code, such as AWS ALB: to those a {@code NOT_SERVING} in the
   * response of Check is healthy, and so is a missing path where they expect {@code UNIMPLEMENTED}.
   *
   * <pre>{@code
   * GrpcHealth grpc = GrpcHealth.of(health);
   * NettyServerBuilder.forPort(50051)
   *     .addService(grpc)
   *     .addServices(grpc.answerByCode(Map.of("/AWS.ALB/healthcheck", "readiness")));
   * }</pre>
   *
   * <p>A call's request is ignored. Server reflection does not show these paths.
   *
   * @param services the service for each path; a name that nobody knows is {@code UNAVAILABLE}. A
   *     path is {@code /SERVICE/METHOD}. Its SERVICE must be one that the server does not have: of
   *     two definitions with one name, gRPC keeps the latter
   * @return one definition for each SERVICE, for {@code ServerBuilder.addServices}
   * @throws IllegalArgumentException if a path has another form, or is one of {@code
   *     grpc.health.v1.Health}
   */
  public List<ServerServiceDefinition> answerByCode(Map<String, String> services) {
    Map<String, Map<String, String>> methods = new TreeMap<>();
    services.forEach(
        (path, service) -> {
          requireNonNull(service, "service");
          String method = path.startsWith("/") ? path.substring(1) : "";
          String name = MethodDescriptor.extractFullServiceName(method);
          if (!PATH.matcher(path).matches() || name == null || name.equals(Wire.SERVICE)) {
            throw new IllegalArgumentException(
                "path: "
                    + Printable.quote(path)
                    + " (expected: /SERVICE/METHOD, such as /AWS.ALB/healthcheck, and not of "
                    + Wire.SERVICE
                    + ")");
          }
          methods.computeIfAbsent(name, none -> new TreeMap<>()).put(method, service);
        });
    List<ServerServiceDefinition> definitions = new ArrayList<>();
    methods.forEach((name, paths) -> definitions.add(answeringByCode(name, paths)));
    return List.copyOf(definitions);
  }

  private ServerServiceDefinition answeringByCode(String name, Map<String, String> services) {
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(name);
    services.forEach(
        (path, service) ->
            definition.addMethod(
                Wire.answeringByCode(path),
                (call, headers) -> new CodeCall(source, service, call)));
    return definition.build();
  }

  private static @Nullable Principal tlsPrincipal(ServerCall<?, ?> call) {
    SSLSession tls = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    try {
      return tls == null ? null : tls.getPeerPrincipal();
    } catch (SSLPeerUnverifiedException e) {
      return null; // the client has shown no certificate
    }
  }
}
