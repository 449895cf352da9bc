package dev.vitals.examples.quickstart;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A PostgreSQL of this process's own, on loopback, from Maven Central; its data goes with it. */
record EmbeddedPostgresql(EmbeddedPostgres server) implements AutoCloseable {

  /** The default, one for all users in the temporary folder, works for its first user only. */
  private static final File UNPACKED =
      Path.of(System.getProperty("user.home"), ".cache", "vitals", "postgresql").toFile();

  static EmbeddedPostgresql start() throws IOException {
    return start(0);
  }

  /** Starts one on a given port, or on any with 0. */
  static EmbeddedPostgresql start(int port) throws IOException {
    Path data = Files.createTempDirectory("quickstart-postgresql");
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setOverrideWorkingDirectory(UNPACKED)
            .setRegisterShutdownHook(false) // it would stop before the server has drained
            .setPGStartupWait(Duration.ofSeconds(60));
    try {
      return new EmbeddedPostgresql((port == 0 ? builder : builder.setPort(port)).start());
    } catch (IOException | RuntimeException | LinkageError e) {
      end(data);
      throw new IOException(
          "embedded PostgreSQL: " + e.getMessage() + " (the way out: give DATABASE_URL)", e);
    }
  }

  /** Ends what may have been started: a server that is slow to answer is given up, but runs on. */
  private static void end(Path data) throws IOException {
    Path pid = data.resolve("postmaster.pid");
    if (Files.exists(pid)) {
      long server = Long.parseLong(Files.readAllLines(pid).get(0));
      ProcessHandle.of(server).ifPresent(ProcessHandle::destroy);
    }
  }

  String url() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
