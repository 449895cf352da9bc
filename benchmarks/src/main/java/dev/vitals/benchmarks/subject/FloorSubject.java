package dev.vitals.benchmarks.subject;

import static dev.vitals.benchmarks.subject.SharedBytes.encodedOnce;
import static java.util.Objects.requireNonNull;

import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.Grpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.netty.NettyServerBuilder;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The floor: what grpc-java's transport costs by itself. One status, no names, no limits, no
 * isolation: bare calls that share one encoded message.
 *
 * <p>A change is a volatile write and one hand-off a connection. Not a health service: it is what
 * one may cost at least.
 */
public final class FloorSubject implements Subject {

  /** Who writes to a connection's watchers. */
  public enum Drain {
    /** A serial executor for each connection, on a pool of as many threads as processors. */
    SHARDED,
    /** The connection's own event loop; the server's calls run there too. */
    EVENT_LOOP
  }

  private static final MethodDescriptor<HealthCheckRequest, byte[]> CHECK =
      encodedOnce(HealthGrpc.getCheckMethod());
  private static final MethodDescriptor<HealthCheckRequest, byte[]> WATCH =
      encodedOnce(HealthGrpc.getWatchMethod());

  private final Map<SocketAddress, FloorShard> shards = new ConcurrentHashMap<>();
  private final @Nullable ExecutorService pool;
  private final @Nullable EventLoops loops;
  private volatile byte[] message = SharedBytes.SERVING;

  FloorSubject(Drain drain) {
    boolean sharded = drain == Drain.SHARDED;
    int processors = Runtime.getRuntime().availableProcessors();
    pool = sharded ? Executors.newFixedThreadPool(processors, FloorSubject::daemon) : null;
    loops = sharded ? null : new EventLoops();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "floor");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public ServerServiceDefinition service() {
    ServiceDescriptor descriptor =
        ServiceDescriptor.newBuilder(HealthGrpc.SERVICE_NAME)
            .addMethod(CHECK)
            .addMethod(WATCH)
            .build();
    return ServerServiceDefinition.builder(descriptor)
        .addMethod(CHECK, (call, headers) -> new FloorCheck(this, call))
        .addMethod(WATCH, (call, headers) -> new FloorWatch(this, call))
        .build();
  }

  @Override
  public void configure(NettyServerBuilder server) {
    if (loops != null) {
      loops.configure(server);
    }
  }

  @Override
  public void set(boolean serving) {
    message = serving ? SharedBytes.SERVING : SharedBytes.NOT_SERVING;
    shards.values().forEach(FloorShard::signal);
  }

  byte[] message() {
    return message;
  }

  FloorShard join(FloorWatch watch, ServerCall<?, ?> call) {
    return shards.compute(
        connection(call),
        (connection, known) -> {
          FloorShard shard = known != null ? known : new FloorShard(executor());
          shard.add(watch);
          return shard;
        });
  }

  void leave(FloorWatch watch, ServerCall<?, ?> call) {
    shards.computeIfPresent(
        connection(call), (connection, shard) -> shard.remove(watch) ? null : shard);
  }

  private static SocketAddress connection(ServerCall<?, ?> call) {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
  }

  /** Returns what drains a connection. Called by one of its calls: on its event loop, if direct. */
  private Executor executor() {
    if (pool != null) {
      return pool;
    }
    return requireNonNull(requireNonNull(loops).current(), "no event loop calls");
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdownNow();
    }
    if (loops != null) {
      loops.close();
    }
  }
}
