package dev.vitals.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.benchmarks.report.Run;
import dev.vitals.benchmarks.report.Trial;
import java.io.File;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In which order a plan is worked through, and on which server each trial is made. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RunnerTest {

  private static final List<String> TWO = List.of("vitals", "wire");

  @TempDir private Path home;

  private final List<String> visited = new ArrayList<>();
  private final List<ServerProcess> servers = new ArrayList<>();

  /** Notes which server it is given, and gives a figure unless it is to fail. */
  private final class Visit implements Scenario {
    private final String name;
    private final boolean shares;
    private int failures;

    Visit(String name, boolean shares, int failures) {
      this.name = name;
      this.shares = shares;
      this.failures = failures;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean mayShare() {
      return shares;
    }

    @Override
    public Figures run(ServerProcess server) {
      if (!servers.contains(server)) {
        assertThat(servers).as("only one lives").noneMatch(ServerProcess::isAlive);
        servers.add(server);
      }
      visited.add(name + " on " + servers.indexOf(server));
      if (failures-- > 0) {
        throw new HarnessException("not told");
      }
      return new Figures().put("visits", visited.size());
    }
  }

  /** The servers' jar: a list of what this test's own class path has. */
  @BeforeEach
  void makeJar() throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" ")));
    Path jar = new Lineup(home, 2, List.of()).jar();
    Files.createDirectories(jar.getParent());
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  private Run run(int rounds, boolean shares, Visit... visits) throws Exception {
    List<Plan.Entry> entries =
        Stream.of(visits).map(visit -> new Plan.Entry(visit, TWO, rounds)).toList();
    Run.Origin origin = RunOrigins.of("abc", "any");
    TrialLog log = TrialLog.open(home.resolve("log"), origin);
    new Runner(
            new Lineup(home, 2, List.of("-Xms64m", "-Xmn32m", "-XX:-AlwaysPreTouch")),
            log,
            home,
            new Progress(new PrintStream(OutputStream.nullOutputStream())))
        .run(new Plan("any", rounds, shares, entries, List.of()));
    assertThat(servers).as("none is left running").noneMatch(ServerProcess::isAlive);
    return log.finish(home.resolve("results"), new Run(origin, List.of()));
  }

  @Test
  void a_trial_has_a_server_of_its_own_and_each_round_begins_with_another_subject()
      throws Exception {
    Run run = run(2, false, new Visit("a", true, 0), new Visit("b", true, 0));

    assertThat(run.trials())
        .extracting(trial -> trial.subject() + " " + trial.scenario() + trial.round())
        .containsExactly(
            "wire a1",
            "vitals a1",
            "wire b1",
            "vitals b1", //
            "vitals a2",
            "wire a2",
            "vitals b2",
            "wire b2");
    assertThat(servers).hasSize(8);
  }

  @Test
  void what_may_share_a_server_does_subject_by_subject_after_what_may_not() throws Exception {
    Run run =
        run(
            1,
            true,
            new Visit("a", true, 0),
            new Visit("alone", false, 0),
            new Visit("b", true, 0));

    assertThat(run.trials())
        .extracting(trial -> trial.subject() + " " + trial.scenario())
        .containsExactly("wire alone", "vitals alone", "vitals a", "vitals b", "wire a", "wire b");
    assertThat(visited)
        .containsExactly("alone on 0", "alone on 1", "a on 2", "b on 2", "a on 3", "b on 3");
    assertThat(run.trials().get(3).spinMicros())
        .as("the noise, taken while no server was there")
        .isEqualTo(run.trials().get(2).spinMicros());
  }

  @Test
  void a_trial_that_fails_is_made_again_on_a_fresh_server_which_the_next_may_share()
      throws Exception {
    Run run = run(1, true, new Visit("a", true, 1), new Visit("b", true, 0));

    assertThat(visited).containsExactly("a on 0", "a on 1", "b on 1", "a on 2", "b on 2");
    assertThat(run.trials()).extracting(Trial::failure).containsOnly("");
  }

  @Test
  void one_that_fails_twice_is_told_and_has_no_figures() throws Exception {
    Run run = run(1, false, new Visit("a", false, 2));

    assertThat(run.trials().get(0).failure()).isEqualTo("not told");
    assertThat(run.trials().get(0).figures()).isEmpty();
    assertThat(run.trials().get(1).failure()).isEmpty();
  }
}
