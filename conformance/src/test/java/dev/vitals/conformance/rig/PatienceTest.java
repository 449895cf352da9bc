package dev.vitals.conformance.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PatienceTest {
  private final Patience patience = new Patience();

  @Test
  void the_first_is_waited_for_as_long_as_anything() {
    assertThat(patience.limit()).isEqualTo(Await.LIMIT);
  }

  @Test
  void who_was_always_quick_is_given_two_seconds() {
    patience.came(Duration.ofMillis(3));
    patience.came(Duration.ofMillis(1));
    assertThat(patience.slowest()).isEqualTo(Duration.ofMillis(3));
    assertThat(patience.limit()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void who_was_slow_once_is_given_twenty_times_that() {
    patience.came(Duration.ofMillis(200));
    patience.came(Duration.ofMillis(1));
    assertThat(patience.limit()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void nobody_is_waited_for_longer_than_anything_is() {
    patience.came(Duration.ofSeconds(1));
    assertThat(patience.limit()).isEqualTo(Await.LIMIT);
  }
}
