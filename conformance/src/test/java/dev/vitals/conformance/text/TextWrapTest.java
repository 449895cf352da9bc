package dev.vitals.conformance.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TextWrapTest {
  @Test
  void breaks_at_blanks_and_hangs_below_the_text() {
    assertThat(TextWrap.lines("came  ", "one two three four five six seven", 26))
        .containsExactly("came  one two three four", "      five six seven");
  }

  @Test
  void leaves_a_word_whole_that_is_too_long() {
    String path = "/grpc.health.v1.Health/" + "x".repeat(40);
    assertThat(TextWrap.lines("", "see " + path + " there", 30))
        .containsExactly("see", path, "there");
  }

  @Test
  void cuts_to_a_width_and_says_so() {
    assertThat(TextWrap.cut("abcdef", 4)).isEqualTo("abc…");
    assertThat(TextWrap.cut("abcd", 4)).isEqualTo("abcd");
  }
}
