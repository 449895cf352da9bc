package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.selftest.mutants.Answers.pump;
import static dev.vitals.conformance.selftest.mutants.Answers.watch;

import dev.vitals.conformance.ServingStatus;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;

/** Servers that end a Watch by themselves, after a message or a while. */
final class EndMutants {
  private EndMutants() {}

  static List<Mutant> all() {
    return List.of(
        ends("watch-ends-after-first", "a unary handler behind a streaming method", 1, Code.OK),
        ends(
            "watch-ends-after-change",
            "long polling: an answer, and the client asks again",
            2,
            Code.OK),
        ends(
            "watch-ends-after-64",
            "a stream's buffer of 64 entries is never given back",
            64,
            Code.RESOURCE_EXHAUSTED),
        idle("watch-idle-timeout-3s", "a proxy's idle time-out", Duration.ofSeconds(3)),
        idle("watch-idle-timeout-10s", "a load balancer's idle time-out", Duration.ofSeconds(10)));
  }

  private static Mutant idle(String id, String bug, Duration after) {
    return Mutant.rpc(
        id,
        bug,
        watch(
            (c, s, w) -> {
              w.watch(c, s);
              Answers.later(c, after, () -> c.end(Code.UNAVAILABLE.value(), "idle"));
            }));
  }

  private static Mutant ends(String id, String bug, int after, Code code) {
    return Mutant.rpc(
        id,
        bug,
        pump(
            (h, c, s) ->
                h.new Pump(c, s) {
                  private int count;

                  @Override
                  public void deliver(ServingStatus now) {
                    super.deliver(now);
                    count++;
                    if (count == after) {
                      c.end(code.value(), "");
                    }
                  }
                }));
  }
}
