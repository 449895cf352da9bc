package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.selftest.mutants.Answers.pump;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCore;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Servers that break when a service is cleared. */
final class ClearMutants {
  private ClearMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core(
            "clear-leaves-status",
            "clear removes the checks and leaves their last result",
            () ->
                new ReferenceCore() {
                  @Override
                  public void clear(String service) {
                    tell(service);
                  }
                }),
        Mutant.core(
            "clear-as-not-serving",
            "what is gone does not serve",
            () ->
                new ReferenceCore() {
                  @Override
                  public void clear(String service) {
                    set(service, NOT_SERVING);
                  }
                }),
        Mutant.core("clear-forever", "a tombstone that nothing lifts", ClearForever::new),
        Mutant.core(
            "clear-then-set-starts-serving",
            "a service that comes back starts afresh, whatever it is set to",
            ComesBackServing::new),
        Mutant.core(
                "clear-silent",
                "clear forgets to tell",
                () ->
                    new ReferenceCore() {
                      @Override
                      public void clear(String service) {
                        assigned().remove(service);
                      }
                    })
            .staysSilent(),
        Mutant.rpc(
            "clear-ends-watch",
            "clear drops the channel that watchers read from",
            pump(
                (h, c, s) ->
                    h.new Pump(c, s) {
                      @Override
                      public void deliver(ServingStatus now) {
                        if (now == SERVICE_UNKNOWN && sent != null) {
                          c.end(Code.OK.value(), "");
                        } else {
                          super.deliver(now);
                        }
                      }
                    })),
        Mutant.core(
                "clear-orphans-watchers",
                "a service that comes back has a new list of watchers",
                ClearOrphans::new)
            .staysSilent(),
        Mutant.rpc(
                "clear-moves-watchers",
                "fills the gap in an array with another entry, and leaves the watchers behind",
                pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          @Override
                          public ServingStatus now() {
                            String meant = ((ClearMoves) h.core()).moved.getOrDefault(s, s);
                            return sent == null ? super.now() : h.shown(meant);
                          }
                        }))
            .on(ClearMoves::new));
  }

  private static final class ClearOrphans extends ReferenceCore {
    private final Set<Watcher> orphans = ConcurrentHashMap.newKeySet();

    @Override
    public void clear(String service) {
      super.clear(service);
      orphans.addAll(watchers(service));
    }

    @Override
    public void tell(String service) {
      watchers(service).stream().filter(w -> !orphans.contains(w)).forEach(Watcher::changed);
    }
  }

  private static final class ClearForever extends ReferenceCore {
    private final Set<String> tombstones = ConcurrentHashMap.newKeySet();

    @Override
    public void clear(String service) {
      tombstones.add(service);
      super.clear(service);
    }

    @Override
    public void set(String service, ServingStatus status) {
      if (!tombstones.contains(service)) {
        super.set(service, status);
      }
    }
  }

  private static final class ComesBackServing extends ReferenceCore {
    private final Set<String> cleared = ConcurrentHashMap.newKeySet();

    @Override
    public void clear(String service) {
      cleared.add(service);
      super.clear(service);
    }

    @Override
    public void set(String service, ServingStatus status) {
      super.set(service, cleared.remove(service) ? SERVING : status);
    }
  }

  private static final class ClearMoves extends ReferenceCore {
    private final Map<String, String> moved = new ConcurrentHashMap<>();

    @Override
    public void clear(String service) {
      watched().stream()
          .filter(other -> !other.equals(service))
          .findFirst()
          .ifPresent(
              other -> {
                moved.put(service, other);
                moved.put(other, service);
              });
      super.clear(service);
    }

    @Override
    public void tell(String service) {
      super.tell(service);
      if (moved.containsKey(service)) {
        super.tell(moved.get(service));
      }
    }
  }
}
