package dev.vitals.conformance.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.selftest.Programs;
import dev.vitals.conformance.selftest.legal.LegalVariant;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.subject.ProcessLauncher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  @ParameterizedTest
  @MethodSource("legalVariants")
  void legal_habits_of_a_server_are_nothing_to_mend(String id) throws InterruptedException {
    doctor(LegalVariants.find(id).orElseThrow().launcher()).examine();
    assertThat(said.toString().lines())
        .filteredOn(line -> line.startsWith("MEND"))
        // In this process they obey whoever asks; in one of their own they do not.
        .allMatch(line -> line.contains(", not claimed"));
  }

  static Stream<String> legalVariants() {
    return LegalVariants.all().stream().map(LegalVariant::id);
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

  @Test
  void a_change_that_shows_after_its_reply_is_told_with_the_way_out() throws InterruptedException {
    String unclaimed = "s/,\"settleMs\":[0-9]*//";
    assertThat(complaintAbout(Programs.filtered("eventual-by-1-s", unclaimed)))
        .contains("Check of 'acme.", "claim \"settleMs\"");
  }
}
