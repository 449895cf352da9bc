package dev.vitals.benchmarks.subject;

import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;

/**
 * A health implementation under measurement: a gRPC service, and the way to change one status.
 *
 * <p>Every subject knows {@link #SERVICE}, which serves at the start, and is driven by its own
 * public API alone. {@link #set} is called by one thread at a time.
 */
public interface Subject extends AutoCloseable {

  /** The service whose status is changed, watched and checked. */
  String SERVICE = "acme.FooService";

  /** Returns the service to register with a server. */
  ServerServiceDefinition service();

  /** Changes the status of {@link #SERVICE}; what a user's thread does, and is made to wait for. */
  void set(boolean serving);

  /** Sets up what the subject needs of a Netty server; most need nothing. */
  default void configure(NettyServerBuilder server) {}

  @Override
  default void close() {}
}
