package dev.vitals.conformance;

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
record Plant(
    Supplier<ReferenceCore> core,
    Function<ReferenceCore, ReferenceHealth> health,
    Function<ReferenceHealth, ReferenceStream> stream,
    ReferenceServer.Factory server,
    UnaryOperator<Capabilities> claims) {

  private static final Plant WHOLE =
      new Plant(
          ReferenceCore::new,
          ReferenceHealth::new,
          ReferenceStream::new,
          ReferenceServer::new,
          UnaryOperator.identity());

  static Plant core(Supplier<ReferenceCore> core) {
    return WHOLE.withCore(core);
  }

  static Plant health(Function<ReferenceCore, ReferenceHealth> health) {
    return WHOLE.withHealth(health);
  }

  static Plant stream(Function<ReferenceHealth, ReferenceStream> stream) {
    return WHOLE.withStream(stream);
  }

  /** One that reads its requests in a way of its own. */
  static Plant request(Supplier<ReferenceRequest> request) {
    return WHOLE.withStream(health -> new ReferenceStream(health, request.get()));
  }

  static Plant server(ReferenceServer.Factory server) {
    return WHOLE.withServer(server);
  }

  /** Whole, but for what it says of itself. */
  static Plant claims(UnaryOperator<Capabilities> claims) {
    return WHOLE.claiming(claims);
  }

  Plant withCore(Supplier<ReferenceCore> other) {
    return new Plant(other, health, stream, server, claims);
  }

  Plant withHealth(Function<ReferenceCore, ReferenceHealth> other) {
    return new Plant(core, other, stream, server, claims);
  }

  Plant withStream(Function<ReferenceHealth, ReferenceStream> other) {
    return new Plant(core, health, other, server, claims);
  }

  Plant withServer(ReferenceServer.Factory other) {
    return new Plant(core, health, stream, other, claims);
  }

  Plant claiming(UnaryOperator<Capabilities> other) {
    return new Plant(core, health, stream, server, other);
  }

  /** Starts servers of this kind, under this name. */
  SubjectLauncher launcher(String name) {
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
