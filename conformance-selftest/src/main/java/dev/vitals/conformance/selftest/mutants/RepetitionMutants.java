package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Servers that are right the first time, or for the first who comes, and then remember that. */
final class RepetitionMutants {
  private RepetitionMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core(
            "overall-is-first-service",
            "the server's own status is that of the service it was made for",
            OverallIsFirst::new),
        Mutant.rpc(
            "check-remembers-not-found",
            "a cache of names that are not there, emptied by nothing",
            RemembersNotFound::new),
        Mutant.rpc(
            "clear-leaves-for-new-watch",
            "clear tells who watches, and leaves its last status to who comes",
            LeavesForNewWatch::new),
        Mutant.rpc(
                "not-found-drops-watchers",
                "Check of an unknown name tidies up what is kept for it: those who wait",
                NotFoundDrops::new)
            .staysSilent(),
        Mutant.core(
                "watch-unknown-wakes-one", "notify() where notifyAll() was meant", WakesOne::new)
            .staysSilent(),
        Mutant.rpc(
                "watch-unknown-wakes-once",
                "who waited for a service is told that it came, and then no more",
                Answers.pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          private boolean waited;
                          private int told;

                          @Override
                          public void deliver(ServingStatus now) {
                            waited |= sent == null && now == SERVICE_UNKNOWN;
                            if (!waited || told++ < 2) {
                              super.deliver(now);
                            }
                          }
                        }))
            .staysSilent(),
        Mutant.rpc(
                "watch-unknown-wakes-for-any",
                "whatever comes is taken for what was waited for",
                WakesForAny::new)
            .on(LatestSet::new));
  }

  private static final class OverallIsFirst extends ReferenceCore {
    private volatile @Nullable String first;

    @Override
    public void set(String service, ServingStatus status) {
      if (first == null && !service.isEmpty()) {
        first = service;
      }
      super.set(service, status);
    }

    @Override
    public @Nullable ServingStatus status(String service) {
      String own = first;
      return super.status(service.isEmpty() && own != null ? own : service);
    }
  }

  private static final class RemembersNotFound extends ReferenceHealth {
    private final Set<String> missing = ConcurrentHashMap.newKeySet();

    RemembersNotFound(ReferenceCore core) {
      super(core);
    }

    @Override
    public void check(ReferenceCall call, String service) {
      if (core().status(service) == null) {
        missing.add(service);
      }
      if (missing.contains(service)) {
        call.end(Code.NOT_FOUND.value(), "unknown service");
      } else {
        super.check(call, service);
      }
    }
  }

  private static final class LeavesForNewWatch extends ReferenceHealth {
    private final Map<String, ServingStatus> latest = new ConcurrentHashMap<>();

    LeavesForNewWatch(ReferenceCore core) {
      super(core);
    }

    @Override
    public Pump pump(ReferenceCall call, String service) {
      return new Pump(call, service) {
        @Override
        public ServingStatus now() {
          ServingStatus now = super.now();
          if (now != SERVICE_UNKNOWN) {
            latest.put(service, now);
          }
          return sent == null ? latest.getOrDefault(service, now) : now;
        }
      };
    }
  }

  private static final class NotFoundDrops extends ReferenceHealth {
    private final Set<String> dropped = ConcurrentHashMap.newKeySet();

    NotFoundDrops(ReferenceCore core) {
      super(core);
    }

    @Override
    public void check(ReferenceCall call, String service) {
      if (core().status(service) == null && !core().watchers(service).isEmpty()) {
        dropped.add(service);
      }
      super.check(call, service);
    }

    @Override
    public Pump pump(ReferenceCall call, String service) {
      return new Pump(call, service) {
        @Override
        public ServingStatus now() {
          ServingStatus before = sent;
          return before != null && dropped.contains(service) ? before : super.now();
        }
      };
    }
  }

  private static final class WakesOne extends ReferenceCore {
    private final Set<Watcher> asleep = ConcurrentHashMap.newKeySet();

    @Override
    public Runnable watch(String service, Watcher watcher) {
      if (status(service) == null) {
        asleep.add(watcher);
      }
      return super.watch(service, watcher);
    }

    @Override
    public void tell(String service) {
      watchers(service).stream().filter(asleep::contains).findFirst().ifPresent(asleep::remove);
      watchers(service).stream().filter(w -> !asleep.contains(w)).forEach(Watcher::changed);
    }
  }

  private static final class LatestSet extends ReferenceCore {
    private volatile ServingStatus latest = SERVICE_UNKNOWN;

    @Override
    public void set(String service, ServingStatus status) {
      boolean comes = !assigned().containsKey(service);
      super.set(service, status);
      if (comes) {
        latest = status;
        watched().forEach(this::tell);
      }
    }
  }

  private static final class WakesForAny extends ReferenceHealth {
    WakesForAny(ReferenceCore core) {
      super(core);
    }

    @Override
    public Pump pump(ReferenceCall call, String service) {
      return new Pump(call, service) {
        @Override
        public ServingStatus now() {
          ServingStatus now = super.now();
          return sent != null && now == SERVICE_UNKNOWN ? ((LatestSet) core()).latest : now;
        }
      };
    }
  }
}
