package dev.vitals.conformance;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a subject says of itself when it is ready. What it does not claim is not tested, except that
 * an RPC it does not claim must answer {@code UNIMPLEMENTED}. Immutable.
 *
 * @param name of the implementation
 * @param version of the implementation
 * @param language that it is written in
 * @param ops commands that it carries out
 * @param methods RPCs that it offers
 * @param statuses that {@code set} accepts
 * @param dynamic whether {@code set} may name a service that was not declared at the start
 * @param settle how long after a reply a change may still be invisible
 * @param exactNames whether names match only when equal
 * @param fixedGrace how long a stop lets calls end, where that was fixed at the start
 * @param streamsPerConnection how many calls may be open at once on one connection
 */
public record Capabilities(
    String name,
    String version,
    String language,
    Set<String> ops,
    Set<String> methods,
    Set<ServingStatus> statuses,
    boolean dynamic,
    Duration settle,
    boolean exactNames,
    Optional<Duration> fixedGrace,
    int streamsPerConnection) {

  /** Every command of the protocol. */
  public static final Set<String> ALL_OPS =
      Set.of("set", "clear", "shutdown", "resume", "flap", "stats", "stop");

  /** Every RPC of the service. */
  public static final Set<String> ALL_METHODS = Set.of("Check", "List", "Watch");

  public Capabilities {
    requireNonNull(name, "name");
    requireNonNull(version, "version");
    requireNonNull(language, "language");
    ops = Set.copyOf(ops);
    methods = Set.copyOf(methods);
    statuses = Set.copyOf(statuses);
    if (settle.isNegative()) {
      throw new IllegalArgumentException("settle: " + settle + " (expected: >= 0)");
    }
    requireNonNull(fixedGrace, "fixedGrace");
    if (streamsPerConnection < 1) {
      throw new IllegalArgumentException(
          "streamsPerConnection: " + streamsPerConnection + " (expected: >= 1)");
    }
  }

  /** A subject that can do everything at once; narrow it with the {@code with} methods. */
  public static Capabilities everything(String name, String version, String language) {
    return new Capabilities(
        name,
        version,
        language,
        ALL_OPS,
        ALL_METHODS,
        EnumSet.range(ServingStatus.UNKNOWN, ServingStatus.NOT_SERVING),
        true,
        Duration.ZERO,
        true,
        Optional.empty(),
        Integer.MAX_VALUE);
  }

  /** The same subject with these commands only. */
  public Capabilities withOps(Set<String> only) {
    return new Capabilities(
        name,
        version,
        language,
        only,
        methods,
        statuses,
        dynamic,
        settle,
        exactNames,
        fixedGrace,
        streamsPerConnection);
  }

  /** The same subject with these RPCs only. */
  public Capabilities withMethods(Set<String> only) {
    return new Capabilities(
        name,
        version,
        language,
        ops,
        only,
        statuses,
        dynamic,
        settle,
        exactNames,
        fixedGrace,
        streamsPerConnection);
  }

  /** The same subject with these settable statuses only. */
  public Capabilities withStatuses(Set<ServingStatus> only) {
    return new Capabilities(
        name,
        version,
        language,
        ops,
        methods,
        only,
        dynamic,
        settle,
        exactNames,
        fixedGrace,
        streamsPerConnection);
  }

  /** The same subject, whose changes may take this long to be seen. */
  public Capabilities withSettle(Duration time) {
    return new Capabilities(
        name,
        version,
        language,
        ops,
        methods,
        statuses,
        dynamic,
        time,
        exactNames,
        fixedGrace,
        streamsPerConnection);
  }

  /** The same subject, whose stop lets calls end for so long, whatever it is asked for. */
  public Capabilities withFixedGrace(Duration grace) {
    return new Capabilities(
        name,
        version,
        language,
        ops,
        methods,
        statuses,
        dynamic,
        settle,
        exactNames,
        Optional.of(grace),
        streamsPerConnection);
  }

  /** The same subject, which takes so many calls at once on one connection. */
  public Capabilities withStreamsPerConnection(int limit) {
    return new Capabilities(
        name,
        version,
        language,
        ops,
        methods,
        statuses,
        dynamic,
        settle,
        exactNames,
        fixedGrace,
        limit);
  }

  /** The same subject, whose services must all be named at its start. */
  public Capabilities withDeclaredServicesOnly() {
    return new Capabilities(
        name,
        version,
        language,
        ops,
        methods,
        statuses,
        false,
        settle,
        exactNames,
        fixedGrace,
        streamsPerConnection);
  }
}
