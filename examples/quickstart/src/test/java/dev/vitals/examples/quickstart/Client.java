package dev.vitals.examples.quickstart;

import acme.BarServiceGrpc;
import acme.CountRequest;
import acme.FooServiceGrpc;
import acme.GreetRequest;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;

/** What a test does to the server over the wire. Every wait ends, at the latest, after a minute. */
final class Client implements AutoCloseable {

  private final ManagedChannel channel;

  Client(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
  }

  ServingStatus check(String service) {
    return HealthGrpc.newBlockingStub(channel)
        .withDeadlineAfter(1, TimeUnit.MINUTES)
        .withWaitForReady()
        .check(request(service))
        .getStatus();
  }

  /** Follows the service until it has a status; fails after a minute. */
  void await(String service, ServingStatus expected) throws Exception {
    BlockingClientCall<HealthCheckRequest, HealthCheckResponse> call =
        ClientCalls.blockingV2ServerStreamingCall(
            channel,
            HealthGrpc.getWatchMethod(),
            CallOptions.DEFAULT.withDeadlineAfter(1, TimeUnit.MINUTES).withWaitForReady(),
            request(service));
    while (call.read().getStatus() != expected) {}
    call.cancel("seen", null);
  }

  String greet(String name) {
    return FooServiceGrpc.newBlockingStub(channel)
        .greet(GreetRequest.newBuilder().setName(name).build())
        .getGreeting();
  }

  long count(String counter) {
    return BarServiceGrpc.newBlockingStub(channel)
        .count(CountRequest.newBuilder().setCounter(counter).build())
        .getCount();
  }

  private static HealthCheckRequest request(String service) {
    return HealthCheckRequest.newBuilder().setService(service).build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
