package dev.vitals.conformance.selftest.legal;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.selftest.mutants.FaultyServerSpec;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Habits in what is known and what can be done. */
final class StateHabits {
  private StateHabits() {}

  static List<LegalVariant> all() {
    return List.of(
        LegalVariant.core(
                "eventual-by-1-s", "a change shows within a second, as it says", Eventual::new)
            .claiming(c -> c.withSettle(Duration.ofSeconds(1)))
            .takesItsTime(),
        without("no-list", "has no List, as grpc-java", "List"),
        without("no-watch", "has no Watch, as older ones of connect", "Watch"),
        LegalVariant.of(
            "no-clear",
            "a service can't be forgotten, as in grpc-go",
            FaultyServerSpec.claims(c -> ops(c, "clear"))),
        LegalVariant.of(
            "no-flap",
            "leaves bursts to the suite",
            FaultyServerSpec.claims(c -> ops(c, "flap", "stats"))),
        LegalVariant.of(
            "no-shutdown",
            "has no lame duck, as Node's",
            FaultyServerSpec.claims(c -> ops(c, "shutdown", "resume"))),
        LegalVariant.of(
            "terminal-shutdown",
            "lame duck is final, as in grpc-java",
            FaultyServerSpec.claims(c -> ops(c, "resume"))),
        LegalVariant.of(
            "only-set",
            "can be set, and nothing else",
            FaultyServerSpec.claims(c -> c.withOps(Set.of("set")))),
        LegalVariant.of(
            "static-services",
            "services are declared at the start, as in grpclib",
            FaultyServerSpec.claims(Capabilities::withDeclaredServicesOnly)),
        LegalVariant.of(
            "unknown-not-settable",
            "services serve or don't, as in gRPC C++",
            FaultyServerSpec.claims(c -> c.withStatuses(Set.of(SERVING, NOT_SERVING)))),
        LegalVariant.core(
            "overall-gates-services",
            "an overall NOT_SERVING holds for each service, as in Armeria",
            OverallGates::new),
        LegalVariant.core(
            "overall-aggregates-services",
            "the overall status is the worst of all, as in grpclib",
            OverallAggregates::new),
        LegalVariant.core(
                "overall-unknown-until-set",
                "the empty name is not known until it is set, as in Node",
                () -> {
                  ReferenceCore core = new ReferenceCore();
                  core.assigned().clear();
                  return core;
                })
            .warns("HC-CHECK-06", "it is what the clause advises against"),
        LegalVariant.core(
            "resume-shows-all-serving",
            "resume sets every service SERVING, as grpc-go's",
            () ->
                new ReferenceCore() {
                  @Override
                  public void set(String service, ServingStatus status) {
                    if (!isLameDuck()) {
                      super.set(service, status);
                    }
                  }

                  @Override
                  public void resume() {
                    assigned().replaceAll((name, status) -> SERVING);
                    super.resume();
                  }
                }),
        LegalVariant.core(
            "resume-forgets",
            "after resume, nothing is known until it is set",
            () ->
                new ReferenceCore() {
                  @Override
                  public void resume() {
                    assigned().clear();
                    super.resume();
                  }
                }));
  }

  private static Capabilities ops(Capabilities all, String... missing) {
    Set<String> rest = new HashSet<>(all.ops());
    rest.removeAll(Set.of(missing));
    return all.withOps(rest);
  }

  private static LegalVariant without(String id, String habit, String method) {
    return LegalVariant.rpc(
            id,
            habit,
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public @Nullable String method(String path) {
                    String found = super.method(path);
                    return method.equals(found) ? null : found;
                  }
                })
        .claiming(
            c -> {
              Set<String> rest = new HashSet<>(c.methods());
              rest.remove(method);
              return c.withMethods(rest);
            });
  }

  /** What it is told it looks at now and then: every few moments, and then not for a while. */
  private static final class Eventual extends ReferenceCore {
    private static final long LOOKS = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long PAUSES = TimeUnit.MILLISECONDS.toNanos(700);
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(4);
    private final long born = System.nanoTime();
    private final Queue<Runnable> told = new ConcurrentLinkedQueue<>(); // in order
    private final ScheduledExecutorService later =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "eventual");
              thread.setDaemon(true);
              return thread;
            });

    @Override
    public void set(String service, ServingStatus status) {
      run(() -> super.set(service, status));
    }

    @Override
    public void clear(String service) {
      run(() -> super.clear(service));
    }

    @Override
    public void shutdown() {
      run(super::shutdown);
    }

    @Override
    public void resume() {
      run(super::resume);
    }

    private void run(Runnable change) {
      told.add(change);
      long now = (System.nanoTime() - born) % AGAIN;
      long next = Math.max(PAUSES, (now / LOOKS + 1) * LOOKS);
      later.schedule(this::look, next - now, TimeUnit.NANOSECONDS);
    }

    private void look() {
      for (Runnable change = told.poll(); change != null; change = told.poll()) {
        change.run();
      }
    }
  }

  private static final class OverallGates extends ReferenceCore {
    @Override
    public @Nullable ServingStatus status(String service) {
      ServingStatus own = super.status(service);
      return own != null && super.status("") == NOT_SERVING ? NOT_SERVING : own;
    }

    @Override
    public void tell(String service) {
      super.tell(service);
      if (service.isEmpty()) {
        watched().stream().filter(name -> !name.isEmpty()).forEach(super::tell);
      }
    }
  }

  private static final class OverallAggregates extends ReferenceCore {
    @Override
    public @Nullable ServingStatus status(String service) {
      boolean worst = service.isEmpty() && assigned().containsValue(NOT_SERVING);
      return worst ? NOT_SERVING : super.status(service);
    }

    @Override
    public void tell(String service) {
      super.tell(service);
      if (!service.isEmpty()) {
        super.tell("");
      }
    }
  }
}
