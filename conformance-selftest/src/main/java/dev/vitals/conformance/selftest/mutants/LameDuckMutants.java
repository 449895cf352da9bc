package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Servers whose lame duck leaves some services out, comes only once, or is not over for all. */
final class LameDuckMutants {
  private LameDuckMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core(
            "shutdown-skips-unknown",
            "lame duck turns what serves, and what is unknown does not serve anyway",
            SkipsUnknown::new),
        Mutant.core("shutdown-works-once", "a one-way flag: done is done", ShutdownOnce::new),
        Mutant.rpc(
                "resume-restores-watchers-only",
                "resume tells watchers what was, and Check goes on with NOT_SERVING",
                Answers.pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          @Override
                          public ServingStatus now() {
                            return ((ForgetsAtResume) h.core()).seen(s, super.now());
                          }
                        }))
            .on(ForgetsAtResume::new));
  }

  private static final class SkipsUnknown extends ReferenceCore {
    @Override
    public @Nullable ServingStatus status(String service) {
      return assigned().get(service) == UNKNOWN ? UNKNOWN : super.status(service);
    }
  }

  private static final class ShutdownOnce extends ReferenceCore {
    private final AtomicInteger times = new AtomicInteger();

    @Override
    public void shutdown() {
      if (times.getAndIncrement() == 0) {
        super.shutdown();
      }
    }
  }

  private static final class ForgetsAtResume extends ReferenceCore {
    private final Map<String, ServingStatus> before = new ConcurrentHashMap<>();

    @Override
    public void shutdown() {
      before.putAll(assigned());
      super.shutdown();
    }

    @Override
    public void resume() {
      assigned().replaceAll((name, status) -> NOT_SERVING);
      super.resume();
    }

    @Override
    public void set(String service, ServingStatus status) {
      before.remove(service);
      super.set(service, status);
    }

    /** What watchers are shown. */
    ServingStatus seen(String service, ServingStatus now) {
      return isLameDuck() || now != NOT_SERVING ? now : before.getOrDefault(service, now);
    }
  }
}
