package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows must work when pasted. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReadmeTest {

  private static final String FRAME =
      """
      import static dev.vitals.health.CheckResult.failing;
      import static dev.vitals.health.CheckResult.passing;
      import static java.time.Duration.ofSeconds;

      import dev.vitals.health.*;
      import dev.vitals.health.core.*;
      import dev.vitals.health.grpc.GrpcHealth;
      import io.grpc.Server;
      import io.grpc.netty.NettyServerBuilder;
      import java.time.Duration;

      public class Pasted implements Runnable {
        interface DataSource {}

        static CheckResult ping(DataSource dataSource, Duration within) {
          return passing();
        }

        static void main(DataSource dataSource) throws Exception {
      %s
        }

        @Override
        public void run() {
          try {
            main(null);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        }
      }
      """;

  @Test
  @Tag("compiler") // Not there where ./check tests on a Java without one.
  void its_code_compiles_and_runs(@TempDir Path out) throws Exception {
    String code =
        ShownCode.of(Path.of("..", "README.md"))
            .get(0)
            .replace("forPort(50051)", "forPort(0)") // any that is free
            .replace("drain(ofSeconds(5))", "drain(Duration.ofMillis(1))");
    assertThat(code).contains("forPort(0)", "ofMillis(1)");
    ShownCode.compile("Pasted", FRAME.formatted(code), out);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {out.toUri().toURL()})) {
      Runnable pasted =
          (Runnable) loader.loadClass("Pasted").getDeclaredConstructor().newInstance();
      pasted.run();
    }
  }
}
