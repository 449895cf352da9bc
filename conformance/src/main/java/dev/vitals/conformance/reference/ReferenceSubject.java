package dev.vitals.conformance.reference;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A {@link ReferenceServer}, whole or broken, as a subject in this process. */
public final class ReferenceSubject implements Subject {
  private final Capabilities capabilities;
  private final ReferenceServer server;

  public ReferenceSubject(Capabilities capabilities, ReferenceServer server) {
    this.capabilities = capabilities;
    this.server = server;
  }

  /** Starts whole ones. */
  public static SubjectLauncher launcher() {
    return services ->
        new ReferenceSubject(
            Capabilities.everything("reference", "1", "java"),
            new ReferenceServer(new ReferenceHealth(new ReferenceCore()), ReferenceStream::new));
  }

  @Override
  public Capabilities capabilities() {
    return capabilities;
  }

  @Override
  public InetSocketAddress address() {
    return server.address();
  }

  @Override
  public void set(String service, ServingStatus status) throws SubjectException {
    attempt("set", () -> core().set(service, status));
  }

  @Override
  public void clear(String service) throws SubjectException {
    attempt("clear", () -> core().clear(service));
  }

  @Override
  public void shutdown() throws SubjectException {
    attempt("shutdown", core()::shutdown);
  }

  @Override
  public void resume() throws SubjectException {
    attempt("resume", core()::resume);
  }

  @Override
  public void flap(Flap flap) throws SubjectException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < flap.threads(); i++) {
      int first = i;
      Thread thread = new Thread(() -> flapEvery(flap, first), "flap-" + i);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubjectException(SubjectException.Kind.GONE, "flap: interrupted", e);
    }
    set(flap.service(), flap.last());
  }

  @Override
  public Stats stats() {
    return core().stats();
  }

  @Override
  public void stop(Duration grace) {
    server.stop();
  }

  @Override
  public boolean isAlive() {
    return server.isOpen();
  }

  @Override
  public void close() {
    server.close();
  }

  /** What a server throws is a command that failed, as it would be in another process. */
  private static void attempt(String op, Runnable command) throws SubjectException {
    try {
      command.run();
    } catch (RuntimeException e) {
      throw new SubjectException(SubjectException.Kind.FAILED, op + ": " + e.getMessage(), e);
    }
  }

  private ReferenceCore core() {
    return server.health().core();
  }

  private void flapEvery(Flap flap, int first) {
    for (int i = first; i < flap.count(); i += flap.threads()) {
      core().set(flap.service(), i % 2 == 0 ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
      if (!flap.pause().isZero()) {
        LockSupport.parkNanos(TimeUnit.NANOSECONDS.toNanos(flap.pause().toNanos()));
      }
    }
  }
}
