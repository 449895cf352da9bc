package dev.vitals.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The harness itself, in small: it counts what it is sent, and refuses to pass on a lie. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HarnessTest {

  private static final TrialDurations BRIEF =
      new TrialDurations(
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          1,
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          Duration.ofMillis(50),
          20,
          Duration.ofSeconds(60));

  @TempDir private Path folder;

  private ServerProcess start(String subject) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String main = "dev.vitals.benchmarks.server.ServerMain";
    String classPath = System.getProperty("java.class.path");
    List<String> command = List.of(java, "-Xmx256m", "-cp", classPath, main, subject);
    return ServerProcess.start(new SubjectCommand(subject, command), folder.resolve("log"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vitals",
        "status-manager",
        "floor-sharded",
        "floor-event-loop",
        "vitals-pool",
        "vitals-direct",
        "floor-pool",
        "dedicated",
        "wire"
      })
  void every_watcher_of_every_subject_is_told_each_change_once(String subject) throws Exception {
    try (ServerProcess server = start(subject)) {
      assertThat(new FanOut(30, 3, BRIEF).run(server).values().get("changes"))
          .isGreaterThanOrEqualTo(20);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vitals", "vitals-direct", "status-manager", "dedicated"})
  void one_server_may_be_measured_again_and_again(String subject) throws Exception {
    try (ServerProcess server = start(subject)) {
      for (Scenario scenario :
          List.of(
              new FanOut(300, 3, BRIEF),
              new FanOut(1, 1, BRIEF),
              new Establish(300, 3, 2),
              new Retained(300, 3),
              new CheckRate(4, 1, BRIEF),
              new FanOut(30, 3, BRIEF))) {
        assertThat(scenario.mayShare()).isTrue();
        assertThat(scenario.run(server).values()).isNotEmpty();
        server.used();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"vitals", "dedicated", "wire"})
  void a_storm_ends_with_all_on_the_final_value_and_few_messages(String subject) throws Exception {
    try (ServerProcess server = start(subject)) {
      Map<String, Double> figures = new Storm(10_000, 100, 2, BRIEF).run(server).values();
      assertThat(figures).containsEntry("cut_off", 0.0);
      assertThat(figures.get("messages_a_watcher")).isBetween(1.0, 1000.0);
      assertThat(figures.get("final_ms"))
          .as("until the last change at least, though nobody is told of it who holds it already")
          .isPositive()
          .isGreaterThanOrEqualTo(figures.get("caller_ms"));
    }
  }

  @Test
  void a_storm_that_ends_where_it_began_is_none() throws Exception {
    try (ServerProcess server = start("wire")) {
      assertThatThrownBy(() -> new Storm(99, 10, 2, BRIEF).run(server))
          .isInstanceOf(HarnessException.class)
          .hasMessageContaining("everybody held before");
    }
  }

  @Test
  void checks_are_measured_once_all_have_run_and_rest() throws Exception {
    try (ServerProcess server = start("checks")) {
      Duration brief = Duration.ofMillis(200);
      Map<String, Double> figures = new IdleChecks(10_000, brief, brief).run(server).values();
      assertThat(server.stats().get("runs")).isBetween(10_000L, 10_100L);
      assertThat(figures.get("runs_a_second")).isBetween(0.0, 100.0);
      assertThat(figures).containsKey("cpu_percent_of_a_core"); // a time, which no test judges
    }
  }

  @Test
  void each_operation_on_a_service_is_measured_among_few_and_among_many() throws Exception {
    try (ServerProcess server = start("services")) {
      assertThat(new Services(BRIEF).run(server).values())
          .containsOnlyKeys(
              "set_us",
              "set_to_few", //
              "set_any_us",
              "set_any_to_few", //
              "set_new_us",
              "set_new_to_few", //
              "add_us",
              "add_to_few", //
              "remove_us",
              "remove_to_few", //
              "refuse_us",
              "refuse_to_few", //
              "batches")
          .hasEntrySatisfying("batches", count -> assertThat(count).isGreaterThanOrEqualTo(1));
    }
  }

  @Test
  void who_changes_a_status_is_measured_beside_some_that_list_and_some_that_watch()
      throws Exception {
    try (ServerProcess server = start("contended")) {
      Map<String, Double> figures = new Contended(BRIEF).run(server).values();
      assertThat(figures.get("sets")).isPositive();
      assertThat(figures.get("lists")).isPositive();
      assertThat(figures.get("watches")).isPositive();
      long lists = server.stats().get("lists");
      long watches = server.stats().get("watches");
      server.pace(Duration.ofMillis(50), Duration.ofMillis(1));
      assertThat(server.paced(Duration.ofSeconds(60)).get("calls")).isPositive();
      assertThat(server.stats())
          .as("they have stopped")
          .containsEntry("lists", lists)
          .containsEntry("watches", watches);
    }
  }

  @Test
  void a_flood_is_as_many_lists_as_it_says_and_a_check_at_each_of_its_ticks() throws Exception {
    try (ServerProcess server = start("vitals")) {
      Map<String, Double> figures = new ListFlood(1500, 50, BRIEF).run(server).values();
      assertThat(figures)
          .containsEntry("lists_ended", 1500.0)
          .containsEntry("unknown_names", 50.0)
          .containsEntry("checks", 50.0);
      assertThat(figures.get("set_p99_us")).isPositive();
      assertThat(figures.get("check_p99_to_control")).isPositive();
    }
  }

  @Test
  void a_server_that_another_was_started_by_ends_it_with_itself() throws Exception {
    ServerProcess server = start("vitals");
    ServerProcess other = server.another();
    assertThat(other.port()).isNotEqualTo(server.port());

    server.close();

    assertThat(other.isAlive()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vitals", "dedicated"})
  void a_watcher_that_did_not_read_gets_few_stale_messages(String subject) throws Exception {
    try (ServerProcess server = start(subject)) {
      assertThat(new Stalled(10_000, BRIEF).run(server).values().get("stale_messages"))
          .isLessThanOrEqualTo(3);
    }
  }

  @Test
  void a_watcher_that_did_not_read_was_there_all_the_time() throws Exception {
    try (ServerProcess server = start("status-manager")) { // it keeps whatever is not read
      assertThat(new Stalled(10_000, BRIEF).run(server).values().get("stale_messages"))
          .isEqualTo(11_000); // with a tenth of them to warm up; the last one is not stale
    }
  }

  @Test
  void a_watcher_that_is_not_told_fails_the_trial() throws Exception {
    try (ServerProcess server = start("vitals");
        WatchClient client = new WatchClient(server.port())) {
      client.connect(1, 0); // a window of 0: nothing gets through
      client.open(1);

      assertThatThrownBy(() -> client.tally().await(1, Duration.ofMillis(100)))
          .isInstanceOf(HarnessException.class)
          .hasMessageContaining("not all hold");
    }
  }

  @Test
  void a_server_rests_once_it_has_done_what_it_was_asked_for() throws Exception {
    try (ServerProcess server = start("vitals")) {
      server.flap(5_000_000);
      server.rest(Duration.ofSeconds(60));

      assertThat(server.flapped(Duration.ZERO)).isNotNull();
    }
  }

  @Test
  void a_subject_that_does_not_start_is_told() {
    assertThatThrownBy(() -> start("nobody"))
        .isInstanceOf(HarnessException.class)
        .hasMessageContaining("has ended");
  }
}
