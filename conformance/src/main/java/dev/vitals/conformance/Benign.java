package dev.vitals.conformance;

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
record Benign(String id, String habit, Plant spec, Map<String, String> warnings, boolean slow) {
  static Benign core(String id, String habit, Supplier<ReferenceCore> core) {
    return of(id, habit, Plant.core(core));
  }

  static Benign rpc(String id, String habit, Function<ReferenceCore, ReferenceHealth> health) {
    return of(id, habit, Plant.health(health));
  }

  static Benign frames(String id, String habit, Function<ReferenceHealth, ReferenceStream> stream) {
    return of(id, habit, Plant.stream(stream));
  }

  static Benign request(String id, String habit, Supplier<ReferenceRequest> request) {
    return of(id, habit, Plant.request(request));
  }

  static Benign server(String id, String habit, ReferenceServer.Factory server) {
    return of(id, habit, Plant.server(server));
  }

  static Benign of(String id, String habit, Plant spec) {
    return new Benign(id, habit, spec, Map.of(), false);
  }

  /** The quick cases take it minutes already. */
  Benign takesItsTime() {
    return new Benign(id, habit, spec, warnings, true);
  }

  /** It says this of itself. */
  Benign claiming(UnaryOperator<Capabilities> claims) {
    return new Benign(id, habit, spec.claiming(claims), warnings, slow);
  }

  /** This clause, a SHOULD, may warn of it, for a reason. */
  Benign warns(String clause, String why) {
    Map<String, String> more = new LinkedHashMap<>(warnings);
    more.put(clause, why);
    return new Benign(id, habit, spec, more, slow);
  }

  SubjectLauncher launcher() {
    return spec.launcher("benign-" + id);
  }
}
