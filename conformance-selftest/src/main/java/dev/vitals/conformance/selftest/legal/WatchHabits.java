package dev.vitals.conformance.selftest.legal;

import static dev.vitals.conformance.selftest.mutants.Answers.later;

import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;

/** Habits of Watch: when it looks, how often it speaks, and how many it takes. */
final class WatchHabits {
  private static final int MAX_WATCHES = 64;

  private WatchHabits() {}

  static List<LegalVariant> all() {
    return List.of(
        LegalVariant.rpc(
            "looks-every-300-ms",
            "a Watch looks for changes three times a second",
            core -> new Ticking(core, Duration.ofMillis(300), false)),
        LegalVariant.rpc(
                "repeats-every-100-ms",
                "a Watch is told its status ten times a second, as a sign of life",
                core -> new Ticking(core, Duration.ofMillis(100), true))
            .warns("HC-WATCH-06", "a sign of life may come before the first change")
            .warns("HC-WATCH-07", "it is what the clause advises against")
            .warns("HC-WATCH-08", "a sign of life is no change, but it is a message")
            .warns("HC-LIFE-07", "a sign of life is no change, but it is a message"),
        LegalVariant.rpc(
                "takes-64-watches",
                "refuses more than 64 open Watches, with RESOURCE_EXHAUSTED",
                core ->
                    new ReferenceHealth(core) {
                      @Override
                      public void watch(ReferenceCall call, String service) {
                        if (watches().size() >= MAX_WATCHES) {
                          call.end(Code.RESOURCE_EXHAUSTED.value(), "too many watches");
                        } else {
                          super.watch(call, service);
                        }
                      }
                    })
            .warns("HC-WATCH-30", "it opens ninety Watches"));
  }

  /** Looks again and again, beside being told or instead of it. */
  private static final class Ticking extends ReferenceHealth {
    private final Duration period;
    private final boolean repeats;

    Ticking(ReferenceCore core, Duration period, boolean repeats) {
      super(core);
      this.period = period;
      this.repeats = repeats;
    }

    @Override
    public void watch(ReferenceCall call, String service) {
      call.sendHeaders();
      Pump pump = pump(call, service);
      follow(
          call,
          service,
          () -> {
            if (repeats) {
              call.execute(pump);
            }
          });
      call.onReady(pump);
      pump.run();
      later(call, period, () -> tick(call, pump));
    }

    private void tick(ReferenceCall call, Pump pump) {
      if (!watches().contains(call)) {
        return;
      }
      if (repeats && call.isReady()) {
        pump.deliver(pump.now());
      } else {
        pump.run();
      }
      later(call, period, () -> tick(call, pump));
    }
  }
}
