package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.selftest.mutants.MutantAnswers.dawdle;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCore;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/** Servers that set late, by halves or too much, or that take a Watch for a set. */
final class MutantsOfStates {
  private MutantsOfStates() {}

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
                      dawdle(MutantsOfDelivery.WINDOW);
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
            dawdle(MutantsOfDelivery.WINDOW.multipliedBy(5));
            super.set(service, status);
          });
    }
  }
}
