package dev.vitals.conformance.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server is made up here: it begins with sixteen calls, one every 20 µs, and takes a change in
 * some time.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AimTest {
  private static final int CALLS = 16;
  private static final long EACH = 20_000;
  private static final int ROUNDS = 300;

  private final Random random = new Random(1);
  private final Aim aim = new Aim(random);

  /** The change arrives so much later, in the mean, than it would without a delay. */
  private void shoot(long latency, long jitter) {
    long arrives = aim.delay() + latency + (long) (random.nextGaussian() * jitter);
    long begun = Math.max(0, Math.min(CALLS, arrives / EACH));
    aim.saw((int) begun, CALLS);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100_000, 2_000_000, -2_000_000, 20_000_000})
  void a_change_meets_the_calls_most_often_however_long_it_takes_to_arrive(long latency) {
    for (int i = 0; i < ROUNDS; i++) {
      shoot(latency, 40_000);
    }
    assertThat(aim.meetings()).isGreaterThan(ROUNDS * 2 / 3);
  }

  @Test
  void it_follows_a_server_that_becomes_slower() {
    for (int i = 0; i < ROUNDS; i++) {
      shoot(i * 10_000, 20_000);
    }
    assertThat(aim.meetings()).isGreaterThan(ROUNDS / 2);
  }

  @Test
  void a_server_whose_calls_all_begin_at_once_is_met_by_no_change() {
    for (int i = 0; i < ROUNDS; i++) {
      aim.saw(i % 2 == 0 ? 0 : CALLS, CALLS);
    }
    assertThat(aim.meetings()).isZero();
    assertThat(aim.rounds()).isEqualTo(ROUNDS);
  }
}
