package dev.vitals.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.benchmarks.report.Report;
import dev.vitals.benchmarks.report.Run;
import dev.vitals.benchmarks.report.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was broken off, wherever, goes on where it was. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TrialLogTest {

  @TempDir private Path folder;

  private TrialLog open(String commit) throws Exception {
    return TrialLog.open(folder.resolve("log"), RunOrigins.of(commit, "full"));
  }

  private static Trial trial(int round) {
    return new Trial("storm", "vitals", round, "1", Map.of(), "", 1.0, 0.0);
  }

  @Test
  void it_has_the_trials_that_were_made() throws Exception {
    open("abc").add(trial(1));

    assertThat(open("abc").has("storm", "vitals", 1)).isTrue();
    assertThat(open("abc").has("storm", "vitals", 2)).isFalse();
  }

  @Test
  void a_line_that_was_being_written_is_written_anew() throws Exception {
    open("abc").add(trial(1));
    Files.writeString(folder.resolve("log"), "{\"scenario\":\"st", StandardOpenOption.APPEND);

    open("abc").add(trial(2));

    assertThat(open("abc").size()).isEqualTo(2);
  }

  @Test
  void one_that_was_broken_off_at_once_begins_anew() throws Exception {
    Files.createFile(folder.resolve("log"));

    assertThat(open("abc").size()).isZero();
  }

  @Test
  void rounds_that_are_added_to_a_run_come_after_its_own() throws Exception {
    Run before = new Run(RunOrigins.of("abc", "full"), List.of(trial(1), trial(8)));
    TrialLog log = open("abc");
    log.add(trial(1));
    log.add(trial(2));

    Run run = log.finish(folder.resolve("results"), before);

    assertThat(run.trials()).extracting(Trial::round).containsExactly(1, 8, 9, 10);
    assertThat(Report.read(folder.resolve("results"))).isEqualTo(run);
  }

  @Test
  void trials_of_another_commit_are_not_gone_on_with() throws Exception {
    open("abc").add(trial(1));

    assertThat(open("def").size()).isZero();
  }
}
