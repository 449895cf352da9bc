package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceStream;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Servers that slow readers, leaks or many calls bring down. */
final class ResourceMutants {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private ResourceMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.rpc(
            "stalled-blocks-set",
            "writes to watchers before set returns, and a full one is waited for",
            core -> new Blocking(core, false)),
        Mutant.rpc(
                "stalled-blocks-others",
                "one thread writes to all watchers, and waits for the slowest",
                core -> new Blocking(core, true))
            .staysSilent(),
        Mutant.rpc(
                "stalled-blocks-check",
                "Check takes the lock under which watchers are written to",
                StalledBlocksCheck::new)
            .staysSilent(),
        Mutant.rpc(
                "stalled-blocks-connection",
                "waits for a slow reader on the thread that reads the connection",
                StalledBlocksConnection::new)
            .staysSilent(),
        Mutant.rpc(
            "stalled-unbounded",
            "sends whether the call is ready or not: onNext without isReady",
            Unbounded::new),
        Mutant.rpc(
                "stalled-drop-newest",
                "what comes while the call is not ready is dropped, and nobody looks again",
                core ->
                    new ReferenceHealth(core) {
                      @Override
                      public void watch(ReferenceCall call, String service) {
                        call.sendHeaders();
                        Pump pump = pump(call, service);
                        follow(call, service, () -> call.execute(pump));
                        pump.run();
                      }
                    })
            .staysSilent(),
        Mutant.core(
            "watch-leak",
            "cancelled Watches stay in the list",
            () ->
                new ReferenceCore() {
                  @Override
                  public Runnable watch(String service, Watcher watcher) {
                    super.watch(service, watcher);
                    return () -> {};
                  }
                }),
        Mutant.core(
            "watch-leak-unknown-names",
            "the empty set of watchers of a name stays for ever",
            LeaksNames::new),
        Mutant.rpc(
                "watch-starves-unary",
                "a worker a call, fifty of them a connection: open Watches take them all",
                StarvesUnary::new)
            .staysSilent());
  }

  private static final class Unbounded extends DeliveryMutants.Push {
    Unbounded(ReferenceCore core) {
      super(core);
    }

    @Override
    void told(Pump pump) {
      synchronized (pump) {
        push(pump, shown(pump.service));
      }
    }
  }

  /** Waits for a slow reader on the thread that tells. */
  private static final class Blocking extends DeliveryMutants.Push {
    private final boolean aside;
    private final java.util.concurrent.Executor writer =
        java.util.concurrent.Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "writer");
              thread.setDaemon(true);
              return thread;
            });

    Blocking(ReferenceCore core, boolean aside) {
      super(core);
      this.aside = aside;
    }

    @Override
    void told(Pump pump) {
      ServingStatus now = shown(pump.service);
      if (aside) {
        writer.execute(() -> write(pump, now));
      } else {
        write(pump, now);
      }
    }

    private void write(Pump pump, ServingStatus now) {
      long until = System.nanoTime() + PATIENCE.toNanos();
      ReferenceStream stream = (ReferenceStream) pump.call;
      while (!stream.ctx().channel().isWritable()
          && !stream.hasEnded()
          && System.nanoTime() - until < 0) {
        Answers.dawdle(Duration.ofMillis(1));
      }
      push(pump, now);
    }
  }

  private static boolean isStalled(ReferenceCall call) {
    return !call.isReady() && !((ReferenceStream) call).hasEnded();
  }

  private static final class StalledBlocksCheck extends ReferenceHealth {
    StalledBlocksCheck(ReferenceCore core) {
      super(core);
    }

    @Override
    public void check(ReferenceCall call, String service) {
      if (watches().stream().noneMatch(watch -> ((ReferenceStream) watch).keepsBytes())) {
        super.check(call, service);
      } else if (!((ReferenceStream) call).hasEnded()) {
        Answers.later(call, Duration.ofMillis(20), () -> check(call, service));
      }
    }
  }

  private static final class StalledBlocksConnection extends ReferenceHealth {
    StalledBlocksConnection(ReferenceCore core) {
      super(core);
    }

    @Override
    public Pump pump(ReferenceCall call, String service) {
      Channel connection = ((ReferenceStream) call).connection();
      return new Pump(call, service) {
        @Override
        public void run() {
          if (isStalled(call) && now() != sent) {
            connection.config().setAutoRead(false);
          }
          super.run();
        }
      };
    }
  }

  private static final class LeaksNames extends ReferenceCore {
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    @Override
    public Runnable watch(String service, Watcher watcher) {
      seen.add(service);
      return super.watch(service, watcher);
    }

    @Override
    public Subject.Stats stats() {
      Subject.Stats held = super.stats();
      return new Subject.Stats(held.watchers(), assigned().size() + seen.size());
    }
  }

  private static final class StarvesUnary extends ReferenceHealth {
    private static final int WORKERS = 50;
    private final Map<Channel, Integer> busy = new ConcurrentHashMap<>();

    StarvesUnary(ReferenceCore core) {
      super(core);
    }

    @Override
    public void watch(ReferenceCall call, String service) {
      Channel connection = ((ReferenceStream) call).connection();
      busy.merge(connection, 1, Integer::sum);
      call.onClose(() -> busy.merge(connection, -1, Integer::sum));
      super.watch(call, service);
    }

    @Override
    public void check(ReferenceCall call, String service) {
      if (busy.getOrDefault(((ReferenceStream) call).connection(), 0) < WORKERS) {
        super.check(call, service);
      }
    }
  }
}
