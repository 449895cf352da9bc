package dev.vitals.conformance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.selftest.Programs;
import dev.vitals.conformance.text.TextWrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs from the command line: what is told, what is written, and how it ends. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RunCommandTest {
  @TempDir private Path folder;

  private static Call run(List<String> subject, String... options) {
    List<String> args = new ArrayList<>(List.of("run", "--profile", "quick", "--seed", "5"));
    args.addAll(List.of(options));
    args.add("--");
    args.addAll(subject);
    Call call = Call.of(args.toArray(String[]::new));
    assertThat(call.err()).as("complaints").isEmpty();
    assertThat(call.out()).doesNotContain("\tat ", "Exception");
    return call;
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private String knowing(String test) throws IOException {
    return file(
        "known.json",
        "{\"subject\":\"s\",\"divergences\":[{\"case\":\"%s\",\"kind\":\"bug\",\"reason\":\"r\","
                .formatted(test)
            + "\"reviewAfter\":\"2001-01-01\"}]}");
  }

  @Nested
  class Ends_with {
    private static final String CASE = "HC-CHECK-03/unknown";

    @Test
    void code_0_when_it_conforms() {
      Call call = run(Programs.good(), "--only", CASE);
      assertThat(call.exit()).isZero();
      assertThat(call.out())
          .contains("subject   benign-reference 1 (java)", "ok      HC-CHECK-03/unknown")
          .contains("benign-reference 1: MUST 1/1 · SHOULD 0/0 · n/a 0")
          .endsWith("conforms" + System.lineSeparator());
    }

    @Test
    void code_0_and_a_review_that_is_due_when_what_fails_is_known() throws IOException {
      Call call =
          run(
              Programs.server("unknown-as-ok-unknown"),
              "--only",
              CASE + ",HC-CHECK-01/serving",
              "--divergences",
              knowing(CASE));
      assertThat(call.exit()).isZero();
      assertThat(call.out())
          .contains("conforms, known divergences aside")
          .contains("due for review since 2001-01-01: " + CASE);
    }

    @Test
    void code_1_and_the_evidence_when_something_new_fails() {
      Call call = run(Programs.server("unknown-as-ok-unknown"), "--only", CASE);
      assertThat(call.exit()).isEqualTo(1);
      assertThat(call.out())
          .contains(
              "FAIL    HC-CHECK-03/unknown  MUST", "expected  NOT_FOUND", "came      OK, UNKNOWN")
          .contains("text      \"If the requested service is unknown", "timeline  +")
          .containsPattern("again     java -jar \\S+ run --only HC-CHECK-03/unknown --seed 5")
          .contains("does not conform");
    }

    @Test
    void code_1_for_a_warning_only_when_asked_to() {
      List<String> repeats = Programs.server("repeats-equal-statuses");
      Call lenient = run(repeats, "--only", "HC-WATCH-07");
      assertThat(lenient.exit()).isZero();
      assertThat(lenient.out()).contains("conforms, with 1 warning");
      Call strict = run(repeats, "--only", "HC-WATCH-07", "--fail-on", "should");
      assertThat(strict.exit()).isEqualTo(1);
      assertThat(strict.out()).contains("keeps every MUST, and not every SHOULD");
    }

    @Test
    void code_0_without_a_lie_when_told_never_to_fail() {
      List<String> broken = Programs.server("unknown-as-ok-unknown");
      Call call = run(broken, "--only", CASE, "--fail-on", "never");
      assertThat(call.exit()).isZero();
      assertThat(call.out()).contains("does not conform; --fail-on never lets that pass");
    }

    @Test
    void code_1_and_its_last_words_when_a_caller_ends_the_server() {
      Call call = run(Programs.crashing(), "--only", "HC-NAME-06/up-to-200,HC-CHECK-01/serving");
      assertThat(call.exit()).isEqualTo(1);
      assertThat(call.out())
          .contains("ok      HC-CHECK-01/serving", "FAIL    HC-NAME-06/up-to-200")
          .contains("exit code 134", "buffer overflow in the name")
          .doesNotContain("ERROR");
    }

    @Test
    void code_3_and_the_other_results_when_the_subject_breaks() {
      Call call =
          run(
              Programs.filtered("/^{\"id\"/{p}"),
              "--only",
              "HC-CHECK-03/unknown,HC-CHECK-01/serving,HC-CHECK-02/not-serving");
      assertThat(call.exit()).isEqualTo(3);
      assertThat(call.out())
          .contains("ok      HC-CHECK-03/unknown", "ERROR   HC-CHECK-0")
          .containsAnyOf("a second reply", "a line that no command asked for")
          .contains("the judgement is not whole", "doctor");
    }

    @Test
    void code_3_and_one_reason_when_there_is_no_subject() {
      Call call = run(List.of("./no-such-program"));
      assertThat(call.exit()).isEqualTo(3);
      assertThat(call.out())
          .contains("the subject './no-such-program' can't be run: No such file or directory")
          .contains("nothing was judged: the subject never became ready", "doctor")
          .doesNotContain("MUST 0/");
      assertThat(call.out().lines().count()).isLessThan(20);
    }

    @Test
    void code_4_when_a_known_divergence_passes() throws IOException {
      Call call = run(Programs.good(), "--only", CASE, "--divergences", knowing(CASE));
      assertThat(call.exit()).isEqualTo(4);
      assertThat(call.out()).contains("XPASS   " + CASE, "divergences update");
    }

    @Test
    void code_5_when_nothing_applies_or_nothing_is_left() {
      Call nothingApplies = run(Programs.server("no-list"), "--only", "HC-LIST-01");
      assertThat(nothingApplies.exit()).isEqualTo(5);
      assertThat(nothingApplies.out())
          .contains("n/a     HC-LIST-01/all-known  the subject does not claim the List method");
      assertThat(run(Programs.good(), "--only", "HC-CHECK-03", "--skip", "HC-CHECK-*").exit())
          .isEqualTo(5);
    }
  }

  @Test
  void a_log_has_no_control_codes_and_lines_that_fit() {
    Call call = run(Programs.server("unknown-as-ok-unknown"), "--only", "HC-CHECK-0*,HC-LIST-04");
    assertThat(call.out()).doesNotContain("\u001b", "\r");
    assertThat(call.out().lines())
        .filteredOn(line -> !line.contains("again     "))
        .allMatch(line -> line.length() <= TextWrap.USUAL_WIDTH);
  }

  @Test
  void what_was_written_can_be_replayed_compared_shown_and_made_known() throws IOException {
    String before = folder.resolve("before").toString();
    String after = folder.resolve("after").toString();
    String known = folder.resolve("d.json").toString();
    run(Programs.good(), "--only", "HC-CHECK-03/unknown", "--out", before);
    List<String> broken = Programs.server("unknown-as-ok-unknown");
    Call bad = run(broken, "--only", "HC-CHECK-03/unknown", "--out", after);
    assertThat(bad.out()).contains("to be read: " + Path.of(after, "report.html"));
    assertThat(Path.of(after))
        .isDirectoryContaining("glob:**/results.json")
        .isDirectoryContaining("glob:**/report.html")
        .isDirectoryContaining("glob:**/summary.md")
        .isDirectoryContaining("glob:**/junit.xml")
        .isDirectoryContaining("glob:**/badge.svg");

    Call compared = Call.of("compare", before, after);
    assertThat(compared.exit()).isEqualTo(1);
    assertThat(compared.out()).contains("worse   HC-CHECK-03 MUST  PASS → FAIL", "1 for the worse");
    assertThat(Call.of("compare", after, before).exit()).isZero();

    Call replayed = Call.of("replay", after);
    assertThat(replayed.exit()).isEqualTo(1);
    assertThat(replayed.out()).contains("1 cases, profile quick, seed 5", "timeline  +");
    Call nothing = Call.of("replay", before);
    assertThat(nothing.exit()).isEqualTo(5);
    assertThat(nothing.out()).contains("nothing went wrong");

    assertThat(Call.of("divergences", "update", after, known).out()).contains("1 of them new");
    assertThat(run(broken, "--only", "HC-CHECK-03", "--divergences", known).exit()).isZero();
    assertThat(run(Programs.good(), "--only", "HC-CHECK-03", "--divergences", known).exit())
        .isEqualTo(4);
    assertThat(Call.of("divergences", "update", before, known).out()).contains("0 divergences");

    String page = folder.resolve("pages/matrix.html").toString();
    assertThat(Call.of("matrix", "--out", page, before, after).out()).contains("2 implementations");
    assertThat(Path.of(page)).content().contains("Where implementations differ");
  }
}
