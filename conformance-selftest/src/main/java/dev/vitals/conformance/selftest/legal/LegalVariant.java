package dev.vitals.conformance.selftest.legal;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceRequest;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.selftest.mutants.FaultyServerSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A health server with a habit that the texts allow: the suite must leave it alone. Immutable; the
 * {@code with}-like methods return a changed copy.
 *
 * @param id in kebab case
 * @param habit what it does that the reference does not, and who does so
 * @param spec the server
 * @param warnings clauses that advise against the very habit, and why they may warn
 * @param slow whether it is so slow that the selftest leaves it at the quick cases
 */
public record LegalVariant(
    String id, String habit, FaultyServerSpec spec, Map<String, String> warnings, boolean slow) {
  public static LegalVariant core(String id, String habit, Supplier<ReferenceCore> core) {
    return of(id, habit, FaultyServerSpec.core(core));
  }

  static LegalVariant rpc(
      String id, String habit, Function<ReferenceCore, ReferenceHealth> health) {
    return of(id, habit, FaultyServerSpec.health(health));
  }

  static LegalVariant frames(
      String id, String habit, Function<ReferenceHealth, ReferenceStream> stream) {
    return of(id, habit, FaultyServerSpec.stream(stream));
  }

  static LegalVariant request(String id, String habit, Supplier<ReferenceRequest> request) {
    return of(id, habit, FaultyServerSpec.request(request));
  }

  static LegalVariant server(String id, String habit, ReferenceServer.Factory server) {
    return of(id, habit, FaultyServerSpec.server(server));
  }

  static LegalVariant of(String id, String habit, FaultyServerSpec spec) {
    return new LegalVariant(id, habit, spec, Map.of(), false);
  }

  /** The quick cases take it minutes already. */
  LegalVariant takesItsTime() {
    return new LegalVariant(id, habit, spec, warnings, true);
  }

  /** It says this of itself. */
  LegalVariant claiming(UnaryOperator<Capabilities> claims) {
    return new LegalVariant(id, habit, spec.claiming(claims), warnings, slow);
  }

  /** This clause, a SHOULD, may warn of it, for a reason. */
  public LegalVariant warns(String clause, String why) {
    Map<String, String> more = new LinkedHashMap<>(warnings);
    more.put(clause, why);
    return new LegalVariant(id, habit, spec, more, slow);
  }

  public SubjectLauncher launcher() {
    return spec.launcher("benign-" + id);
  }
}
