package dev.vitals.examples.port;

import static dev.vitals.health.CheckResult.failing;
import static dev.vitals.health.CheckResult.passing;

import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Serves health on port 50052, beside whatever else a program does. Each line flips a status. */
final class Main {

  private static final int PORT = 50_052;

  private Main() {}

  /** Ends with its standard input, or by a signal. Exit: 1 if the port is taken. */
  public static void main(String[] arguments) throws IOException {
    ServiceStatus cache = ServiceStatus.create("cache");
    cache.set(passing());
    Health health = Health.builder().service("acme.FooService", cache).start();
    try {
      HealthPort port = new HealthPort(PORT, health);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(health, port), "stop"));
    } catch (IOException e) {
      System.err.println("port: " + PORT + " (expected: one that is free)");
      System.exit(1);
    }
    System.out.println("Health is on port " + PORT + ". Enter: another status. End: stop.");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    boolean serves = true;
    while (in.readLine() != null) {
      serves = !serves;
      cache.set(serves ? passing() : failing("connection lost"));
      System.out.println(health.status("acme.FooService"));
    }
    System.exit(0);
  }

  /** Clients turn away while answers still come; then it ends. */
  private static void stop(Health health, HealthPort port) {
    health.drain(Duration.ofSeconds(1)).join();
    port.close();
  }
}
