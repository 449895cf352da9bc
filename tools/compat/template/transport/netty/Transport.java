package acme;

import io.grpc.ManagedChannel;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;

final class Transport {

  private Transport() {}

  static ServerBuilder<?> server() {
    return NettyServerBuilder.forPort(0);
  }

  static ManagedChannel channel(int port) {
    return NettyChannelBuilder.forAddress("localhost", port).usePlaintext().build();
  }
}
