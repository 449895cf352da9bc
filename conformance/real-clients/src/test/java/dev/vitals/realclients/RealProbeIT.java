package dev.vitals.realclients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real {@code grpc_health_probe} against the quickstart, through real faults and back. */
@ExtendWith(Needs.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RealProbeIT {

  private static final String OVERALL = "-addr=localhost:50051";
  private static final String FOO = "-addr=localhost:50051 -service acme.FooService";
  private static final String BAR = "-addr=localhost:50051 -service acme.BarService";

  /**
   * The failure threshold is 1 here, so that a fault shows within one period, a tenth longer by the
   * jitter, and one timeout.
   */
  private static final Duration BOUND = Rig.PERIOD.multipliedBy(11).dividedBy(10).plus(Rig.TIMEOUT);

  /** For a machine that is busy; under a load of 30 on two cores, none of it was needed. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static Rig rig;

  @BeforeAll
  static void start() {
    rig = new Rig(Map.of());
  }

  @AfterAll
  static void stop() {
    if (rig != null) {
      rig.close();
    }
  }

  @BeforeEach
  void all_is_well() {
    eventually(OVERALL, 0);
  }

  private static Probe probe(String commandLine) {
    return Probe.run(rig.server, commandLine);
  }

  /** Coming back takes the drivers some tries. */
  private static void eventually(String commandLine, int exit) {
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .untilAsserted(() -> assertThat(probe(commandLine).exit()).isEqualTo(exit));
  }

  /** Probes repeatedly. A probe that starts later than the bound after the fault must see it. */
  private static void turnsWithinTheBound(String commandLine) {
    long fault = System.nanoTime();
    Duration stillServing = Duration.ZERO;
    Duration asked = Duration.ZERO;
    Probe probe = probe(commandLine);
    while (probe.exit() == 0 && asked.compareTo(LIMIT) < 0) {
      stillServing = asked;
      asked = Duration.ofNanos(System.nanoTime() - fault);
      probe = probe(commandLine);
    }
    assertThat(probe).isEqualTo(new Probe(4, "service unhealthy (responded with \"NOT_SERVING\")"));
    assertThat(stillServing)
        .as("asked so long after the fault, and told SERVING")
        .isLessThanOrEqualTo(BOUND.plus(SLACK));
  }

  @ParameterizedTest
  @CsvSource({OVERALL, FOO, BAR})
  void the_command_lines_of_the_guide_find_everything_serving(String commandLine) {
    assertThat(probe(commandLine)).isEqualTo(new Probe(0, "status: SERVING"));
  }

  @ParameterizedTest
  @CsvSource({
    "1, -addr=localhost:50051 -connect-timeout=0, connect-timeout must be greater than zero",
    "2, -addr=localhost:1 -connect-timeout=500ms, timeout: failed to connect service",
    "3, -addr=localhost:50051 -service acme.Nobody, NotFound desc = unknown service",
  })
  void what_cannot_be_asked_has_an_exit_code_of_its_own(int exit, String line, String output) {
    Probe probe = probe(line);
    assertThat(probe.exit()).isEqualTo(exit);
    assertThat(probe.output()).contains(output);
  }

  @Test
  void a_database_that_hangs_turns_foo_and_leaves_bar_alone() {
    Rig.pause(rig.postgresql);
    try {
      turnsWithinTheBound(FOO);
      assertThat(probe(BAR).exit()).isZero();
      assertThat(probe(OVERALL).exit()).isEqualTo(4);
      assertThat(probe("-addr=localhost:50051 -service liveness").exit()).isZero();
      assertThat(probe("-addr=localhost:50051 -service readiness").exit()).isEqualTo(4);
    } finally {
      Rig.unpause(rig.postgresql);
    }
    eventually(FOO, 0);
  }

  @Test
  void a_cache_that_is_cut_off_turns_bar_and_leaves_foo_alone() {
    rig.cutOff(rig.redis);
    try {
      turnsWithinTheBound(BAR);
      assertThat(probe(FOO).exit()).isZero();
    } finally {
      rig.connect(rig.redis, "cache");
    }
    eventually(BAR, 0);
  }

  @Test
  void a_database_slower_than_the_timeout_turns_foo() throws Exception {
    var latency = rig.slowDatabase.toxics().latency("slow", ToxicDirection.DOWNSTREAM, 5_000);
    try {
      turnsWithinTheBound(FOO);
      assertThat(probe(BAR).exit()).isZero();
    } finally {
      latency.remove();
    }
    eventually(FOO, 0);
  }

  @Test
  void a_cache_that_is_killed_turns_bar_until_it_is_started_again() {
    Rig.kill(rig.redis);
    try {
      turnsWithinTheBound(BAR);
      assertThat(probe(FOO).exit()).isZero();
    } finally {
      Rig.startAgain(rig.redis);
    }
    eventually(BAR, 0);
  }
}
