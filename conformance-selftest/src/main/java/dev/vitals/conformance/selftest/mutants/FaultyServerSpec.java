package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceRequest;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.reference.ReferenceSubject;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A {@link ReferenceServer} of which some part was swapped: what is broken in a {@link Mutant}, or
 * a habit of a legal variant. Immutable; each launch makes the parts anew.
 *
 * @param core who has which status
 * @param health the RPCs
 * @param stream what one call looks like on the wire
 * @param server what a connection looks like
 * @param claims what the subject says of itself
 */
public record FaultyServerSpec(
    Supplier<ReferenceCore> core,
    Function<ReferenceCore, ReferenceHealth> health,
    Function<ReferenceHealth, ReferenceStream> stream,
    ReferenceServer.Factory server,
    UnaryOperator<Capabilities> claims) {

  private static final FaultyServerSpec WHOLE =
      new FaultyServerSpec(
          ReferenceCore::new,
          ReferenceHealth::new,
          ReferenceStream::new,
          ReferenceServer::new,
          UnaryOperator.identity());

  public static FaultyServerSpec core(Supplier<ReferenceCore> core) {
    return WHOLE.withCore(core);
  }

  public static FaultyServerSpec health(Function<ReferenceCore, ReferenceHealth> health) {
    return WHOLE.withHealth(health);
  }

  public static FaultyServerSpec stream(Function<ReferenceHealth, ReferenceStream> stream) {
    return WHOLE.withStream(stream);
  }

  /** A server that reads requests with this decoder instead of the reference's. */
  public static FaultyServerSpec request(Supplier<ReferenceRequest> request) {
    return WHOLE.withStream(health -> new ReferenceStream(health, request.get()));
  }

  public static FaultyServerSpec server(ReferenceServer.Factory server) {
    return WHOLE.withServer(server);
  }

  /** Whole, but for what it says of itself. */
  public static FaultyServerSpec claims(UnaryOperator<Capabilities> claims) {
    return WHOLE.claiming(claims);
  }

  FaultyServerSpec withCore(Supplier<ReferenceCore> other) {
    return new FaultyServerSpec(other, health, stream, server, claims);
  }

  FaultyServerSpec withHealth(Function<ReferenceCore, ReferenceHealth> other) {
    return new FaultyServerSpec(core, other, stream, server, claims);
  }

  FaultyServerSpec withStream(Function<ReferenceHealth, ReferenceStream> other) {
    return new FaultyServerSpec(core, health, other, server, claims);
  }

  FaultyServerSpec withServer(ReferenceServer.Factory other) {
    return new FaultyServerSpec(core, health, stream, other, claims);
  }

  public FaultyServerSpec claiming(UnaryOperator<Capabilities> other) {
    return new FaultyServerSpec(core, health, stream, server, other);
  }

  /** Starts servers of this kind, under this name. */
  public SubjectLauncher launcher(String name) {
    return services -> {
      Capabilities claimed = claims.apply(Capabilities.everything(name, "1", "java"));
      ReferenceCore statuses = core.get();
      if (!claimed.dynamic()) {
        services.forEach(service -> statuses.assigned().put(service, ServingStatus.SERVING));
      }
      return new ReferenceSubject(claimed, server.start(health.apply(statuses), stream));
    };
  }
}
