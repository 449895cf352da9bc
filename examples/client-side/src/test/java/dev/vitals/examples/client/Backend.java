package dev.vitals.examples.client;

import acme.FooServiceGrpc;
import acme.GreetReply;
import acme.GreetRequest;
import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceStatus;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server with {@code acme.FooService}, which answers with the server's name. */
final class Backend implements AutoCloseable {

  private final ServiceStatus check = ServiceStatus.create("check");
  private final Health health = Health.builder().service("acme.FooService", check).start();
  private final Server server;

  Backend(String name) throws IOException {
    check.set(CheckResult.passing());
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new Named(name))
            .addService(GrpcHealth.of(health))
            .build()
            .start();
  }

  String address() {
    return "127.0.0.1:" + server.getPort();
  }

  void fail() {
    check.set(CheckResult.failing("turned off"));
  }

  void pass() {
    check.set(CheckResult.passing());
  }

  @Override
  public void close() {
    server.shutdownNow();
    health.close();
  }

  private static final class Named extends FooServiceGrpc.FooServiceImplBase {

    private final String name;

    Named(String name) {
      this.name = name;
    }

    @Override
    public void greet(GreetRequest request, StreamObserver<GreetReply> reply) {
      reply.onNext(GreetReply.newBuilder().setGreeting(name).build());
      reply.onCompleted();
    }
  }
}
