package dev.vitals.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PrintableTest {

  @Nested
  class Plain_text {

    @ParameterizedTest
    @ValueSource(
        strings = {"", "acme.FooService", "a b", "ümlaut", "日本語", "\uD83D\uDE00", "{0} %s $x", "…"})
    void stays_as_it_is(String text) {
      assertThat(Printable.text(text)).isEqualTo(text);
    }

    @Test
    void is_quoted_so_that_the_empty_name_is_seen() {
      assertThat(Printable.quote("")).isEqualTo("''");
      assertThat(Printable.quote("acme.Foo")).isEqualTo("'acme.Foo'");
    }
  }

  @Nested
  class What_could_break_a_line_or_steer_a_terminal {

    @ParameterizedTest(name = "U+{0} becomes {1}")
    @CsvSource({
      "0000, \\u0000",
      "0007, \\u0007",
      "0009, \\u0009",
      "000A, \\u000A",
      "000D, \\u000D",
      "001B, \\u001B",
      "007F, \\u007F",
      "0085, \\u0085",
      "009B, \\u009B",
      "00AD, \\u00AD",
      "061C, \\u061C",
      "200B, \\u200B",
      "200E, \\u200E",
      "2028, \\u2028",
      "2029, \\u2029",
      "202E, \\u202E",
      "2066, \\u2066",
      "FEFF, \\uFEFF",
      "E000, \\uE000",
      "FFFF, \\uFFFF",
      "E0001, \\uDB40\\uDC01",
      "005C, \\u005C",
    })
    void is_escaped(String point, String escaped) {
      String text = "a" + Character.toString(Integer.parseInt(point, 16)) + "b";
      assertThat(Printable.text(text)).isEqualTo("a" + escaped + "b");
      assertThat(Printable.quote(text)).isEqualTo("'a" + escaped + "b'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "\uDE00\uD83D"})
    void such_as_an_unpaired_surrogate_is_escaped(String text) {
      assertThat(Printable.text(text)).doesNotContainPattern("[\\ud800-\\udfff]").startsWith("\\u");
    }

    @Test
    void never_comes_through_whatever_the_code_point() {
      for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
        String safe = Printable.text(Character.toString(point));
        int type = Character.getType(safe.codePointAt(0));
        assertThat(type)
            .as("U+%04X", point)
            .isNotIn(
                (int) Character.CONTROL,
                (int) Character.FORMAT,
                (int) Character.SURROGATE,
                (int) Character.LINE_SEPARATOR,
                (int) Character.PARAGRAPH_SEPARATOR);
      }
    }
  }

  @Nested
  class A_quote {

    @Test
    void within_quotes_is_escaped_so_that_nobody_can_close_them() {
      assertThat(Printable.quote("x' (expected: y")).isEqualTo("'x\\u0027 (expected: y'");
      assertThat(Printable.text("it's")).isEqualTo("it's");
    }
  }

  @Nested
  class Two_different_texts {

    @Test
    void never_look_the_same_because_of_the_escapes() {
      assertThat(Printable.text("\\u000A")).isNotEqualTo(Printable.text("\n"));
    }
  }

  @Nested
  class Long_text {

    @Test
    void of_200_characters_is_whole() {
      assertThat(Printable.text("x".repeat(200))).isEqualTo("x".repeat(200));
    }

    @Test
    void is_cut_after_200_characters() {
      assertThat(Printable.text("x".repeat(201))).isEqualTo("x".repeat(200) + "…");
      assertThat(Printable.quote("x".repeat(4_000_000))).isEqualTo("'" + "x".repeat(200) + "…'");
    }

    @Test
    void of_nothing_but_escapes_stays_short_as_well() {
      assertThat(Printable.text("\u0000".repeat(4_000_000))).hasSizeLessThan(215).endsWith("…");
    }
  }
}
