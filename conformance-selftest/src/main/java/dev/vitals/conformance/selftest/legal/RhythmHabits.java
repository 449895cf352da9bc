package dev.vitals.conformance.selftest.legal;

import static dev.vitals.conformance.selftest.mutants.Answers.later;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Habits in when a Watch's messages come. */
final class RhythmHabits {
  private static final int MESSAGES_AT_ONCE = 20;

  private RhythmHabits() {}

  static List<LegalVariant> all() {
    return List.of(
        LegalVariant.rpc(
            "conflates-everything",
            "looks every 40 ms and sends the newest",
            core -> new Looks(core, Duration.ofMillis(40))),
        LegalVariant.rpc(
                "repeats-every-50-ms",
                "a Watch says twenty times a second how it is, changed or not, as Vert.x's does",
                Repeats::new)
            .warns("HC-WATCH-06", "a second message comes before any change")
            .warns("HC-WATCH-07", "it is what the clause advises against")
            .warns("HC-WATCH-08", "it repeats itself when another service changes")
            .warns("HC-LIFE-07", "it repeats itself after a second shutdown"),
        LegalVariant.rpc(
                "each-change-by-and-by",
                "a Watch tells of each change, twenty of them a millisecond",
                ByAndBy::new)
            .warns("HC-WATCH-23", "what it has not told yet, it keeps"));
  }

  /** Looks at intervals what there is to tell. */
  private static class Looks extends ReferenceHealth {
    private final Duration interval;

    Looks(ReferenceCore core, Duration interval) {
      super(core);
      this.interval = interval;
    }

    @Override
    public void watch(ReferenceCall call, String service) {
      call.sendHeaders();
      Pump pump = pump(call, service);
      follow(call, service, () -> {});
      look(call, pump);
    }

    void tell(Pump pump) {
      pump.run();
    }

    private void look(ReferenceCall call, Pump pump) {
      tell(pump);
      if (watches().contains(call)) {
        later(call, interval, () -> look(call, pump));
      }
    }
  }

  private static final class Repeats extends Looks {
    Repeats(ReferenceCore core) {
      super(core, Duration.ofMillis(50));
    }

    @Override
    public void tell(Pump pump) {
      if (pump.call.isReady()) {
        pump.deliver(pump.now());
      }
    }
  }

  private static final class ByAndBy extends ReferenceHealth {
    ByAndBy(ReferenceCore core) {
      super(core);
    }

    @Override
    public void watch(ReferenceCall call, String service) {
      call.sendHeaders();
      Backlog backlog = new Backlog();
      follow(call, service, () -> backlog.add(() -> shown(service)));
      backlog.add(() -> shown(service));
      deliver(call, pump(call, service), backlog);
    }

    private void deliver(ReferenceCall call, Pump pump, Backlog backlog) {
      for (int i = 0; i < MESSAGES_AT_ONCE && call.isReady(); i++) {
        backlog.next().ifPresent(pump::deliver);
      }
      if (watches().contains(call)) {
        later(call, Duration.ofMillis(1), () -> deliver(call, pump, backlog));
      }
    }
  }

  /** What one Watch has yet to tell. Thread-safe. */
  private static final class Backlog {
    private final Queue<ServingStatus> waiting = new ArrayDeque<>();
    private @Nullable ServingStatus newest;

    /** What is read under the lock is newer than all that was read before. */
    synchronized void add(Supplier<ServingStatus> now) {
      ServingStatus status = now.get();
      if (status != newest) {
        newest = status;
        waiting.add(status);
      }
    }

    synchronized Optional<ServingStatus> next() {
      return Optional.ofNullable(waiting.poll());
    }
  }
}
