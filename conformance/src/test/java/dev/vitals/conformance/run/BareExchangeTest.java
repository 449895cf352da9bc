package dev.vitals.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Subject;
import dev.vitals.conformance.reference.ReferenceSubject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BareExchangeTest {
  @Test
  void is_answered_by_an_HTTP_2_server_and_by_ours() throws Exception {
    try (Subject subject = ReferenceSubject.launcher().launch(List.of())) {
      assertThat(BareExchange.with(subject.address()).isAnswered()).isTrue();
    }
    assertThat(BareExchange.withOurs().isAnswered()).isTrue();
    assertThat(BareExchange.withOurs().toString()).startsWith("answered after ");
  }

  @Test
  void is_quick_where_it_takes_a_fortieth_of_what_a_case_waits() {
    assertThat(new BareExchange(Duration.ofMillis(250)).isQuick()).isTrue();
    assertThat(new BareExchange(Duration.ofMillis(251)).isQuick()).isFalse();
    assertThat(new BareExchange(null).isQuick()).isFalse();
    assertThat(BareExchange.slowestOfOurs().isAnswered()).isTrue();
  }

  @Test
  void is_not_answered_by_a_server_that_accepts_and_says_nothing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      BareExchange exchange = BareExchange.with((InetSocketAddress) silent.getLocalSocketAddress());
      assertThat(exchange.isAnswered()).isFalse();
      assertThat(exchange).hasToString("not answered within 1000 ms");
    }
  }
}
