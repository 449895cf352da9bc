package dev.vitals.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.clause.Clause;
import dev.vitals.conformance.clause.Clauses;
import dev.vitals.conformance.text.TextWrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CommandLineTest {
  @TempDir private Path folder;

  private static Call call(String... args) {
    return Call.of(args);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  /** Misuse: exit code 2, a message, the way out, and not a page of help nor a stack trace. */
  private static void misused(Call call, String... expected) {
    assertThat(call.exit()).isEqualTo(2);
    assertThat(call.err()).contains(expected).doesNotContain("\tat ");
    assertThat(call.err().lines().count()).as(call.err()).isLessThanOrEqualTo(3);
  }

  @Nested
  class Help {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "run",
          "list",
          "explain",
          "doctor",
          "replay",
          "compare",
          "matrix",
          "divergences"
        })
    void is_there_for_each_command_and_fits_a_terminal(String command) {
      Call call = call(command, "--help");
      assertThat(call.exit()).isZero();
      assertThat(call.out()).startsWith("Usage: vitals-conformance " + command);
      assertThat(call.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void names_every_command_and_exit_code() {
      Call call = call("--help");
      assertThat(call.exit()).isZero();
      assertThat(call.out()).contains("run ", "explain ", "doctor ", "  5   nothing ran");
    }

    @Test
    void is_the_answer_to_no_command_at_all_which_is_misuse() {
      assertThat(call().exit()).isEqualTo(2);
      assertThat(call().err()).contains("Commands:", "Exit codes:");
    }

    @Test
    void tells_the_version() {
      assertThat(call("--version").out()).startsWith("vitals-conformance ");
    }
  }

  @Nested
  class Misuse {
    @Test
    void of_a_command_names_those_there_are() {
      misused(call("rnu"), "command: 'rnu'", "run, list, explain");
    }

    @Test
    void of_an_option_suggests_one_or_says_where_the_subjects_own_go() {
      misused(call("run", "--onyl", "x", "--", "true"), "--only", "run --help");
      misused(call("run", "./subject", "--flag"), "the subject's own options come after --");
    }

    @Test
    void by_no_subject_or_two_names_the_three_ways_to_give_one() {
      misused(call("run"), "subject: none", "-- CMD ARG…, --docker IMAGE or --target HOST:PORT");
      misused(call("run", "--target", "h:1", "--", "true"), "subject: more than one");
    }

    @Test
    void of_a_value_says_what_is_expected() {
      misused(call("run", "--profile", "slow", "--", "true"), "--profile", "'slow'");
      misused(call("run", "--jobs", "0", "--", "true"), "jobs: 0 (expected: >= 1)");
      misused(call("run", "--target", "somewhere"), "'somewhere' (expected: HOST:PORT)");
      misused(call("matrix", "--out", "m.txt", "r"), "ends in .html or .md");
    }

    @Test
    void by_a_pattern_that_matches_nothing_names_it() {
      misused(call("run", "--only", "HC-NOPE-*", "--", "true"), "pattern: 'HC-NOPE-*'");
      misused(call("run", "--skip", "HC-NOPE-*", "--", "true"), "pattern: 'HC-NOPE-*'");
      misused(call("list", "--only", "zzz"), "pattern: 'zzz'");
      misused(call("explain", "HC-WATCH-99"), "clause: 'HC-WATCH-99'", "list");
    }

    @Test
    void by_results_that_are_not_there_or_not_such() throws IOException {
      String odd = file("odd.json", "{\"schema\":\"another\"}");
      for (String each : List.of("nowhere", odd)) {
        misused(call("compare", each, each), each, "expected");
        misused(call("matrix", "--out", "m.md", each), each, "expected");
        misused(call("replay", each), each, "expected");
        misused(call("divergences", "update", each, "f.json"), each, "expected");
      }
    }

    @Test
    void by_an_out_folder_that_cannot_be_is_told_before_the_run() throws IOException {
      String inTheWay = file("results", "");
      misused(call("run", "--out", inTheWay, "--", "true"), "--out: '" + inTheWay + "'");
    }
  }

  @Nested
  class A_divergences_file {
    private Call run(String text) throws IOException {
      return call("run", "--divergences", file("d.json", text), "--", "true");
    }

    @Test
    void that_is_not_there_is_misuse() {
      misused(call("run", "--divergences", "no.json", "--", "true"), "'no.json' can't be read");
    }

    @Test
    void that_is_no_JSON_is_told_the_line() throws IOException {
      misused(run("{\n\"divergences\": [\n"), "d.json, line 3: ", "Unexpected end-of-input");
    }

    @Test
    void with_a_wrong_field_is_told_which_and_what_is_expected() throws IOException {
      misused(
          run("{\"divergences\":[{\"case\":\"HC-CHECK-01\",\"kind\":\"oops\",\"reason\":\"\"}]}"),
          "divergences[0].kind: 'oops' (expected: bug, ambiguity, by-design, suite-dispute)");
      misused(
          run("{\"divergences\":[{\"case\":\"HC-CHECK-01\",\"kind\":\"bug\"}]}"),
          "divergences[0].reason: missing");
    }

    @Test
    void that_names_no_case_is_told_which() throws IOException {
      misused(
          run("{\"divergences\":[{\"case\":\"HC-NO-01\",\"kind\":\"bug\",\"reason\":\"\"}]}"),
          "case 'HC-NO-01'");
    }
  }

  @Nested
  class Explain {
    @Test
    void tells_what_is_asked_for_where_it_is_written_and_how_it_is_judged() {
      assertThat(call("explain", "hc-watch-07").out())
          .startsWith("HC-WATCH-07  SHOULD")
          .contains("\"It will then subsequently", "health.proto", "open question AMB-02")
          .contains("HC-WATCH-07/no-repeats");
    }

    @Test
    void keeps_to_the_width_of_a_log() {
      for (Clause clause : Clauses.all()) {
        assertThat(call("explain", clause.id()).out().lines())
            .filteredOn(line -> line.length() > TextWrap.USUAL_WIDTH)
            .isEmpty();
      }
    }
  }
}
