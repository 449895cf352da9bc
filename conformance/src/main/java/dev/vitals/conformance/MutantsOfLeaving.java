package dev.vitals.conformance;

import static dev.vitals.conformance.MutantAnswers.dawdle;
import static dev.vitals.conformance.MutantAnswers.pump;
import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;

import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Servers that break when a service is cleared or a watcher leaves. */
final class MutantsOfLeaving {
  private MutantsOfLeaving() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core(
            "clear-leaves-status",
            "clear removes the checks and leaves their last result",
            () ->
                new ReferenceCore() {
                  @Override
                  void clear(String service) {
                    tell(service);
                  }
                }),
        Mutant.core(
            "clear-as-not-serving",
            "what is gone does not serve",
            () ->
                new ReferenceCore() {
                  @Override
                  void clear(String service) {
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
                      void clear(String service) {
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
                      void deliver(ServingStatus now) {
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
        Mutant.core(
                "cancel-removes-all",
                "a cancel clears the whole list",
                () -> new CancelRemoves(true))
            .staysSilent(),
        Mutant.core(
                "cancel-removes-wrong",
                "a cancel removes by index, after others have moved",
                () -> new CancelRemoves(false))
            .staysSilent(),
        Mutant.core(
                "cancel-aborts-fan-out",
                "a cancelled watcher throws when it is told, and those after it hear nothing: grpc-java before its fix",
                CancelAborts::new)
            .staysSilent(),
        Mutant.core(
            "cancel-of-last-forgets-service",
            "a reference count of watchers that takes the service along",
            () ->
                new ReferenceCore() {
                  @Override
                  Runnable watch(String service, Watcher watcher) {
                    Runnable release = super.watch(service, watcher);
                    return () -> {
                      release.run();
                      if (watchers(service).isEmpty()) {
                        assigned().remove(service);
                      }
                    };
                  }
                }),
        Mutant.rpc(
                "clear-moves-watchers",
                "fills the gap in an array with another entry, and leaves the watchers behind",
                pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          @Override
                          ServingStatus now() {
                            String meant = ((ClearMoves) h.core()).moved.getOrDefault(s, s);
                            return sent == null ? super.now() : h.shown(meant);
                          }
                        }))
            .on(ClearMoves::new),
        Mutant.core(
                "cancel-loses-newcomer",
                "leaving copies the set, removes and writes back: who came in between is lost",
                CancelLosesNewcomer::new)
            .staysSilent());
  }

  private static final class ClearOrphans extends ReferenceCore {
    private final Set<Watcher> orphans = ConcurrentHashMap.newKeySet();

    @Override
    void clear(String service) {
      super.clear(service);
      orphans.addAll(watchers(service));
    }

    @Override
    void tell(String service) {
      watchers(service).stream().filter(w -> !orphans.contains(w)).forEach(Watcher::changed);
    }
  }

  private static final class ClearForever extends ReferenceCore {
    private final Set<String> tombstones = ConcurrentHashMap.newKeySet();

    @Override
    void clear(String service) {
      tombstones.add(service);
      super.clear(service);
    }

    @Override
    void set(String service, ServingStatus status) {
      if (!tombstones.contains(service)) {
        super.set(service, status);
      }
    }
  }

  private static final class ComesBackServing extends ReferenceCore {
    private final Set<String> cleared = ConcurrentHashMap.newKeySet();

    @Override
    void clear(String service) {
      cleared.add(service);
      super.clear(service);
    }

    @Override
    void set(String service, ServingStatus status) {
      super.set(service, cleared.remove(service) ? SERVING : status);
    }
  }

  private static final class CancelRemoves extends ReferenceCore {
    private final boolean all;
    private final Set<Watcher> removed = ConcurrentHashMap.newKeySet();

    CancelRemoves(boolean all) {
      this.all = all;
    }

    @Override
    Runnable watch(String service, Watcher watcher) {
      Runnable release = super.watch(service, watcher);
      return () -> {
        release.run();
        List<Watcher> others = new ArrayList<>(watchers(service));
        removed.addAll(all || others.isEmpty() ? others : others.subList(0, 1));
      };
    }

    @Override
    void tell(String service) {
      watchers(service).stream().filter(w -> !removed.contains(w)).forEach(Watcher::changed);
    }
  }

  private static final class CancelAborts extends ReferenceCore {
    private final Set<Watcher> cancelled = ConcurrentHashMap.newKeySet();

    @Override
    Runnable watch(String service, Watcher watcher) {
      Runnable release = super.watch(service, watcher);
      return () -> {
        if (watchers(service).size() > 1) {
          cancelled.add(watcher);
        } else {
          release.run();
        }
      };
    }

    @Override
    void tell(String service) {
      for (Watcher watcher : watchers(service)) {
        if (cancelled.remove(watcher)) {
          watchers(service).remove(watcher);
          return;
        }
        watcher.changed();
      }
    }
  }

  private static final class CancelLosesNewcomer extends ReferenceCore {
    private final Set<Watcher> lost = ConcurrentHashMap.newKeySet();

    @Override
    Runnable watch(String service, Watcher watcher) {
      Runnable release = super.watch(service, watcher);
      return () -> {
        Set<Watcher> copy = Set.copyOf(watchers(service));
        dawdle(Duration.ofNanos(500_000));
        watchers(service).stream().filter(w -> !copy.contains(w)).forEach(lost::add);
        release.run();
      };
    }

    @Override
    void tell(String service) {
      watchers(service).stream().filter(w -> !lost.contains(w)).forEach(Watcher::changed);
    }
  }

  private static final class ClearMoves extends ReferenceCore {
    private final Map<String, String> moved = new ConcurrentHashMap<>();

    @Override
    void clear(String service) {
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
    void tell(String service) {
      super.tell(service);
      if (moved.containsKey(service)) {
        super.tell(moved.get(service));
      }
    }
  }
}
