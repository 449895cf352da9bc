package dev.vitals.health.grpc;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guides show must compile. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class GuidesTest {

  /** Gives the names that the pages take for granted; … stands for the reader's own code. */
  private static final String FRAME =
      """
      import static dev.vitals.health.ServingStatus.NOT_SERVING;
      import static java.time.Duration.ofSeconds;
      import static java.util.concurrent.TimeUnit.SECONDS;

      import dev.vitals.health.*;
      import dev.vitals.health.core.*;
      import dev.vitals.health.grpc.*;
      import io.grpc.netty.NettyServerBuilder;
      import java.util.Map;

      abstract class Shown {
        abstract void respond(ServingStatus status);

        abstract void wake(Watch watch);

        void show(
            Health health,
            HealthSource source,
            String name,
            io.grpc.Server server,
            java.util.logging.Logger log)
            throws Exception {
      %s
        }
      }
      """;

  @ParameterizedTest
  @ValueSource(strings = {"operating.md", "platforms.md", "writing-a-transport.md"})
  @Tag("compiler") // Not there where ./check tests on a Java without one.
  void the_code_of_a_page_compiles(String page, @TempDir Path out) throws Exception {
    for (String block : ShownCode.of(Path.of("..", "docs", page))) {
      ShownCode.compile("Shown", FRAME.formatted(block.replace("…", "")), out);
    }
  }
}
