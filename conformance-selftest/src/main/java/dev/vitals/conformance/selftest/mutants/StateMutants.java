package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.selftest.mutants.Answers.dawdle;
import static dev.vitals.conformance.selftest.mutants.Answers.later;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Servers that set late, by halves or too much, or that take a Watch for a set. */
final class StateMutants {
  private StateMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core("async-apply", "set returns when the change is queued", AsyncApply::new),
        Mutant.core(
            "set-removes-then-puts",
            "an update is a remove and a put",
            () ->
                new ReferenceCore() {
                  @Override
                  public void set(String service, ServingStatus status) {
                    if (assigned().remove(service) != null) {
                      dawdle(DeliveryMutants.WINDOW);
                    }
                    super.set(service, status);
                  }
                }),
        Mutant.core(
            "one-status-for-all",
            "one variable, many services",
            () ->
                new ReferenceCore() {
                  @Override
                  public void set(String service, ServingStatus status) {
                    super.set(service, status);
                    assigned().replaceAll((name, before) -> status);
                    watched().forEach(this::tell);
                  }
                }),
        Mutant.core(
            "watch-registers-name",
            "a Watch makes its name known, as in grpc-swift-extras and ServiceTalk",
            () -> new WatchRegisters(false)),
        Mutant.core(
            "watch-registers-until-cancel",
            "a Watch makes its name known for as long as it is open",
            () -> new WatchRegisters(true)),
        Mutant.core(
            "watch-sets-serving",
            "a Watch registers its name anew, with the status that new names have",
            () ->
                new ReferenceCore() {
                  @Override
                  public Runnable watch(String service, Watcher watcher) {
                    if (assigned().get(service) == NOT_SERVING) {
                      set(service, SERVING);
                    }
                    return super.watch(service, watcher);
                  }
                }),
        Mutant.rpc(
            "watch-wakes-service",
            "a service that somebody watches is taken for one that has to be started",
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public void watch(ReferenceCall call, String service) {
                    super.watch(call, service);
                    later(call, Duration.ofMillis(50), () -> wake(core, service));
                  }
                }),
        Mutant.core(
            "watch-decides-first-status",
            "a name that is watched before it is known keeps a default beyond its first set",
            DecidesFirstStatus::new),
        Mutant.core(
                "unknown-status-not-pushed",
                "nobody needs to be told that nothing is known",
                () ->
                    new ReferenceCore() {
                      @Override
                      public void tell(String service) {
                        if (status(service) != ServingStatus.UNKNOWN) {
                          super.tell(service);
                        }
                      }
                    })
            .staysSilent());
  }

  private static void wake(ReferenceCore core, String service) {
    if (core.assigned().get(service) == NOT_SERVING) {
      core.set(service, SERVING);
    }
  }

  private static final class DecidesFirstStatus extends ReferenceCore {
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();

    @Override
    public Runnable watch(String service, Watcher watcher) {
      if (status(service) == null) {
        awaited.add(service);
      }
      return super.watch(service, watcher);
    }

    @Override
    public void set(String service, ServingStatus status) {
      super.set(service, awaited.remove(service) ? SERVING : status);
    }
  }

  private static final class WatchRegisters extends ReferenceCore {
    private final boolean untilCancel;

    WatchRegisters(boolean untilCancel) {
      this.untilCancel = untilCancel;
    }

    @Override
    public Runnable watch(String service, Watcher watcher) {
      assigned().putIfAbsent(service, SERVICE_UNKNOWN);
      Runnable release = super.watch(service, watcher);
      return () -> {
        release.run();
        if (untilCancel && watchers(service).isEmpty()) {
          assigned().remove(service, SERVICE_UNKNOWN);
        }
      };
    }
  }

  private static final class AsyncApply extends ReferenceCore {
    private final Executor applying =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "async-apply");
              thread.setDaemon(true);
              return thread;
            });

    @Override
    public void set(String service, ServingStatus status) {
      applying.execute(
          () -> {
            dawdle(DeliveryMutants.WINDOW.multipliedBy(5));
            super.set(service, status);
          });
    }
  }
}
