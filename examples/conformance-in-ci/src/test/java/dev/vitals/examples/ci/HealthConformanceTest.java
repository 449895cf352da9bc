package dev.vitals.examples.ci;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.junit.ConformanceTest;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

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

  /** -Dcases=HC-WATCH-07 runs one clause alone. */
  @Override
  protected Predicate<String> cases() {
    String only = System.getProperty("cases", "");
    return id -> id.startsWith(only);
  }
}
