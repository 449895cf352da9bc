package dev.vitals.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.benchmarks.report.Run;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gets wrong: one line that says so, exit code 2, and nothing measured. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BenchTest {

  @TempDir private Path folder;

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeEach
  void listen() {
    System.setErr(new PrintStream(said, true));
  }

  @AfterEach
  void restore() {
    System.setErr(before);
  }

  private void isRefused(String expected, String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "--home";
    all[1] = folder.toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);

    assertThat(Bench.run(all)).isEqualTo(2);
    assertThat(said.toString()).startsWith("bench: ").contains(expected).hasLineCount(1);
  }

  @Test
  void an_unknown_option() {
    isRefused("--nope", "--nope");
  }

  @Test
  void a_subject_that_there_is_not() {
    isRefused("--subjects: nobody (expected: some of [", "--subjects", "nobody");
  }

  @Test
  void a_part_that_nothing_matches() {
    isRefused("--only: nothing (expected: a match for one of [", "--only", "nothing");
  }

  @Test
  void fewer_rounds_than_none() {
    isRefused("--rounds: -1 (expected: 1 or more)", "--rounds", "-1");
  }

  @Test
  void a_whole_run_added_to_another() {
    isRefused("--add: a whole run (expected: a part, by --only, --subjects or --rounds)", "--add");
  }

  @Test
  void rounds_added_to_no_results() {
    isRefused("results.json", "--add", "--only", "counts");
  }

  @Test
  void rounds_added_to_results_of_another_commit() throws Exception {
    Run.Origin origin = RunOrigins.of("abc", "full");
    TrialLog.open(folder.resolve("log"), origin)
        .finish(
            Files.createDirectories(folder.resolve("target/bench")).resolve("results.json"),
            new Run(origin, List.of()));

    isRefused("--add: results of abc on 17 (expected: of ", "--add", "--only", "counts");
  }

  @Test
  void a_file_that_there_is_not() {
    isRefused("a.json", "compare", folder.resolve("a.json").toString(), "b.json");
  }

  @Test
  void a_file_that_is_no_result() throws Exception {
    Path file = Files.writeString(folder.resolve("a.json"), "{");

    isRefused("a.json (expected: what ./bench wrote)", "compare", file.toString(), "b.json");
  }

  @Test
  void a_second_run_in_one_place() throws Exception {
    Path target = Files.createDirectories(folder.resolve("target/bench"));
    try (FileChannel lock =
        FileChannel.open(
            target.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock();

      isRefused("another run is under way", "--only", "counts", "--subjects", "counts");
    }
  }
}
