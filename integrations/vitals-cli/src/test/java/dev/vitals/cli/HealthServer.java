package dev.vitals.cli;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceStatus;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.TlsServerCredentials;
import io.grpc.TlsServerCredentials.ClientAuth;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A real server on loopback with {@code acme.Foo}, whose one check a test turns. */
final class HealthServer implements AutoCloseable {

  private final ServiceStatus check = ServiceStatus.create("check");
  private final Health health = Health.builder().service("acme.Foo", check).start();
  final Queue<Metadata> received = new ConcurrentLinkedQueue<>();
  private final Server server;

  private HealthServer(ServerCredentials credentials) throws IOException {
    pass();
    server = start(credentials, GrpcHealth.of(health), received);
  }

  static HealthServer plain() throws IOException {
    return new HealthServer(InsecureServerCredentials.create());
  }

  static HealthServer tls(Certificates certificates, String alias) throws IOException {
    return new HealthServer(
        TlsServerCredentials.newBuilder()
            .keyManager(certificates.certificate(alias).toFile(), certificates.key(alias).toFile())
            .build());
  }

  /** With TLS, and for clients alone whose certificate the authority has signed. */
  static HealthServer mutualTls(Certificates certificates, String alias) throws IOException {
    return new HealthServer(
        TlsServerCredentials.newBuilder()
            .keyManager(certificates.certificate(alias).toFile(), certificates.key(alias).toFile())
            .trustManager(certificates.authority().toFile())
            .clientAuth(ClientAuth.REQUIRE)
            .build());
  }

  /** A server of another service, or of none. */
  static Server start(BindableService... services) throws IOException {
    NettyServerBuilder builder = loopback(InsecureServerCredentials.create());
    for (BindableService service : services) {
      builder.addService(service);
    }
    return builder.build().start();
  }

  private static Server start(
      ServerCredentials credentials, BindableService service, Queue<Metadata> received)
      throws IOException {
    ServerInterceptor keeps =
        new ServerInterceptor() {
          @Override
          public <Q, A> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            received.add(headers);
            return next.startCall(call, headers);
          }
        };
    return loopback(credentials).intercept(keeps).addService(service).build().start();
  }

  private static NettyServerBuilder loopback(ServerCredentials credentials) {
    return NettyServerBuilder.forAddress(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials);
  }

  String address() {
    return "localhost:" + server.getPort();
  }

  void pass() {
    check.set(CheckResult.passing());
  }

  void fail() {
    check.set(CheckResult.failing("turned off"));
  }

  @Override
  public void close() {
    server.shutdownNow();
    health.close();
  }
}
