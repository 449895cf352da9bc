package dev.vitals.benchmarks.jmh;

import dev.vitals.benchmarks.subject.Subject;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;

/** How a benchmark's client reaches its server. Public for JMH. */
public enum Transport {
  /** grpc-java's own, without a socket. */
  IN_PROCESS {
    @Override
    Server serve(Subject subject) throws IOException {
      return InProcessServerBuilder.forName(NAME).addService(subject.service()).build().start();
    }

    @Override
    ManagedChannel connect(Server server, Executor executor) {
      return InProcessChannelBuilder.forName(NAME).executor(executor).build();
    }
  },
  /** HTTP/2 over loopback; client and server share the machine and the JVM. */
  NETTY {
    @Override
    Server serve(Subject subject) throws IOException {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      NettyServerBuilder builder = NettyServerBuilder.forAddress(any);
      subject.configure(builder);
      return builder.addService(subject.service()).build().start();
    }

    @Override
    ManagedChannel connect(Server server, Executor executor) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
      return NettyChannelBuilder.forAddress(address).executor(executor).usePlaintext().build();
    }
  };

  private static final String NAME = "benchmark";

  /** Starts a server on grpc-java's default executor, unless the subject brings its own. */
  abstract Server serve(Subject subject) throws IOException;

  /** Opens a channel of one connection. */
  abstract ManagedChannel connect(Server server, Executor executor);
}
