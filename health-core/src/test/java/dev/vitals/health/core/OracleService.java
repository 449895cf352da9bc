package dev.vitals.health.core;

import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.ServingStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the specification says of one known service. */
final class OracleService {

  /** One transition, as of the moment at which it came. */
  record Change(ServingStatus from, ServingStatus to, long at, long revision) {}

  final String name;
  final Map<OracleCheck, Boolean> checks = new LinkedHashMap<>(); // whether critical
  final List<ServingStatus> overrides = new ArrayList<>(); // null where one has been closed
  final List<Change> changes = new ArrayList<>();
  @Nullable OracleCheck byHand;
  ServingStatus shown = ServingStatus.SERVICE_UNKNOWN;

  OracleService(String name) {
    this.name = name;
  }

  /** The newest override that is open. */
  @Nullable ServingStatus pinned() {
    ServingStatus newest = null;
    for (ServingStatus status : overrides) {
      newest = status == null ? newest : status;
    }
    return newest;
  }

  /** Worst wins among those that are critical. */
  ServingStatus aggregate() {
    boolean unknown = false;
    for (Map.Entry<OracleCheck, Boolean> use : checks.entrySet()) {
      boolean decides = use.getValue() && !use.getKey().off;
      if (decides && use.getKey().outcome() == Outcome.FAILING) {
        return ServingStatus.NOT_SERVING;
      }
      unknown |= decides && use.getKey().outcome() == Outcome.UNKNOWN;
    }
    return unknown ? ServingStatus.UNKNOWN : ServingStatus.SERVING;
  }

  Change change(ServingStatus to, long at) {
    Change change = new Change(shown, to, at, changes.size() + 1L);
    shown = to;
    changes.add(change);
    return change;
  }

  /** Somebody asks for it. */
  void ask() {
    List.copyOf(checks.keySet()).forEach(OracleCheck::ask);
  }
}
