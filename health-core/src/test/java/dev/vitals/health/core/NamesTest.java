package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.WatchRefusedException;
import dev.vitals.health.WatchRefusedException.Limit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NamesTest {

  private final Health health = Lab.inline(new ManualTime()).start();

  @Nested
  class Any_well_formed_string {

    @ParameterizedTest
    @ValueSource(
        strings = {
          " ",
          "\u0000",
          "a b",
          "acme.Foo\u0000",
          "line\nend",
          "tab\t",
          "\u001b[2J",
          "\u202eoof",
          "/",
          "*",
          "acme.*",
          "'quoted'",
          "{0}",
          "%s",
          "ümlaut",
          "日本語",
          "\uD83D\uDE00",
          "\uFFFF",
          "\uFEFF",
          "a\\b"
        })
    void is_a_name_compared_exactly(String name) {
      health.addService(name);
      assertThat(health.status(name)).isEqualTo(SERVING);
      assertThat(health.statuses()).containsKey(name);
      assertThat(health.report(name).orElseThrow().service()).isEqualTo(name);
      assertThat(Reader.of(health, name).seen).containsExactly(SERVING);
      assertThat(health.status(name + " ")).isEqualTo(SERVICE_UNKNOWN);
      assertThat(health.removeService(name)).isTrue();
    }

    @Test
    void is_not_normalized() {
      health.addService("Acme");
      health.addService("\u00e9");
      assertThat(health.status("acme")).isEqualTo(SERVICE_UNKNOWN);
      assertThat(health.status("e\u0301")).isEqualTo(SERVICE_UNKNOWN);
    }
  }

  @Nested
  class The_limit_of_256_bytes {

    @ParameterizedTest(name = "{0} of a character of {1} bytes")
    @ValueSource(strings = {"a", "é", "日", "\uD83D\uDE00"})
    void is_counted_in_UTF_8(String character) {
      int bytes = character.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
      String longest = character.repeat(256 / bytes) + "x".repeat(256 % bytes);
      health.addService(longest);
      assertThat(Reader.of(health, longest).seen).containsExactly(SERVING);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.addService(longest + "y"))
          .withMessageEndingWith("(expected: at most 256 bytes of UTF-8; it has 257)");
      assertThatExceptionOfType(WatchRefusedException.class)
          .isThrownBy(() -> Reader.of(health, longest + "y"))
          .satisfies(e -> assertThat(e.limit()).isEqualTo(Limit.NAME_LENGTH));
    }

    @Test
    void may_be_moved() {
      Health wide = Lab.inline(new ManualTime()).maxNameBytes(1024).start();
      wide.set("x".repeat(1024), SERVING);
      assertThat(wide.status("x".repeat(1024))).isEqualTo(SERVING);
      Health narrow = Lab.inline(new ManualTime()).maxNameBytes(1).service("x").start();
      assertThatExceptionOfType(WatchRefusedException.class)
          .isThrownBy(() -> Reader.of(narrow, "xy"));
      assertThat(Reader.of(narrow, "").seen).containsExactly(SERVING);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {257, 8100, 12_000, 70_000, 4_000_000})
    void lets_an_over_long_name_be_asked_for_and_keeps_nothing_of_it(int length) {
      String name = "x".repeat(length);
      assertThat(health.status(name)).isEqualTo(SERVICE_UNKNOWN);
      ServingStatus[] answer = new ServingStatus[1];
      health.check(name, status -> answer[0] = status);
      assertThat(answer[0]).isEqualTo(SERVICE_UNKNOWN);
      assertThat(health.report(name)).isEmpty();
      WatchRefusedException refused =
          catchThrowableOfType(WatchRefusedException.class, () -> health.watch(name, watch -> {}));
      assertThat(refused).hasMessage("service name: longer than 256 bytes");
      assertThat(refused.getStackTrace()).isEmpty();
      assertThat(health.openWatches()).isZero();
    }

    @Test
    void cuts_an_over_long_name_in_the_message() {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.addService("x".repeat(1_000_000)))
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).contains("…"));
    }
  }

  @Nested
  class A_string_with_an_unpaired_surrogate {

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "a\uD83Db", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
    void is_no_name(String name) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.addService(name))
          .withMessageMatching("service: '.*' \\(expected: no unpaired surrogates\\)");
      assertThatIllegalArgumentException().isThrownBy(() -> health.set(name, SERVING));
      assertThatIllegalArgumentException().isThrownBy(() -> ServiceStatus.create(name));
      assertThatExceptionOfType(WatchRefusedException.class)
          .isThrownBy(() -> Reader.of(health, name));
      assertThat(health.status(name)).isEqualTo(SERVICE_UNKNOWN);
    }
  }

  @Nested
  class A_name_in_an_error_or_a_log_line {

    @Test
    void is_escaped() {
      String evil = "x\r\n2026-11-23 INFO \u001b[31mall is well\u202e";
      health.addService(evil);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> health.addService(evil))
          .satisfies(
              e -> assertThat(e.getMessage()).doesNotContain("\n", "\r", "\u001b", "\u202e"));
      try (Logs logs = Logs.capture()) {
        health.removeService(evil);
        assertThat(logs.texts())
            .anyMatch(line -> line.contains("\\u000A"))
            .noneMatch(line -> line.contains("\n") || line.contains("\u001b"));
      }
    }
  }
}
