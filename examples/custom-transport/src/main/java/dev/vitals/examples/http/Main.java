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
import java.util.List;

/** Serves the health of a program that needs room on its disk, until it is interrupted. */
public final class Main {

  private Main() {}

  /** Usage: {@code Main [PORT] [--details]}. */
  public static void main(String[] args) throws IOException {
    List<String> words = List.of(args);
    int port = words.isEmpty() || words.get(0).startsWith("-") ? 8080 : Integer.parseInt(args[0]);
    ServiceCheck disk =
        ServiceCheck.blocking("disk", context -> room())
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
    HttpHealth http = new HttpHealth(health, address, words.contains("--details"));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  health.drain(Duration.ofSeconds(1)).join();
                  http.close();
                  health.close();
                }));
    System.out.println("http://" + http.address().getHostString() + ':' + port + "/healthz");
  }

  private static CheckResult room() throws IOException {
    long mebibytes = Files.getFileStore(Path.of(".")).getUsableSpace() >> 20;
    if (mebibytes < 10) {
      return CheckResult.failing("only " + mebibytes + " MiB left");
    }
    return mebibytes < 1024
        ? CheckResult.passing(mebibytes + " MiB left") // degraded: it serves, and reports say why
        : CheckResult.passing();
  }
}
