package dev.vitals.examples.modules;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import dev.vitals.health.grpc.GrpcHealth;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Serves health as a named module, until its standard input ends. */
public final class Main {

  private Main() {}

  /**
   * Takes the port to listen on; with 0, any that is free. Exit: 1 if it can't listen, 2 for wrong
   * usage.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 1 || !args[0].matches("\\d{1,5}") || Integer.parseInt(args[0]) > 65_535) {
      System.err.println("arguments: " + List.of(args) + " (expected: PORT)");
      System.exit(2);
    }
    ServiceStatus cache = ServiceStatus.create("cache");
    ServiceCheck disk =
        ServiceCheck.blocking("disk", context -> disk()).period(Duration.ofSeconds(5)).build();
    Health health = Health.builder().service("acme.FooService", cache, disk).start();
    Server server =
        NettyServerBuilder.forPort(Integer.parseInt(args[0]))
            .addService(GrpcHealth.of(health))
            .build();
    try {
      server.start();
    } catch (IOException e) {
      System.err.println("port: " + args[0] + " (expected: one that is free)");
      System.exit(1);
    }
    cache.set(CheckResult.passing());
    System.out.println(Main.class.getModule() + ": listening on port " + server.getPort());

    System.in.transferTo(OutputStream.nullOutputStream());
    health.drain();
    server.shutdown();
    health.close();
    if (!server.awaitTermination(10, TimeUnit.SECONDS)) {
      server.shutdownNow(); // calls of yours that hang
    }
  }

  private static CheckResult disk() {
    long megabytes = new File(".").getUsableSpace() >> 20;
    return megabytes >= 10
        ? CheckResult.passing()
        : CheckResult.failing("only " + megabytes + " MB are free");
  }
}
