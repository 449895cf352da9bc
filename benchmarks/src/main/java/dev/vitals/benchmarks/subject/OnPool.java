package dev.vitals.benchmarks.subject;

import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Another subject whose calls run on as many threads as there are processors.
 *
 * <p>gRPC's default executor begins a thread for each task that finds none idle. That is two thirds
 * of a Check's time, and for some seconds half as much again, with any subject: it hides what the
 * answer costs.
 */
final class OnPool implements Subject {

  private final Subject subject;
  private final ExecutorService pool =
      Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());

  OnPool(Subject subject) {
    this.subject = subject;
  }

  @Override
  public ServerServiceDefinition service() {
    return subject.service();
  }

  @Override
  public void configure(NettyServerBuilder server) {
    server.executor(pool);
  }

  @Override
  public void set(boolean serving) {
    subject.set(serving);
  }

  @Override
  public void close() {
    subject.close();
    pool.shutdown();
  }
}
