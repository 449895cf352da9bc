package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.selftest.mutants.Answers.dawdle;
import static dev.vitals.conformance.selftest.mutants.Answers.spin;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Servers that lose, swap, delay or replay changes on their way to watchers: the races, whose
 * windows are as narrow as those of real ones.
 */
final class DeliveryMutants {
  static final Duration WINDOW = Duration.ofNanos(200_000);
  private static final Duration NARROW_WINDOW = Duration.ofNanos(3_000);

  private DeliveryMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.rpc(
                "watch-drops-last",
                "a queue of two a watcher, and what doesn't fit is dropped",
                DropsNewest::new)
            .staysSilent(),
        Mutant.rpc(
                "watch-conflate-loses-last",
                "the mark 'told already' is taken away after reading, not before",
                ConflateLosesLast::new)
            .staysSilent(),
        Mutant.rpc(
            "watch-reorders", "good news waits a moment, and bad news overtakes it", Reorders::new),
        Mutant.rpc(
                "watch-replays-history",
                "a log of changes, read from its start",
                ReplaysHistory::new)
            .fells("HC-WATCH-26", "the first message is the first of the log"),
        Mutant.rpc(
                "watch-read-then-register",
                "looks, and then registers: what changes in between is lost",
                core -> new ReadThenRegister(core, () -> dawdle(WINDOW)))
            .staysSilent(),
        Mutant.rpc(
            "watch-registers-a-moment-late",
            "looks, and registers three microseconds later",
            core -> new ReadThenRegister(core, () -> spin(NARROW_WINDOW))),
        Mutant.rpc(
                "notify-outside-lock",
                "sets under a lock and tells after leaving it: two setters may tell in the other"
                    + " order",
                NotifyOutsideLock::new)
            .on(TellsOfChanges::new)
            .staysSilent());
  }

  /** A server that queues statuses for its watchers, as many do, instead of letting them look. */
  abstract static class Push extends ReferenceHealth {
    Push(ReferenceCore core) {
      super(core);
    }

    @Override
    public void watch(ReferenceCall call, String service) {
      call.sendHeaders();
      Pump pump = pump(call, service);
      follow(call, service, () -> told(pump));
      pump.run();
    }

    /** The service changed; called by who changed it. */
    abstract void told(Pump pump);

    /** Queues a status for a watcher, whether the call is ready or not. */
    static void push(Pump pump, ServingStatus status) {
      pump.call.execute(
          () -> {
            if (status != pump.sent) {
              pump.deliver(status);
            }
          });
    }
  }

  private static final class DropsNewest extends Push {
    private final Map<Pump, AtomicInteger> pending = new ConcurrentHashMap<>();

    DropsNewest(ReferenceCore core) {
      super(core);
    }

    @Override
    void told(Pump pump) {
      AtomicInteger queued = pending.computeIfAbsent(pump, p -> new AtomicInteger());
      if (queued.get() < 2) {
        queued.incrementAndGet();
        push(pump, shown(pump.service));
        pump.call.execute(queued::decrementAndGet);
      }
    }
  }

  private static final class ConflateLosesLast extends Push {
    private final Map<Pump, AtomicBoolean> marks = new ConcurrentHashMap<>();

    ConflateLosesLast(ReferenceCore core) {
      super(core);
    }

    @Override
    void told(Pump pump) {
      AtomicBoolean told = marks.computeIfAbsent(pump, p -> new AtomicBoolean());
      if (told.compareAndSet(false, true)) {
        pump.call.execute(
            () -> {
              pump.run();
              dawdle(WINDOW);
              told.set(false);
            });
      }
    }
  }

  private static final class Reorders extends Push {
    Reorders(ReferenceCore core) {
      super(core);
    }

    @Override
    void told(Pump pump) {
      ServingStatus now = shown(pump.service);
      if (now == NOT_SERVING) {
        push(pump, now);
      } else {
        Answers.later(pump.call, Duration.ofMillis(2), () -> push(pump, now));
      }
    }
  }

  private static final class ReplaysHistory extends ReferenceHealth {
    private static final int MAX_KEPT = 16;
    private final Map<String, List<ServingStatus>> history = new ConcurrentHashMap<>();

    ReplaysHistory(ReferenceCore core) {
      super(core);
    }

    @Override
    public Pump pump(ReferenceCall call, String service) {
      List<ServingStatus> past =
          history.computeIfAbsent(
              service, s -> java.util.Collections.synchronizedList(new ArrayList<>()));
      return new Pump(call, service) {
        @Override
        public void deliver(ServingStatus now) {
          if (sent == null) {
            List.copyOf(past).forEach(super::deliver);
          }
          super.deliver(now);
          if (past.size() < MAX_KEPT && now != SERVICE_UNKNOWN) {
            past.add(now);
          }
        }
      };
    }
  }

  private static final class ReadThenRegister extends ReferenceHealth {
    private final Runnable meanwhile;

    ReadThenRegister(ReferenceCore core, Runnable meanwhile) {
      super(core);
      this.meanwhile = meanwhile;
    }

    @Override
    public void watch(ReferenceCall call, String service) {
      call.sendHeaders();
      Pump pump = pump(call, service);
      pump.run();
      meanwhile.run();
      follow(call, service, () -> call.execute(pump));
      call.onReady(pump);
    }
  }

  private static final class NotifyOutsideLock extends Push {
    NotifyOutsideLock(ReferenceCore core) {
      super(core);
    }

    @Override
    void told(Pump pump) {
      ServingStatus now = shown(pump.service);
      if (ThreadLocalRandom.current().nextInt(8) == 0) {
        dawdle(WINDOW);
      }
      push(pump, now);
    }
  }

  /** Like most servers, notifies no watcher when a status is set that the service has already. */
  private static final class TellsOfChanges extends ReferenceCore {
    @Override
    public void set(String service, ServingStatus status) {
      if (assigned().put(service, status) != status) {
        tell(service);
      }
    }
  }
}
