package dev.vitals.benchmarks.server;

import dev.vitals.benchmarks.subject.Subject;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Properties;

/** A subject on grpc-java: Netty, the default executor and default limits. */
final class GrpcServed implements Served {

  private final Subject subject;
  private final Server server;
  private final Properties versions = new Properties();

  GrpcServed(Subject subject) throws IOException {
    this.subject = subject;
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    subject.configure(builder);
    server = builder.addService(subject.service()).build().start();
    try (InputStream in = GrpcServed.class.getResourceAsStream("versions.properties")) {
      versions.load(in);
    }
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public String version() {
    return "grpc-java/" + versions.getProperty("grpc-java");
  }

  @Override
  public void set(boolean serving) {
    subject.set(serving);
  }
}
