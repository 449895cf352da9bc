package dev.vitals.conformance.selftest.legal;

import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.selftest.mutants.MutantAnswers;
import dev.vitals.conformance.selftest.mutants.MutantAnswers.Pumps;
import io.grpc.Status.Code;
import java.util.List;

/** Habits in how Watches end: when the server stops, in lame duck, when a service is cleared. */
final class LegalEnds {
  private LegalEnds() {}

  static List<LegalVariant> all() {
    return List.of(
        ends("watch-ok-at-stop", "open Watches end OK when the server stops", Code.OK),
        ends(
            "watch-cancelled-at-stop",
            "open Watches end CANCELLED when the server stops",
            Code.CANCELLED),
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

  private static LegalVariant ends(String id, String habit, Code code) {
    return LegalVariant.rpc(
        id,
        habit,
        core ->
            new ReferenceHealth(core) {
              @Override
              public void stop() {
                endWatches(code, "");
              }
            });
  }

  private static LegalVariant ending(String id, String habit, Pumps pumps) {
    return LegalVariant.rpc(id, habit, MutantAnswers.pump(pumps));
  }
}
