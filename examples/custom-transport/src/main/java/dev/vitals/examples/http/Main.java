package dev.vitals.examples.http;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Serves the health of a program that needs free disk space, until it is interrupted. */
public final class Main {

  private Main() {}

  /** Usage: {@code Main [PORT] [--details]}. Exit: 1 if it can't listen, 2 for wrong usage. */
  public static void main(String[] args) {
    List<String> words = new ArrayList<>(List.of(args));
    boolean details = words.remove("--details");
    String port = words.isEmpty() ? "8080" : words.remove(0);
    if (!words.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
      System.err.println("arguments: " + List.of(args) + " (expected: [PORT] [--details])");
      System.exit(2);
    }
    try {
      serve(Integer.parseInt(port), details);
    } catch (IOException e) {
      System.err.println("port " + port + ": " + e.getMessage() + " (expected: one that is free)");
      System.exit(1);
    }
  }

  private static void serve(int port, boolean details) throws IOException {
    ServiceCheck disk =
        ServiceCheck.blocking("disk", context -> freeSpace())
            .period(Duration.ofSeconds(10))
            .timeout(Duration.ofSeconds(2))
            .build();
    Health health =
        Health.builder()
            .service("liveness")
            .service("readiness", disk)
            .service("startup", disk)
            .survivesDrain("liveness")
            .start();
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpHealth http = new HttpHealth(health, address, details);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(health, http)));
    System.out.println("http://localhost:" + http.address().getPort() + "/healthz");
  }

  /** Probers turn away while answers still come; then it ends. */
  private static void stop(Health health, HttpHealth http) {
    health.drain(Duration.ofSeconds(1)).join();
    http.close();
    health.close();
  }

  private static CheckResult freeSpace() throws IOException {
    long mebibytes = Files.getFileStore(Path.of(".")).getUsableSpace() >> 20;
    if (mebibytes < 10) {
      return CheckResult.failing("only " + mebibytes + " MiB left");
    }
    return mebibytes < 1024
        ? CheckResult.passing(mebibytes + " MiB left") // degraded: it serves, and reports say why
        : CheckResult.passing();
  }
}
