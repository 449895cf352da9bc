package dev.vitals.examples.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BackoffTest {

  private final Backoff backoff = new Backoff(() -> 0.5); // no jitter

  @Test
  void waits_longer_each_time_up_to_two_minutes() {
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(1_600));
    assertThat(backoff.next()).isEqualTo(Duration.ofMillis(2_560));
    for (int i = 0; i < 20; i++) {
      backoff.next();
    }
    assertThat(backoff.next()).isEqualTo(Duration.ofMinutes(2));
  }

  @Test
  void does_not_wait_after_an_answer_and_begins_anew() {
    backoff.next();
    backoff.next();
    backoff.answered();
    assertThat(backoff.next()).isZero();
    assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void is_spread_by_a_fifth_either_way() {
    assertThat(new Backoff(() -> 0).next()).isEqualTo(Duration.ofMillis(800));
    assertThat(new Backoff(() -> 1).next()).isEqualTo(Duration.ofMillis(1_200));
  }
}
