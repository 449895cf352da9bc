package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceRequest;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A health server with one bug that a real one has had or could have, for the suite to find.
 * Immutable; the {@code with}-like methods return a changed copy.
 *
 * @param id in kebab case; what cases say that they kill
 * @param layer where the bug is
 * @param bug what is wrong, and what real bug it resembles, in a line
 * @param spec the server
 * @param silent whether the bug is that something does not come, so that a case may say just that
 * @param collateral clauses that break along with the bug though nobody aims at it there, and why
 */
public record Mutant(
    String id,
    Layer layer,
    String bug,
    FaultyServerSpec spec,
    boolean silent,
    Map<String, String> collateral) {

  /** Where a bug is, from the inside out. */
  public enum Layer {
    /** Who has which status and who is told. */
    CORE,
    /** What the RPCs answer. */
    RPC,
    /** Headers, messages, trailers, connections. */
    FRAMES
  }

  public static Mutant core(String id, String bug, Supplier<ReferenceCore> core) {
    return of(id, Layer.CORE, bug, FaultyServerSpec.core(core));
  }

  static Mutant rpc(String id, String bug, Function<ReferenceCore, ReferenceHealth> health) {
    return of(id, Layer.RPC, bug, FaultyServerSpec.health(health));
  }

  static Mutant frames(String id, String bug, Function<ReferenceHealth, ReferenceStream> stream) {
    return of(id, Layer.FRAMES, bug, FaultyServerSpec.stream(stream));
  }

  /** One whose bug is in how it reads requests. */
  static Mutant request(String id, String bug, Supplier<ReferenceRequest> request) {
    return of(id, Layer.FRAMES, bug, FaultyServerSpec.request(request));
  }

  static Mutant server(String id, String bug, ReferenceServer.Factory server) {
    return of(id, Layer.FRAMES, bug, FaultyServerSpec.server(server));
  }

  static Mutant of(String id, Layer layer, String bug, FaultyServerSpec spec) {
    return new Mutant(id, layer, bug, spec, false, Map.of());
  }

  /** The same mutant, with statuses kept by this core instead of the reference's. */
  Mutant on(Supplier<ReferenceCore> core) {
    return new Mutant(id, layer, bug, spec.withCore(core), silent, collateral);
  }

  /** Its bug is silence. */
  public Mutant staysSilent() {
    return new Mutant(id, layer, bug, spec, true, collateral);
  }

  /** This clause falls with it too, for a reason. */
  public Mutant fells(String clause, String why) {
    Map<String, String> more = new LinkedHashMap<>(collateral);
    more.put(clause, why);
    return new Mutant(id, layer, bug, spec, silent, more);
  }

  public SubjectLauncher launcher() {
    return spec.launcher("mutant-" + id);
  }
}
