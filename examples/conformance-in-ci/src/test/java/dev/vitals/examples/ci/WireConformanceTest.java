package dev.vitals.examples.ci;

import dev.vitals.conformance.Subject;
import dev.vitals.conformance.junit.ConformanceTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Every case about names and the rules of gRPC, at the level of SHOULD too. Where this server is
 * known to differ is in a file: that may fail, anything else may not, and once it passes this test
 * says so.
 */
class WireConformanceTest extends ConformanceTest {
  @Override
  protected Subject start(List<String> declaredServices) throws IOException {
    return new HealthStatusManagerSubject();
  }

  /** Leave this out to have every case, which takes three minutes. */
  @Override
  protected Predicate<String> cases() {
    return id -> id.startsWith("HC-NAME-") || id.startsWith("HC-RPC-");
  }

  @Override
  protected boolean strict() {
    return true;
  }

  @Override
  protected Optional<Path> divergences() {
    return Optional.of(Path.of("known-divergences.json"));
  }
}
