package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.HealthSource;
import dev.vitals.health.core.Health;
import dev.vitals.health.v1.HealthGrpc;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An application with health that is deployed a hundred times, each time by a loader of its own.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RedeployTest {

  private static final int TIMES = 100;

  /** The last one or two may still be on a stack, or in a cache of one entry. */
  private static final int STILL_THERE = 2;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private final ExecutorService containers = Executors.newFixedThreadPool(4);
  private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
  private final Set<WeakReference<ClassLoader>> loaders = new HashSet<>();

  RedeployTest() {
    for (int i = 0; i < 4; i++) {
      containers.execute(() -> {}); // its threads are the container's own, by what they inherit
    }
  }

  @AfterEach
  void stop() {
    containers.shutdownNow();
  }

  /** Loads all of Vitals anew; grpc-java, and whatever else there is, is the container's. */
  private static final class Loader extends URLClassLoader {
    Loader(URL[] urls) {
      super(urls, RedeployTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.vitals.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
      }
    }
  }

  private static URL[] vitals() {
    return Stream.of(
            HealthSource.class, Health.class, GrpcHealth.class, HealthGrpc.class, Deployment.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .toArray(URL[]::new);
  }

  @SuppressWarnings("unchecked")
  private void deploy(@Nullable Executor given) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (Loader loader = new Loader(vitals())) {
      thread.setContextClassLoader(loader);
      loaders.add(new WeakReference<>(loader, collected));
      Class<?> type = loader.loadClass(Deployment.class.getName());
      assertThat(type.getClassLoader()).isSameAs(loader);
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true); // its package is another one than ours
      Function<@Nullable Executor, String> application =
          (Function<@Nullable Executor, String>) constructor.newInstance();
      assertThat(application.apply(given)).isEqualTo("SERVING 4 true");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void awaitCollected() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE;
    while (loaders.size() > STILL_THERE && System.nanoTime() < deadline) {
      System.gc();
      for (Object gone = collected.remove(100); gone != null; gone = collected.poll()) {
        loaders.remove(gone);
      }
    }
  }

  private static List<String> vitalsThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("vitals"))
        .sorted()
        .toList();
  }

  private static void awaitNoThreads() {
    long deadline = System.nanoTime() + PATIENCE;
    while (!vitalsThreads().isEmpty() && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(vitalsThreads()).isEmpty();
  }

  /**
   * Half of them on threads of their own, which end; half on their container's, which go on and
   * would hold what a thread local held.
   */
  @Test
  void leaves_no_class_and_no_thread_behind() throws Exception {
    for (int i = 0; i < TIMES; i++) {
      deploy(i % 2 == 0 ? null : containers);
    }
    awaitNoThreads();
    awaitCollected();
    assertThat(loaders).as("class loaders still reachable").hasSizeLessThanOrEqualTo(STILL_THERE);
  }

  /** The test can fail: it sees a loader that something of the container holds on to. */
  @Test
  void would_be_noticed_if_one_class_were_held() throws Exception {
    Loader held = new Loader(vitals());
    loaders.add(new WeakReference<>(held, collected));
    Object type = held.loadClass(Deployment.class.getName());
    for (int i = 0; i < 3; i++) {
      loaders.add(new WeakReference<>(new Loader(vitals()), collected));
    }
    awaitCollected();
    assertThat(loaders.stream().map(WeakReference::get))
        .contains(((Class<?>) type).getClassLoader());
    close(held);
  }

  private static void close(Loader loader) throws IOException {
    loader.close();
  }
}
