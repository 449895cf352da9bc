package dev.vitals.conformance.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.reference.ReferenceSubject;
import dev.vitals.conformance.run.MachineLoad;
import dev.vitals.conformance.selftest.Programs;
import dev.vitals.conformance.selftest.SideBySide;
import dev.vitals.conformance.selftest.legal.LegalVariant;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutants;
import dev.vitals.conformance.subject.ProcessLauncher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DoctorTest {
  private static final int WIDTH = 400; // one line a finding

  private final StringWriter said = new StringWriter();

  private Doctor doctor(SubjectLauncher launcher) {
    return new Doctor(launcher, new DoctorNotes(new PrintWriter(said), WIDTH));
  }

  /** The first thing to mend in a subject by itself, with its remedy. */
  private String complaintAbout(List<String> command) throws InterruptedException {
    doctor(new ProcessLauncher(command, Map.of())).examineOne();
    return complaint();
  }

  private String complaint() {
    String text = said.toString();
    assertThat(text).contains("MEND");
    return text.substring(text.indexOf("MEND"));
  }

  @Test
  void a_good_subject_has_nothing_to_mend() throws InterruptedException {
    Doctor doctor = doctor(new ProcessLauncher(Programs.good(), Map.of()));
    assertThat(doctor.examine()).as("%s", said).isZero();
  }

  @TestFactory
  Stream<DynamicTest> legal_habits_of_a_server_are_nothing_to_mend() {
    return SideBySide.test(
        LegalVariants.all(),
        LegalVariant::id,
        DoctorTest::findings,
        findings ->
            assertThat(findings.lines())
                .filteredOn(line -> line.startsWith("MEND"))
                // Here the variants run in the test's process, where they obey commands they don't
                // claim.
                .allMatch(line -> line.contains(", not claimed")));
  }

  private static String findings(LegalVariant variant) throws InterruptedException {
    StringWriter said = new StringWriter();
    new Doctor(variant.launcher(), new DoctorNotes(new PrintWriter(said), WIDTH)).examine();
    return said.toString();
  }

  @Nested
  class A_subject_that_does_not_start {
    @Test
    void is_told_how_to_become_a_program() throws InterruptedException {
      assertThat(complaintAbout(List.of("./no-such-program")))
          .contains("'./no-such-program' can't be run: No such file or directory")
          .contains("on the PATH");
    }

    @Test
    void is_told_where_its_log_belongs() throws InterruptedException {
      assertThat(complaintAbout(Programs.shell("echo Listening on 50051; cat")))
          .contains("'Listening on 50051'", "logs go to standard error");
    }

    @Test
    void is_told_its_last_words() throws InterruptedException {
      assertThat(complaintAbout(Programs.shell("echo bind: in use >&2; exit 7")))
          .contains("exit code 7", "bind: in use");
    }

    @Test
    void is_told_which_field_is_missing() throws InterruptedException {
      assertThat(complaintAbout(Programs.filtered("s/\"ops\":\\[[^]]*\\],//")))
          .contains("\"ops\" missing (expected: an array of command names)");
    }

    @Test
    void is_told_that_nobody_listens_on_its_port() throws InterruptedException {
      assertThat(complaintAbout(Programs.filtered("s/\"port\":[0-9]*/\"port\":9/")))
          .contains("says port 9, and nobody listens there");
    }
  }

  @Nested
  class A_subject_that_claims_wrongly {
    @Test
    void is_told_the_spelling() throws InterruptedException {
      assertThat(complaintAbout(Programs.filtered("s/\"Check\"/\"check\"/")))
          .contains("\"methods\"", "Check, List, Watch, in this spelling; not \"check\"");
    }

    @Test
    void is_told_what_it_offers_and_does_not_claim() throws InterruptedException {
      assertThat(complaintAbout(Programs.filtered("1s/,\"List\"//;1s/\"List\",//")))
          .contains("List is not claimed", "it is offered: put it into \"methods\"");
    }

    @Test
    void is_told_which_command_it_obeys_without_saying_so() throws InterruptedException {
      assertThat(complaintAbout(Programs.filtered("1s/,\"clear\"//;1s/\"clear\",//")))
          .contains("clear, not claimed", "claim it, or answer \"unsupported\"");
    }
  }

  @Nested
  class A_subject_that_answers_badly {
    @Test
    void is_told_of_its_second_reply() throws InterruptedException {
      assertThat(complaintAbout(Programs.filtered("/^{\"id\"/{p}")))
          .containsAnyOf("a second reply", "a line that no command asked for");
    }

    @Test
    void is_told_of_its_log_among_the_replies() throws InterruptedException {
      assertThat(complaintAbout(Programs.filtered("s/^{\"id\"/INFO set done\\n&/")))
          .contains("'INFO set done'", "logs go to standard error");
    }

    @Test
    void is_told_that_it_refuses_with_the_wrong_word() throws InterruptedException {
      assertThat(complaintAbout(Programs.filtered("s/\"error\":\"invalid\"/\"error\":\"failed\"/")))
          .contains("refused as invalid", "\"error\":\"failed\"");
    }

    @Test
    void is_told_that_a_bad_line_ended_it() throws InterruptedException {
      String script =
          "while IFS= read -r line; do case $line in '{'*'}') printf '%s\\n' \"$line\";;"
              + " *) echo JSONDecodeError >&2; exit 1;; esac; done | \"$@\"";
      assertThat(complaintAbout(Programs.around(script)))
          .contains("no JSON is refused", "live on", "JSONDecodeError");
    }
  }

  @Nested
  class A_subject_beside_others {
    private String complaintAbout(String script) throws InterruptedException {
      ProcessLauncher launcher = new ProcessLauncher(Programs.around(script), Map.of());
      new DoctorEnds(launcher, new DoctorNotes(new PrintWriter(said), WIDTH)).examine();
      return complaint();
    }

    @Test
    void is_told_to_let_a_taken_port_be_an_error() throws InterruptedException {
      assertThat(complaintAbout("HEALTH_SUBJECT_PORT=0 exec \"$@\""))
          .contains("a taken port is an error", "it took port");
    }

    @Test
    void is_told_that_it_outlives_its_stop() throws InterruptedException {
      assertThat(complaintAbout("\"$@\"; exec sleep 600 >&2"))
          .contains("stop ends it with 0", "it runs on after", "then cut off what is left");
    }

    @Test
    void is_told_its_wrong_exit_code() throws InterruptedException {
      assertThat(complaintAbout("\"$@\"; exit 3"))
          .contains("stop ends it with 0", "it ends with exit code 3");
    }
  }

  @Nested
  class A_subject_of_a_server_with_a_bug {
    private String notesAbout(String mutant) throws InterruptedException {
      assertThat(doctor(Mutants.find(mutant).orElseThrow().launcher()).examine())
          .as("%s", said)
          .isZero();
      return said.toString();
    }

    @Test
    void is_not_blamed_for_an_UNKNOWN_that_never_shows() throws InterruptedException {
      assertThat(notesAbout("unknown-status-as-not-found"))
          .contains(
              "answers NOT_FOUND, though the other statuses show", "take it out of \"statuses\"");
    }

    @Test
    void is_not_blamed_for_what_the_server_says_of_names_that_nobody_set()
        throws InterruptedException {
      assertThat(notesAbout("unknown-as-ok-unknown"))
          .contains("answers OK, UNKNOWN, as it does of every name that nobody set");
    }

    @Test
    void is_blamed_where_no_status_shows() throws InterruptedException {
      assertThat(complaintAbout(Programs.around("sed -u s/NOT_SERVING/SERVING/ | \"$@\"")))
          .contains("answers OK, NOT_SERVING", "it answers OK, SERVING");
    }
  }

  @Nested
  class A_subject_that_takes_its_time_to_start {
    private static final Duration LONG = Duration.ofSeconds(12);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private String saidWith(MachineLoad load) {
      doctor(ReferenceSubject.launcher()).ready(LONG, load);
      return said.toString();
    }

    @Test
    void is_blamed_on_a_machine_with_nothing_else_to_do() {
      assertThat(saidWith(new MachineLoad(LONG, Duration.ZERO, Duration.ZERO)))
          .contains("MEND   ready after 12.0 s, while threads waited 0%", "processor");
    }

    @Test
    void is_not_blamed_on_a_busy_one() {
      assertThat(saidWith(new MachineLoad(LONG, LONG.dividedBy(2), SECOND)))
          .contains(
              "note   ready after 12.0 s", "too busy to blame", "waited 50%", "1000 ms at once");
    }
  }

  @Test
  void a_change_that_shows_after_its_reply_is_told_with_the_way_out() throws InterruptedException {
    String unclaimed = "s/,\"settleMs\":[0-9]*//";
    assertThat(complaintAbout(Programs.filtered("eventual-by-1-s", unclaimed)))
        .contains("Check of 'acme.", "claim \"settleMs\"");
  }
}
