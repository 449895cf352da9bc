package dev.vitals.health.spring;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.spring.Client.Seen;
import io.grpc.ManagedChannelBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application without Actuator, Micrometer and a web server, on the shaded Netty, as a process
 * of its own.
 */
class BareTest {

  /** What such an application does not have on its class path. */
  private static final Pattern ABSENT =
      Pattern.compile(
          ".*(health-micrometer|micrometer-(core|metrics|registry|jakarta9)|"
              + Platform.ACTUATOR
              + "|grpc-netty-\\d|grpc-servlet|[/\\\\]netty-|tomcat-embed).*");

  private static final Pattern SERVING = Pattern.compile("serving (\\d+) (\\S+)");

  private static String classPath() {
    String tests =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> present =
        Stream.of(tests.split(File.pathSeparator))
            .filter(entry -> !ABSENT.matcher(entry).matches())
            .toList();
    assertThat(present.size()).isLessThan(tests.split(File.pathSeparator).length - 10);
    return Stream.concat(present.stream(), Stream.of(System.getProperty("vitals.shaded-netty")))
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void servesItsOwnChecksAndDrains(@TempDir Path folder) throws Exception {
    Path said = folder.resolve("said");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                BareApp.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      await().atMost(60, SECONDS).until(() -> served(said).isPresent() || !process.isAlive());
      Matcher serving =
          served(said).orElseThrow(() -> new AssertionError("it has ended: " + said(said)));
      assertThat(serving.group(2)).isEqualTo("ShadedNettyGrpcServerFactory");
      int port = Integer.parseInt(serving.group(1));
      try (Client client =
          new Client(ManagedChannelBuilder.forAddress("localhost", port).usePlaintext().build())) {
        assertThat(client.check("")).isEqualTo("SERVING");
        await().until(() -> client.check("readiness").equals("SERVING"));
        Seen seen = client.watch("");
        await().until(() -> seen.statuses.contains("SERVING"));
        process.destroy(); // SIGTERM
        await().until(() -> seen.statuses.contains("NOT_SERVING"));
        seen.end.get(20, SECONDS);
      }
      assertThat(process.waitFor(60, SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Optional<Matcher> served(Path said) {
    Matcher matcher = SERVING.matcher(said(said));
    return matcher.find() ? Optional.of(matcher) : Optional.empty();
  }

  private static String said(Path said) {
    try {
      return Files.readString(said);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
