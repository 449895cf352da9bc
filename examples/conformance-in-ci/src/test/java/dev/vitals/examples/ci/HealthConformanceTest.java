package dev.vitals.examples.ci;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.junit.ConformanceTest;
import java.io.IOException;
import java.util.List;

/** The core of the protocol, in half a minute: for every build. */
class HealthConformanceTest extends ConformanceTest {
  @Override
  protected Subject start(List<String> declaredServices) throws IOException {
    return new HealthStatusManagerSubject();
  }

  @Override
  protected Profile profile() {
    return Profile.QUICK;
  }
}
