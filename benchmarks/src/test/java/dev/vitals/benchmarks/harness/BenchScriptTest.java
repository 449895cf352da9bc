package dev.vitals.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./bench} refuses by itself: one line, exit code 2, and nothing is built for it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BenchScriptTest {

  private static final Path SCRIPT = Path.of("..", "bench");

  private static void isRefused(String expected, String... arguments) throws Exception {
    Process process =
        new ProcessBuilder(
                Stream.concat(Stream.of("bash", SCRIPT.toString()), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    List<String> said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said)
        .as("no word of a build before it")
        .containsExactly("bench: " + expected + " (./bench --help shows what there is)");
    assertThat(process.exitValue()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--nope", "-x", "--quickly", "--rounds3"})
  void an_option_that_there_is_not(String option) throws Exception {
    isRefused("unknown option: " + option, option);
    isRefused("unknown option: " + option, "--quick", option);
    isRefused("unknown option: " + option, "compare", option);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nope", "--quick nope"})
  void a_word_that_is_none(String words) throws Exception {
    isRefused("unknown word: nope", words.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--only", "--subjects", "--rounds", "--server-option"})
  void an_option_without_its_value(String option) throws Exception {
    isRefused(option + ": nothing (expected: a value)", option);
  }
}
