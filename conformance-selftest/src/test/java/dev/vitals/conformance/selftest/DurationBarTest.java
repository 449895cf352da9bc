package dev.vitals.conformance.selftest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.selftest.DurationBar.Measured;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DurationBarTest {
  private static Measured measured(Profile profile, Duration time) {
    return new Measured("broken", profile, time, List.of());
  }

  @Test
  void a_quick_run_may_take_45_seconds_and_one_of_the_default_profile_three_minutes() {
    assertThat(measured(Profile.QUICK, Duration.ofSeconds(45)).isTooLong()).isFalse();
    assertThat(measured(Profile.QUICK, Duration.ofSeconds(46)).isTooLong()).isTrue();
    assertThat(measured(Profile.DEFAULT, Duration.ofSeconds(180)).isTooLong()).isFalse();
    assertThat(measured(Profile.DEFAULT, Duration.ofSeconds(181)).isTooLong()).isTrue();
  }

  @Test
  void a_long_run_may_take_as_long_as_it_likes() {
    assertThatIllegalArgumentException().isThrownBy(() -> DurationBar.bar(Profile.LONG));
  }
}
