package dev.vitals.health.checks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;

/** A real PostgreSQL with its data in a folder. */
record Postgres(EmbeddedPostgres server, Path data) implements AutoCloseable {

  private static final Path UNPACKED =
      Path.of(System.getProperty("user.home"), ".cache", "vitals", "postgresql");

  static Postgres start(Path folder) throws IOException {
    Path data = folder.resolve("pg");
    return new Postgres(
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setOverrideWorkingDirectory(UNPACKED.toFile())
            .setPGStartupWait(Duration.ofSeconds(60))
            .start(),
        data);
  }

  int port() {
    return server.getPort();
  }

  Connection connect() throws SQLException {
    return server.getPostgresDatabase().getConnection();
  }

  /** Returns a pool whose own limits are below those of {@link Running}'s checks. */
  HikariDataSource pool(int size) {
    return pool(size, port());
  }

  /** Returns such a pool, by way of a port that leads here. */
  static HikariDataSource pool(int size, int port) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres");
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(300);
    config.setValidationTimeout(250);
    return new HikariDataSource(config);
  }

  /** Returns the server's processes: the first one, and those of its connections. */
  Stream<ProcessHandle> processes() throws IOException {
    long pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0));
    ProcessHandle first = ProcessHandle.of(pid).orElseThrow();
    return Stream.concat(Stream.of(first), first.descendants());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
