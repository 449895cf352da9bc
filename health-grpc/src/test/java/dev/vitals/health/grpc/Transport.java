package dev.vitals.health.grpc;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.ServerBuilder;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;

/** The transports that the adapter is tried on: real ones, on loopback or in the process. */
enum Transport {
  NETTY {
    @Override
    ServerBuilder<?> server(String name) {
      return NettyServerBuilder.forPort(0);
    }

    @Override
    ManagedChannelBuilder<?> channel(String name, int port) {
      return NettyChannelBuilder.forAddress("localhost", port).usePlaintext();
    }
  },
  NETTY_SHADED {
    @Override
    ServerBuilder<?> server(String name) {
      return io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder.forPort(0);
    }

    @Override
    ManagedChannelBuilder<?> channel(String name, int port) {
      return io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder.forAddress("localhost", port)
          .usePlaintext();
    }
  },
  IN_PROCESS {
    @Override
    ServerBuilder<?> server(String name) {
      return InProcessServerBuilder.forName(name);
    }

    @Override
    ManagedChannelBuilder<?> channel(String name, int port) {
      return InProcessChannelBuilder.forName(name);
    }
  };

  abstract ServerBuilder<?> server(String name);

  abstract ManagedChannelBuilder<?> channel(String name, int port);

  /** Opens a connection of its own. */
  ManagedChannel connect(String name, int port) {
    return channel(name, port).build();
  }
}
