package dev.vitals.cli;

import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import dev.vitals.health.v1.HealthGrpc;
import dev.vitals.health.v1.HealthListRequest;
import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Deadline;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls one server. Each call has a connection of its own, so that the next one meets no backoff of
 * a failed one. Blocks the caller's thread. Thread-safe: it keeps nothing of a call.
 *
 * @param host a name or an address
 * @param serverName the name that the certificate must have, if not the host's
 * @param headers sent with each call
 */
record HealthClient(
    String host,
    int port,
    ChannelCredentials credentials,
    @Nullable String serverName,
    Metadata headers) {

  /** Calls Check once. Does not wait for a server that is not there. */
  ServingStatus check(String service, @Nullable Deadline deadline) throws CallFailedException {
    return call(deadline, stub -> stub.check(request(service)).getStatus());
  }

  /** Calls List. Returns the services by name. */
  SortedMap<String, ServingStatus> list(@Nullable Deadline deadline) throws CallFailedException {
    return call(
        deadline,
        stub -> {
          SortedMap<String, ServingStatus> statuses = new TreeMap<>();
          stub.list(HealthListRequest.getDefaultInstance())
              .getStatusesMap()
              .forEach((name, status) -> statuses.put(name, status.getStatus()));
          return statuses;
        });
  }

  /**
   * Reads one Watch until somebody has seen enough.
   *
   * @param enough told each status, in order, on this thread; returns whether to stop
   * @throws CallFailedException if the stream ends before that
   */
  void watch(String service, @Nullable Deadline deadline, Predicate<ServingStatus> enough)
      throws CallFailedException {
    boolean seen =
        call(
            deadline,
            stub -> {
              Iterator<HealthCheckResponse> answers = stub.watch(request(service));
              while (answers.hasNext()) {
                if (enough.test(answers.next().getStatus())) {
                  return true;
                }
              }
              return false;
            });
    if (!seen) {
      throw new CallFailedException(
          Exit.FAILED, Status.Code.UNAVAILABLE, "the server ended the stream");
    }
  }

  private static HealthCheckRequest request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  private <T> T call(@Nullable Deadline deadline, Function<HealthGrpc.HealthBlockingStub, T> call)
      throws CallFailedException {
    ManagedChannel channel = connect();
    Reached reached = new Reached();
    try {
      HealthGrpc.HealthBlockingStub stub =
          HealthGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers), reached);
      return call.apply(deadline == null ? stub : stub.withDeadline(deadline));
    } catch (StatusRuntimeException e) {
      throw failed(e.getStatus(), reached.server);
    } finally {
      channel.shutdownNow(); // cancels a Watch that is left before its end
    }
  }

  private ManagedChannel connect() {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(host, port, credentials)
            .userAgent("vitals")
            // Notices a server that is gone without a word. By default, gRPC servers cut off
            // clients that ping more often than every five minutes.
            .keepAliveTime(6, TimeUnit.MINUTES);
    return (serverName == null ? builder : builder.overrideAuthority(serverName)).build();
  }

  private CallFailedException failed(Status status, boolean reached) {
    String address = host + ":" + port + ": ";
    if (reached) {
      return new CallFailedException(
          Exit.FAILED, status.getCode(), address + Reason.failed(status));
    }
    boolean tls = !(credentials instanceof InsecureChannelCredentials);
    String why =
        status.getCode() == Status.Code.DEADLINE_EXCEEDED
            ? "not connected in time (--timeout allows more)"
            : Reason.unconnected(status.getCause(), tls);
    return new CallFailedException(Exit.UNCONNECTED, status.getCode(), address + why);
  }

  /**
   * Knows whether a call has got as far as a connection. The status alone does not say so: a server
   * may answer UNAVAILABLE, too. gRPC creates the stream of a call when it has a transport that is
   * ready, on a thread that ends before the call does; hence volatile.
   */
  private static final class Reached extends ClientStreamTracer.Factory
      implements ClientInterceptor {

    private volatile boolean server;

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void streamCreated(Attributes transport, Metadata sent) {
          server = true;
        }
      };
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return next.newCall(method, options.withStreamTracerFactory(this));
    }
  }
}
