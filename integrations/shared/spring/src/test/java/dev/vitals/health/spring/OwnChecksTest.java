package dev.vitals.health.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ServiceStatus;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Actuator is shown of the application's own checks. */
class OwnChecksTest {

  private final ServiceStatus broker = ServiceStatus.create("broker");
  private final ServiceStatus mail = ServiceStatus.create("mail");
  private final Health health =
      Health.builder().service("acme.Foo", broker, HealthCheck.optional(mail)).start();
  private final AtomicInteger reports = new AtomicInteger();
  private final OwnChecks checks =
      new OwnChecks(
          Set.of("broker", "mail", "other"),
          () -> {
            reports.incrementAndGet();
            return health.report().services();
          });

  @AfterEach
  void close() {
    health.close();
  }

  @Test
  void aLookReadsOneReportForAll() {
    OwnChecks.Look look = checks.look();
    assertThat(reports).hasValue(0);
    look.show("broker");
    look.show("mail");
    look.show("other");
    assertThat(reports).hasValue(1);
  }

  @Test
  void aCheckThatIsShownAgainIsReadAnew() {
    OwnChecks.Look look = checks.look();
    assertThat(look.show("broker").status()).isEqualTo("UNKNOWN");
    look.show("mail");
    broker.set(CheckResult.passing());
    assertThat(look.show("broker").status()).isEqualTo("UP");
    look.show("mail");
    assertThat(reports).hasValue(2);
  }

  @Test
  void aCheckIsShownWithWhyAndNoWorseThanItCounts() {
    broker.set(CheckResult.failing("connection lost"));
    mail.set(CheckResult.failing("no route"));
    OwnChecks.Look look = checks.look();
    assertThat(look.show("broker").status()).isEqualTo("DOWN");
    assertThat(look.show("broker").details())
        .containsEntry("reason", "connection lost")
        .containsEntry("stale", false)
        .containsKey("streak");
    assertThat(look.show("mail").status()).as("an optional one").isEqualTo("UNKNOWN");

    health.switchOff("broker", "known to the vendor");
    assertThat(checks.look().show("broker").status()).isEqualTo("UNKNOWN");
    assertThat(checks.look().show("broker").details())
        .containsEntry("switchedOff", "known to the vendor");
    assertThat(checks.look().show("other").details())
        .isEqualTo(Map.of("reason", "no service lists this check"));
  }
}
