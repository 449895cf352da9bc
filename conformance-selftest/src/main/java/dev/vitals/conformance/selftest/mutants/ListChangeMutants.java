package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Servers whose List is wrong when services come, go or change. */
final class ListChangeMutants {
  private ListChangeMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core(
            "clear-leaves-in-list", "two maps, and clear knows one", ClearLeavesInList::new),
        Mutant.rpc(
            "list-fails-when-services-come",
            "goes through the services as they are, and throws when they have changed",
            FailsWhenServicesCome::new),
        Mutant.core(
            "list-default-on-contention",
            "tryLock, and a default where that fails",
            DefaultOnContention::new));
  }

  private static final class ClearLeavesInList extends ReferenceCore {
    private final Set<String> listed = ConcurrentHashMap.newKeySet();

    @Override
    public void set(String service, ServingStatus status) {
      listed.add(service);
      super.set(service, status);
    }

    @Override
    public Map<String, ServingStatus> statuses() {
      Map<String, ServingStatus> all = super.statuses();
      listed.forEach(name -> all.putIfAbsent(name, ServingStatus.UNKNOWN));
      return all;
    }
  }

  private static final class FailsWhenServicesCome extends ReferenceHealth {
    FailsWhenServicesCome(ReferenceCore core) {
      super(core);
    }

    @Override
    public void list(ReferenceCall call) {
      int before = core().assigned().size();
      Answers.dawdle(Duration.ofMillis(1));
      if (core().assigned().size() == before) {
        super.list(call);
      } else {
        call.end(Code.INTERNAL.value(), "the services have changed meanwhile");
      }
    }
  }

  private static final class DefaultOnContention extends ReferenceCore {
    private volatile boolean locked;

    @Override
    public void set(String service, ServingStatus status) {
      locked = true;
      super.set(service, status);
      Answers.dawdle(Duration.ofNanos(50_000));
      locked = false;
    }

    @Override
    public Map<String, ServingStatus> statuses() {
      Map<String, ServingStatus> all = super.statuses();
      if (locked) {
        all.replaceAll((name, status) -> ServingStatus.UNKNOWN);
      }
      return all;
    }
  }
}
