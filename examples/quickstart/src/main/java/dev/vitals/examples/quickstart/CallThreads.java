package dev.vitals.examples.quickstart;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that calls run on, for a server with {@code directExecutor()}. gRPC's default makes a
 * thread for every call that waits, without end; a bounded pool for all would have a probe wait
 * behind calls that hang. So calls share a bounded number of threads, but health has none: nothing
 * in it waits, and it runs on the event loop that reads its request.
 *
 * <p>Thread-safe. What waits for a thread is bounded by the calls that connections may have open.
 */
final class CallThreads implements ServerCallExecutorSupplier, AutoCloseable {

  private static final String HEALTH = "grpc.health.v1.Health";

  /** More than the pool to the database has connections; the rest waits there. */
  static final int MOST = 64;

  private final AtomicInteger made = new AtomicInteger();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MOST,
          MOST,
          30,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> new Thread(task, "call-" + made.incrementAndGet()));

  CallThreads() {
    threads.allowCoreThreadTimeOut(true);
  }

  /** Returns null where the server's own executor is to be used. */
  @Override
  public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
    String service = call.getMethodDescriptor().getServiceName();
    return HEALTH.equals(service) ? null : threads;
  }

  /** Returns how many threads there are. */
  int count() {
    return threads.getPoolSize();
  }

  /** Lets calls under way end. To be closed after the server. */
  @Override
  public void close() {
    threads.shutdown();
  }
}
