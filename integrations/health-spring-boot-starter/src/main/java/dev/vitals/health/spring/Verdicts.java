package dev.vitals.health.spring;

import dev.vitals.health.ServingStatus;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.boot.grpc.server.health.HealthCheckedGrpcComponent;
import org.springframework.boot.grpc.server.health.StatusAggregator;
import org.springframework.boot.grpc.server.health.StatusMapper;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.contributor.Status;

/** Verdicts by the status orders and mappings of Boot. */
final class Verdicts {

  /** Boot's default order, which services and groups have unless the configuration has another. */
  private record Default() implements Verdict.Aggregator {
    @Override
    public String aggregate(Set<String> statuses) {
      return StatusAggregator.getDefault().getAggregateStatus(boots(statuses)).getCode();
    }
  }

  private record OfGrpc(StatusAggregator order) implements Verdict.Aggregator {
    @Override
    public String aggregate(Set<String> statuses) {
      return order.getAggregateStatus(boots(statuses)).getCode();
    }
  }

  private record OfGroup(org.springframework.boot.health.actuate.endpoint.StatusAggregator order)
      implements Verdict.Aggregator {
    @Override
    public String aggregate(Set<String> statuses) {
      return order.getAggregateStatus(boots(statuses)).getCode();
    }
  }

  private record Mapped(StatusMapper mapper) implements Verdict.Mapper {
    @Override
    public ServingStatus map(String status) {
      return switch (mapper.getServingStatus(new Status(status))) {
        case SERVING -> ServingStatus.SERVING;
        case NOT_SERVING -> ServingStatus.NOT_SERVING;
        default -> ServingStatus.UNKNOWN;
      };
    }
  }

  private Verdicts() {}

  static Verdict of(HealthCheckedGrpcComponent component) {
    StatusAggregator order = component.getStatusAggregator();
    boolean isDefault = order == StatusAggregator.getDefault();
    return new Verdict(
        isDefault ? new Default() : new OfGrpc(order), new Mapped(component.getStatusMapper()));
  }

  static Verdict of(HealthEndpointGroup group, StatusMapper mapper) {
    var order = group.getStatusAggregator();
    boolean isDefault =
        order == org.springframework.boot.health.actuate.endpoint.StatusAggregator.getDefault();
    return new Verdict(isDefault ? new Default() : new OfGroup(order), new Mapped(mapper));
  }

  private static Set<Status> boots(Set<String> codes) {
    Set<Status> statuses = new LinkedHashSet<>();
    codes.forEach(code -> statuses.add(new Status(code)));
    return statuses;
  }
}
