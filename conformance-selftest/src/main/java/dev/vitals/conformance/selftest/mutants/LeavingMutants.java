package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.selftest.mutants.Answers.dawdle;

import dev.vitals.conformance.reference.ReferenceCore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Servers that break when a watcher leaves. */
final class LeavingMutants {
  private LeavingMutants() {}

  static List<Mutant> all() {
    return List.of(
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
                "a cancelled watcher throws when it is told, and those after it hear nothing:"
                    + " grpc-java before its fix",
                CancelAborts::new)
            .staysSilent(),
        Mutant.core(
            "cancel-of-last-forgets-service",
            "a reference count of watchers that takes the service along",
            () ->
                new ReferenceCore() {
                  @Override
                  public Runnable watch(String service, Watcher watcher) {
                    Runnable release = super.watch(service, watcher);
                    return () -> {
                      release.run();
                      if (watchers(service).isEmpty()) {
                        assigned().remove(service);
                      }
                    };
                  }
                }),
        Mutant.core(
                "cancel-loses-newcomer",
                "leaving copies the set, removes and writes back: who came in between is lost",
                CancelLosesNewcomer::new)
            .staysSilent());
  }

  private static final class CancelRemoves extends ReferenceCore {
    private final boolean all;
    private final Set<Watcher> removed = ConcurrentHashMap.newKeySet();

    CancelRemoves(boolean all) {
      this.all = all;
    }

    @Override
    public Runnable watch(String service, Watcher watcher) {
      Runnable release = super.watch(service, watcher);
      return () -> {
        release.run();
        List<Watcher> others = new ArrayList<>(watchers(service));
        removed.addAll(all || others.isEmpty() ? others : others.subList(0, 1));
      };
    }

    @Override
    public void tell(String service) {
      watchers(service).stream().filter(w -> !removed.contains(w)).forEach(Watcher::changed);
    }
  }

  private static final class CancelAborts extends ReferenceCore {
    private final Set<Watcher> cancelled = ConcurrentHashMap.newKeySet();

    @Override
    public Runnable watch(String service, Watcher watcher) {
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
    public void tell(String service) {
      List<Watcher> inTurn = new ArrayList<>(watchers(service));
      Set<Watcher> gone = Set.copyOf(cancelled);
      inTurn.sort(Comparator.comparing(w -> !gone.contains(w))); // so that others come after it
      for (Watcher watcher : inTurn) {
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
    public Runnable watch(String service, Watcher watcher) {
      Runnable release = super.watch(service, watcher);
      return () -> {
        Set<Watcher> copy = Set.copyOf(watchers(service));
        dawdle(Duration.ofNanos(500_000));
        watchers(service).stream().filter(w -> !copy.contains(w)).forEach(lost::add);
        release.run();
      };
    }

    @Override
    public void tell(String service) {
      watchers(service).stream().filter(w -> !lost.contains(w)).forEach(Watcher::changed);
    }
  }
}
