package dev.vitals.health.checks;

import static dev.vitals.health.CheckResult.Outcome.FAILING;
import static org.awaitility.Awaitility.await;

import eu.rekawek.toxiproxy.Proxy;
import eu.rekawek.toxiproxy.model.Toxic;
import eu.rekawek.toxiproxy.model.ToxicDirection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** With a real broker that hangs (SIGSTOP), is cut off and stops. */
@Tag("one-jdk") // It is the broker's start that takes long.
@ExtendWith(NeedsToxiproxy.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KafkaCheckTest {

  private static final Duration SOON = Running.TIMEOUT.multipliedBy(10);

  @TempDir private static Path folder;

  @AutoClose private static Toxiproxy toxiproxy;
  @AutoClose private static KafkaBroker broker;
  @AutoClose private static Admin admin;
  private static Proxy proxy;

  @BeforeAll
  static void start() throws Exception {
    toxiproxy = Toxiproxy.start();
    int port = Ports.free();
    proxy = toxiproxy.to(port);
    broker = KafkaBroker.start(folder, port, Toxiproxy.port(proxy));
    admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:" + Toxiproxy.port(proxy)));
  }

  private static void failsInTime(Running check) {
    await().atMost(SOON).until(() -> check.report().verdict() == FAILING);
    check.endsItsRuns();
  }

  @Test
  void A_broker_that_hangs_fails_and_passes_when_it_goes_on() throws Exception {
    try (Running check = Running.of(KafkaCheck.of("kafka", admin, 1))) {
      check.passes();
      Signals.stop(Stream.of(broker.process().toHandle()));
      try {
        failsInTime(check);
      } finally {
        Signals.goOn(Stream.of(broker.process().toHandle()));
      }
      check.passes();
    }
  }

  @Test
  void A_broker_cut_off_fails_and_passes_again() throws Exception {
    try (Running check = Running.of(KafkaCheck.of("kafka", admin, 1))) {
      check.passes();
      Toxic toxic = proxy.toxics().timeout("fault", ToxicDirection.DOWNSTREAM, 0);
      failsInTime(check);
      toxic.remove();
      check.passes();
      proxy.disable();
      failsInTime(check);
      proxy.enable();
      check.passes();
    }
  }

  @Test
  void A_cluster_with_too_few_brokers_fails() {
    try (Running check = Running.of(KafkaCheck.of("kafka", admin, 2))) {
      check.fails("brokers: 1 (expected: >= 2)");
    }
  }
}
