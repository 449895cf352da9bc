package acme;

import io.grpc.ManagedChannel;
import io.grpc.ServerBuilder;

/** A user without protobuf. */
final class Messages {

  private Messages() {}

  static void addTo(ServerBuilder<?> server) {}

  static String ask(ManagedChannel channel) {
    return "";
  }
}
