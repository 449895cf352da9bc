package dev.vitals.benchmarks.subject;

import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;

/**
 * Another subject on a server with {@code directExecutor()}: its calls run on the event loops, as
 * the calls of a server of health alone may, since none of its methods waits.
 */
final class OnEventLoops implements Subject {

  private final Subject subject;
  private final EventLoops loops = new EventLoops();

  OnEventLoops(Subject subject) {
    this.subject = subject;
  }

  @Override
  public ServerServiceDefinition service() {
    return subject.service();
  }

  @Override
  public void configure(NettyServerBuilder server) {
    loops.configure(server);
  }

  @Override
  public void set(boolean serving) {
    subject.set(serving);
  }

  @Override
  public void close() {
    subject.close();
    loops.close();
  }
}
