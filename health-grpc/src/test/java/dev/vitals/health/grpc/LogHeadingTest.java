package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceStatus;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * java.util.logging heads each line with the method that called the logger: people read it. (The
 * tests of health-core log elsewhere.)
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LogHeadingTest {

  /** Held, since java.util.logging forgets a logger that nobody holds, with its handlers. */
  private static final Logger LOGGER = Logger.getLogger("dev.vitals.health");

  private final BlockingQueue<String> headings = new LinkedBlockingQueue<>();

  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          headings.add(line.getSourceClassName() + " " + line.getSourceMethodName());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
  }

  @AfterEach
  void leave() {
    LOGGER.setUseParentHandlers(true);
    LOGGER.removeHandler(handler);
  }

  @Test
  void it_names_a_method_and_no_lambda() throws Exception {
    ServiceStatus db = ServiceStatus.create("db");
    try (Health health = Health.builder().service("acme.Foo", db).start()) {
      health.watch(
          "acme.Foo",
          watch -> {
            throw new IllegalStateException("a watcher's own fault, of which a warning tells");
          });
      db.set(CheckResult.passing());

      Set<String> seen = new TreeSet<>();
      while (seen.size() < 2) {
        String heading = headings.poll(10, TimeUnit.SECONDS);
        assertThat(heading).as("a line after those of %s", seen).isNotNull();
        seen.add(heading);
      }
      assertThat(seen)
          .containsExactly("dev.vitals.health.core.Log line", "dev.vitals.health.core.Log write");
    }
  }
}
