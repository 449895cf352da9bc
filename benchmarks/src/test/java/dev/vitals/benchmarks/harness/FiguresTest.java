package dev.vitals.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FiguresTest {

  @Test
  void a_spell_that_slows_half_of_the_slices_does_not_count() {
    double[] slices = {6.1, 9.0, 6.2, 9.5, 6.0, 9.1, 6.3, 8.9};

    assertThat(new Figures().quiet("check_us", slices).values()).containsEntry("check_us", 6.2);
  }

  @Test
  void a_sample_is_its_median_and_its_tenths() {
    long[] nanos = {9000, 1000, 8000, 2000, 7000, 3000, 6000, 4000, 5000, 500, 9500};

    assertThat(new Figures().micros("last", nanos).values())
        .containsEntry("last_us", 5.0)
        .containsEntry("last_p10_us", 1.0)
        .containsEntry("last_p90_us", 9.0);
  }
}
