package dev.vitals.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class EmbeddedRedisTest {

  private final EmbeddedRedis server = EmbeddedRedis.start();
  private final RedisClient client = RedisClient.create();

  EmbeddedRedisTest() throws IOException {}

  @AfterEach
  void stop() {
    client.shutdown();
    server.close();
  }

  /** Tries until the server is up; the test's time ends it. */
  private RedisCommands<String, String> connect() {
    while (true) {
      try {
        return client.connect(RedisURI.create(server.url())).sync();
      } catch (RedisConnectionException e) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void it_serves_whoever_has_the_password_and_runs_no_scripts() {
    RedisCommands<String, String> known = connect();
    assertThat(known.ping()).isEqualTo("PONG");
    assertThatThrownBy(() -> known.eval("return 1", ScriptOutputType.INTEGER))
        .hasMessageContaining("unknown command");
  }

  @Test
  void it_tells_strangers_nothing() {
    connect();
    assertThatThrownBy(() -> client.connect(RedisURI.create("127.0.0.1", server.port())))
        .hasRootCauseMessage(
            "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO"
                + " AUTH <user> <pass> option can be used to authenticate the client and select the"
                + " RESP protocol version at the same time");
  }

  @Test
  void its_password_is_neither_among_its_arguments_nor_in_what_is_logged_of_it() {
    assertThat(server.toString()).doesNotContain(server.password());
    assertThat(server.server().info().toString()).doesNotContain(server.password());
  }
}
