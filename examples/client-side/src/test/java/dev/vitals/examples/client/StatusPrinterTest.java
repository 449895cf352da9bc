package dev.vitals.examples.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StatusPrinterTest {

  @Test
  void what_a_server_says_does_not_reach_the_terminal_as_commands_or_lines() {
    Status hostile = Status.NOT_FOUND.withDescription("no\r\nstatus: SERVING\u001b[2J\u009b\u202e");
    assertThat(StatusPrinter.printable(hostile)).isEqualTo("NOT_FOUND: no??status: SERVING?[2J??");
  }

  @Test
  void what_a_server_says_is_cut() {
    Status talkative = Status.INTERNAL.withDescription("x".repeat(100_000));
    assertThat(StatusPrinter.printable(talkative)).hasSizeLessThan(220).endsWith("x…");
  }

  @Test
  void a_server_may_say_nothing() {
    assertThat(StatusPrinter.printable(Status.UNAVAILABLE)).isEqualTo("UNAVAILABLE");
  }
}
