package dev.vitals.realclients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.DockerClientFactory;

/** The guide's override of OVERALL, and a SIGTERM, as the real probe sees them. */
@ExtendWith(Needs.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OverallAndDrainIT {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void overall_depends_on_its_own_list_and_liveness_survives_a_drain() {
    try (Rig rig = new Rig(Map.of("OVERALL", "cache", "DRAIN", "20s"))) {
      eventually(rig, "-addr=localhost:50051 -service acme.FooService", 0);
      Rig.pause(rig.postgresql);
      eventually(rig, "-addr=localhost:50051 -service acme.FooService", 4);
      assertThat(Probe.run(rig.server, "-addr=localhost:50051").exit()).isZero();
      Rig.unpause(rig.postgresql);
      eventually(rig, "-addr=localhost:50051 -service acme.FooService", 0);

      DockerClientFactory.lazyClient()
          .killContainerCmd(rig.server.getContainerId())
          .withSignal("TERM")
          .exec();
      eventually(rig, "-addr=localhost:50051", 4);
      assertThat(Probe.run(rig.server, "-addr=localhost:50051 -service acme.BarService").exit())
          .isEqualTo(4);
      assertThat(Probe.run(rig.server, "-addr=localhost:50051 -service liveness").exit()).isZero();
      await()
          .atMost(LIMIT.multipliedBy(2))
          .untilAsserted(
              () -> {
                var state = rig.server.getCurrentContainerInfo().getState();
                assertThat(state.getRunning()).isFalse();
                assertThat(state.getExitCodeLong()).isEqualTo(143);
              });
    }
  }

  private static void eventually(Rig rig, String commandLine, int exit) {
    await()
        .atMost(LIMIT)
        .pollDelay(Duration.ZERO)
        .untilAsserted(() -> assertThat(Probe.run(rig.server, commandLine).exit()).isEqualTo(exit));
  }
}
