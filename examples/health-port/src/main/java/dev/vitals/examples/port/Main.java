package dev.vitals.examples.port;

import static dev.vitals.health.CheckResult.failing;
import static dev.vitals.health.CheckResult.passing;

import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Serves health on port 50052, beside whatever else a program does. Each line flips a status. */
final class Main {

  private static final int PORT = 50_052;

  private Main() {}

  public static void main(String[] arguments) {
    ServiceStatus cache = ServiceStatus.create("cache");
    cache.set(passing());
    Health health = Health.builder().service("acme.FooService", cache).start();
    try (HealthPort port = new HealthPort(PORT, health)) {
      System.out.println(
          "Health is on port " + port.port() + ". Enter: another status. End: stop.");
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      boolean serves = true;
      while (in.readLine() != null) {
        serves = !serves;
        cache.set(serves ? passing() : failing("connection lost"));
        System.out.println(health.status("acme.FooService"));
      }
    } catch (IOException e) {
      System.err.println("port: " + PORT + " (expected: one that is free)");
      System.exit(1);
    }
  }
}
