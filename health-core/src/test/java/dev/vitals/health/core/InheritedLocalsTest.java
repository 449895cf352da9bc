package dev.vitals.health.core;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The JDK starts the thread of its delayed futures for whoever needs it first, and the thread keeps
 * what it inherits from that caller for as long as the process lives.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class InheritedLocalsTest {

  private static final InheritableThreadLocal<String> USER = new InheritableThreadLocal<>();

  /** In a process of its own: in this one, another test has needed that thread before. */
  @Test
  void no_thread_of_the_JDK_inherits_the_locals_of_whoever_starts_health() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                InheritedLocalsTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = said(process);
    assertThat(process.waitFor(30, SECONDS)).isTrue();
    assertThat(said.strip()).isEqualTo("looked by vitals-spare, inherited null");
  }

  private static String said(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Starts health with a timer of its own, as a request would that carries a user. */
  public static void main(String[] arguments) {
    USER.set("somebody");
    Queue<String> looking = new ConcurrentLinkedQueue<>();
    CountDownLatch looked = new CountDownLatch(1);
    ScheduledExecutorService timer =
        new ScheduledThreadPoolExecutor(1, Executors.defaultThreadFactory()) {
          @Override
          public boolean isShutdown() {
            if (Thread.currentThread().getName().startsWith("vitals-")) {
              looking.add(Thread.currentThread().getName().replaceAll("-\\d+", ""));
              looked.countDown();
            }
            return super.isShutdown();
          }
        };
    Health health = Health.builder().timer(timer).service("a").start();
    Lab.await(looked); // by now the JDK's thread is there
    USER.remove();
    String inherited =
        CompletableFuture.supplyAsync(
                USER::get, CompletableFuture.delayedExecutor(1, SECONDS, Runnable::run))
            .orTimeout(20, SECONDS)
            .join();
    System.out.println("looked by " + looking.peek() + ", inherited " + inherited);
    health.close();
    timer.shutdownNow();
  }
}
