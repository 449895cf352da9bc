package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.selftest.mutants.Answers.check;

import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import java.time.Duration;
import java.util.List;

/** Servers whose Check is late: it works when it is asked, or waits for others. */
final class SlowCheckMutants {
  private static final int SERIAL_MILLIS = 200;

  private SlowCheckMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.rpc(
            "check-slow-2s",
            "runs the checks, two seconds of them, when asked",
            check((c, s, w) -> Answers.later(c, Duration.ofSeconds(2), () -> w.check(c, s)))),
        Mutant.rpc(
            "check-waits-for-watchers",
            "goes through all watchers before it answers",
            CheckWaitsForWatchers::new),
        Mutant.rpc(
                "check-serialised-by-lock-held-in-send",
                "a lock is held while the answer goes out",
                CheckSerialised::new)
            .staysSilent());
  }

  private static final class CheckWaitsForWatchers extends ReferenceHealth {
    CheckWaitsForWatchers(ReferenceCore core) {
      super(core);
    }

    @Override
    public void check(ReferenceCall call, String service) {
      Duration each = Duration.ofMillis(3);
      Duration all = each.multipliedBy(watches().size());
      Answers.later(call, all, () -> super.check(call, service));
    }
  }

  private static final class CheckSerialised extends ReferenceHealth {
    private long free = System.nanoTime();

    CheckSerialised(ReferenceCore core) {
      super(core);
    }

    @Override
    public synchronized void check(ReferenceCall call, String service) {
      long now = System.nanoTime();
      free = Math.max(now, free) + Duration.ofMillis(SERIAL_MILLIS).toNanos();
      Answers.later(call, Duration.ofNanos(free - now), () -> super.check(call, service));
    }
  }
}
