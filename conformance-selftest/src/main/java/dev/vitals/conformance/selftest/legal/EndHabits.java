package dev.vitals.conformance.selftest.legal;

import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.selftest.mutants.Answers;
import dev.vitals.conformance.selftest.mutants.Answers.Pumps;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Habits in how Watches end: when the server stops, in lame duck, when a service is cleared. */
final class EndHabits {
  private EndHabits() {}

  static List<LegalVariant> all() {
    return List.of(
        ends(
            "watch-ok-at-stop",
            "open Watches end OK when the server stops",
            health -> health.endWatches(Code.OK, "")),
        ends(
            "watch-cancelled-at-stop",
            "open Watches end CANCELLED when the server stops",
            health -> health.endWatches(Code.CANCELLED, "")),
        ends(
                "grace-of-its-own",
                "open Watches end 3 s after a stop, whose grace of 4 s was fixed at the start",
                health -> endIn(health, Duration.ofSeconds(3)))
            .claiming(c -> c.withFixedGrace(Duration.ofSeconds(4))),
        ending(
            "shutdown-completes-watches",
            "lame duck says NOT_SERVING and ends the call OK, as ServiceTalk",
            (h, c, s) ->
                h.new Pump(c, s) {
                  @Override
                  public void deliver(ServingStatus now) {
                    super.deliver(now);
                    if (h.core().isLameDuck()) {
                      c.end(0, "");
                    }
                  }
                }),
        ending(
                "clear-completes-watches",
                "clear says SERVICE_UNKNOWN and ends the call OK, as ServiceTalk",
                (h, c, s) ->
                    h.new Pump(c, s) {
                      @Override
                      public void deliver(ServingStatus now) {
                        boolean known = sent != null && sent != SERVICE_UNKNOWN;
                        super.deliver(now);
                        if (known && now == SERVICE_UNKNOWN) {
                          c.end(0, "");
                        }
                      }
                    })
            .warns("HC-WATCH-11", "the clause advises to keep the call open"));
  }

  private static LegalVariant ends(String id, String habit, Consumer<ReferenceHealth> stop) {
    return LegalVariant.rpc(
        id,
        habit,
        core ->
            new ReferenceHealth(core) {
              @Override
              public void stop() {
                stop.accept(this);
              }
            });
  }

  private static void endIn(ReferenceHealth health, Duration time) {
    CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> health.endWatches(Code.UNAVAILABLE, "the server stops"));
  }

  private static LegalVariant ending(String id, String habit, Pumps pumps) {
    return LegalVariant.rpc(id, habit, Answers.pump(pumps));
  }
}
