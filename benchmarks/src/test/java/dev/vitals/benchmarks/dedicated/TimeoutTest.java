package dev.vitals.benchmarks.dedicated;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TimeoutTest {

  @ParameterizedTest
  @CsvSource({"1n,1", "20u,20000", "200m,200000000", "0S,0", "2M,120000000000", "1H,3600000000000"})
  void every_unit_is_read(String value, long nanos) {
    assertThat(Timeout.nanos(value)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999H", "99999999M"})
  void more_than_a_long_holds_is_not_soon(String value) {
    assertThat(Timeout.nanos(value)).isGreaterThan(Long.MAX_VALUE / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S", "5", "5x", "-1S", "1.5S", "123456789S"})
  void anything_else_is_none(String value) {
    assertThat(Timeout.nanos(value)).isEqualTo(-1);
  }
}
