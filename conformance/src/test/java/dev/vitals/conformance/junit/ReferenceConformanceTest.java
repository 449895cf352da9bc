package dev.vitals.conformance.junit;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.reference.ReferenceSubject;
import java.util.List;
import java.util.function.Predicate;

/** The kit itself, on the reference server: the quick cases of Check and lame duck. */
class ReferenceConformanceTest extends ConformanceTest {
  @Override
  protected Subject start(List<String> declaredServices) throws Exception {
    return ReferenceSubject.launcher().launch(declaredServices);
  }

  @Override
  protected Profile profile() {
    return Profile.QUICK;
  }

  @Override
  protected Predicate<String> cases() {
    return id -> id.startsWith("HC-CHECK-") || id.startsWith("HC-LIFE-");
  }
}
