package dev.vitals.health.spring;

import dev.vitals.health.ServingStatus;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.actuate.health.StatusAggregator;

/** Verdicts by the status orders of Actuator, and by the mapping of Spring gRPC, which is fixed. */
final class Verdicts {

  private record Order(StatusAggregator order) implements Verdict.Aggregator {
    @Override
    public String aggregate(Set<String> codes) {
      Set<Status> statuses = new LinkedHashSet<>();
      codes.forEach(code -> statuses.add(new Status(code)));
      return order.getAggregateStatus(statuses).getCode();
    }
  }

  private static final Verdict.Mapper MAPPER =
      status ->
          switch (status) {
            case "UP" -> ServingStatus.SERVING;
            case "DOWN", "OUT_OF_SERVICE" -> ServingStatus.NOT_SERVING;
            default -> ServingStatus.UNKNOWN;
          };

  private Verdicts() {}

  static Verdict of(StatusAggregator order) {
    return new Verdict(new Order(order), MAPPER);
  }
}
