package dev.vitals.conformance.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int call(String... args) {
    CommandLine program = Main.commandLine();
    program.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return program.execute(args);
  }

  @Test
  void help_names_the_commands_and_fits_a_terminal() {
    assertThat(call("--help")).isZero();
    assertThat(call("mutant", "--help")).isZero();
    assertThat(call("busy", "--help")).isZero();
    assertThat(call("durations", "--help")).isZero();
    assertThat(out.toString())
        .startsWith("Usage: vitals-conformance-selftest")
        .contains("--only", "mutant ", "busy ", "durations ")
        .contains("Usage: vitals-conformance-selftest mutant");
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void tells_the_version() {
    assertThat(call("--version")).isZero();
    assertThat(out.toString()).startsWith("vitals-conformance-selftest ");
  }

  @Test
  void lists_broken_servers_and_legal_variants() {
    assertThat(call("mutant")).isZero();
    assertThat(out.toString().lines())
        .hasSize(Mutants.all().size() + LegalVariants.all().size())
        .anyMatch(line -> line.matches("watch-drops-last +broken +.+"))
        .anyMatch(line -> line.matches("reference +legal +.+"));
  }

  @Test
  void misuse_names_what_is_wrong_and_the_way_out() {
    assertThat(call("--only", "zzz")).isEqualTo(2);
    assertThat(call("mutant", "zzz")).isEqualTo(2);
    assertThat(call("mtant")).isEqualTo(2);
    assertThat(call("durations", "--only", "yyy")).isEqualTo(2);
    assertThat(call("durations", "--profile", "long")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--only: 'zzz'", "id: 'zzz'", "command: 'mtant' (expected: mutant, busy")
        .contains("--only: [yyy]", "profile: LONG (expected: quick or default)")
        .doesNotContain("\tat ");
  }
}
