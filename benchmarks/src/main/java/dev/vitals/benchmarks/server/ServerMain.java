package dev.vitals.benchmarks.server;

import dev.vitals.benchmarks.subject.SubjectKind;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/** Serves the subject that its argument names until its input ends. */
final class ServerMain {

  private ServerMain() {}

  public static void main(String[] arguments) throws IOException {
    Steering.run(serve(arguments[0]));
  }

  private static Served serve(String name) throws IOException {
    return switch (name) {
      case "wire" -> new WireServed();
      case "dedicated" -> new DedicatedServed();
      case "core" -> new CoreServed();
      case "services" -> new ServicesServed();
      case "contended" -> new ContendedServed();
      case "counts" -> new CountsServed();
      case "checks" -> new ChecksServed(Duration.ofHours(1));
      case "checks-each-minute" -> new ChecksServed(Duration.ofMinutes(1));
      default -> new GrpcServed(named(name).start());
    };
  }

  private static SubjectKind named(String name) {
    return Arrays.stream(SubjectKind.values())
        .filter(kind -> kind.title().equals(name))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("subject: " + name));
  }
}
