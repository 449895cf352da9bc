package dev.vitals.conformance.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Profile;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The clock is moved by hand: a round takes as long as the test says. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RoundsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Evidence evidence = new Evidence();
  private long now;

  /** How many of a hundred rounds are made, the first of which may be quicker than the others. */
  private int made(double share, Duration first, Duration each) {
    Rounds rounds = new Rounds(100, Profile.DEFAULT, share, PATIENCE, evidence, () -> now);
    while (rounds.next()) {
      now += (rounds.round() == 1 ? first : each).toNanos();
    }
    return rounds.round();
  }

  private int made(double share, Duration each) {
    return made(share, each, each);
  }

  @Test
  void all_are_made_where_there_is_time() {
    assertThat(made(Rounds.ENOUGH, Duration.ofMillis(1))).isEqualTo(100);
    assertThat(evidence.weakness()).isEmpty();
    assertThat(evidence.notes()).singleElement().asString().startsWith("100 of 100 rounds");
  }

  @Test
  void a_slow_server_ends_them_early_and_the_evidence_is_weak() {
    int made = made(Rounds.ENOUGH, Duration.ofSeconds(1));
    assertThat(made).isBetween(3, 10);
    assertThat(evidence.weakness()).hasValueSatisfying(how -> assertThat(how).contains("of 100"));
  }

  @Test
  void a_busy_machine_gets_as_many_as_are_enough() {
    int made = made(Rounds.ENOUGH, Duration.ofMillis(10), Duration.ofMillis(200));
    assertThat(made).isEqualTo(50);
    assertThat(evidence.weakness()).isEmpty();
  }

  @Test
  void those_whose_number_counts_go_on_to_the_last() {
    assertThat(made(1, Duration.ofMillis(1), Duration.ofMillis(150))).isEqualTo(100);
  }

  @Test
  void patience_has_an_end() {
    assertThat(made(1, Duration.ofMillis(1), Duration.ofSeconds(2))).isLessThan(15);
    assertThat(evidence.weakness()).isPresent();
  }
}
