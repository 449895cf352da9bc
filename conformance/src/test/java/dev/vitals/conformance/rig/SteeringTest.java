package dev.vitals.conformance.rig;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.reference.ReferenceSubject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SteeringTest {
  /** The violation for a status that was set and never shows. */
  private static Violation unshown(Duration settle) throws Exception {
    ReferenceHealth stuck =
        new ReferenceHealth(new ReferenceCore()) {
          @Override
          public void check(ReferenceCall call, String service) {
            call.send(response(NOT_SERVING));
            call.end(0, "");
          }
        };
    ReferenceServer server = new ReferenceServer(stuck, ReferenceStream::new);
    Capabilities claims = Capabilities.everything("stuck", "1", "java").withSettle(settle);
    Names names = new Names(true, List.of());
    try (ReferenceSubject subject = new ReferenceSubject(claims, server);
        CaseContext c = new CaseContext(subject, names, Profile.QUICK, 1, new ShownFaults())) {
      String name = c.known(SERVING);
      return catchThrowableOfType(Violation.class, () -> c.expectCheck(name, SERVING));
    }
  }

  @Test
  void a_change_that_does_not_show_in_the_time_that_was_claimed_for_it_is_late() throws Exception {
    assertThat(unshown(Duration.ofMillis(50)).isLate()).isTrue();
  }

  @Test
  void one_that_needs_no_time_and_does_not_show_is_wrong() throws Exception {
    assertThat(unshown(Duration.ZERO).isLate()).isFalse();
  }
}
