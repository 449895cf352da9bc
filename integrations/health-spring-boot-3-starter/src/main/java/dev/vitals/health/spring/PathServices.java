package dev.vitals.health.spring;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.HealthEndpointGroup;
import org.springframework.boot.actuate.health.HealthEndpointGroups;
import org.springframework.boot.actuate.health.StatusAggregator;

/**
 * The services that Spring gRPC describes: one for each of its health indicator paths, and the
 * server as a whole, which depends on those, or on all indicators if there are no paths. Health
 * groups become services too.
 */
final class PathServices {

  private static final System.Logger logger = System.getLogger("dev.vitals.health");

  private final HealthAssembly assembly;
  private final Set<String> indicators;
  private final @Nullable HealthEndpointGroups groups;
  private final StatusAggregator order;

  /**
   * @param indicators their names
   * @param groups of Actuator, if it is there
   * @param order of the statuses of what is in no group
   */
  PathServices(
      HealthAssembly assembly,
      Set<String> indicators,
      @Nullable HealthEndpointGroups groups,
      StatusAggregator order) {
    this.assembly = assembly;
    this.indicators = indicators;
    this.groups = groups;
    this.order = order;
  }

  /**
   * Adds them all.
   *
   * @param overall whether indicators decide the server as a whole; it always serves if not
   */
  void add(List<String> paths, boolean overall) {
    Predicate<String> any = name -> name.startsWith("vitals/");
    for (String path : paths) {
      Predicate<String> isMember = isAt(path);
      if (indicators.stream().anyMatch(isMember)) {
        assembly.service(path, isMember, Verdicts.of(order(path)));
        any = any.or(isMember);
      } else {
        logger.log(
            System.Logger.Level.WARNING,
            ("spring.grpc.server.health.actuator.health-indicator-paths: '%s' is not served"
                    + " (expected: a health group, or one of %s)")
                .formatted(path, indicators));
      }
    }
    if (overall) {
      assembly.service("", paths.isEmpty() ? name -> true : any, Verdicts.of(order));
    }
    if (groups != null) {
      for (String name : groups.getNames()) {
        HealthEndpointGroup group = groups.get(name);
        if (group != null && !assembly.has(name)) {
          assembly.service(name, group::isMember, Verdicts.of(group.getStatusAggregator()));
        }
      }
    }
  }

  /** Returns what tells an indicator's name that a path leads to: its own, or one above it. */
  private Predicate<String> isAt(String path) {
    HealthEndpointGroup group = group(path);
    if (group != null && path.indexOf('/') < 0) {
      return group::isMember;
    }
    String from = group == null ? path : path.substring(path.indexOf('/') + 1);
    return name -> name.equals(from) || name.startsWith(from + '/');
  }

  private StatusAggregator order(String path) {
    HealthEndpointGroup group = group(path);
    return group == null ? order : group.getStatusAggregator();
  }

  /** Returns the group in which a path begins. */
  private @Nullable HealthEndpointGroup group(String path) {
    return groups == null ? null : groups.get(path.split("/", 2)[0]);
  }
}
