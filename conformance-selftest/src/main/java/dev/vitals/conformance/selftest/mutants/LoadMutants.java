package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.UNKNOWN;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import io.grpc.Status.Code;
import io.netty.channel.socket.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Servers that go wrong while much is going on: calls, changes, Watches or connections. */
final class LoadMutants {
  private LoadMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.rpc(
            "check-wrong-once-in-1000",
            "a race without a lock, lost once in a thousand times",
            core -> {
              AtomicInteger times = new AtomicInteger();
              return new ReferenceHealth(core) {
                @Override
                public void check(ReferenceCall call, String service) {
                  if (times.incrementAndGet() % 1000 == 0 && core().status(service) != null) {
                    call.send(response(UNKNOWN));
                    call.end(0, "");
                  } else {
                    super.check(call, service);
                  }
                }
              };
            }),
        Mutant.rpc(
                "check-waits-for-changes",
                "a lock that prefers who writes: while there are changes, nobody reads",
                WaitsForChanges::new)
            .on(Changing::new),
        Mutant.rpc(
            "check-refused-beside-watches",
            "a limit of calls that counts Watches, and refuses Checks",
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public void check(ReferenceCall call, String service) {
                    if (watches().size() > 500) {
                      call.end(Code.RESOURCE_EXHAUSTED.value(), "too many calls");
                    } else {
                      super.check(call, service);
                    }
                  }
                }),
        Mutant.core(
            "shutdown-first-hundred",
            "lame duck goes over a page of a hundred services",
            FirstHundred::new),
        Mutant.core(
                "shutdown-tells-hundred",
                "at shutdown there is time for a hundred watchers",
                TellsHundred::new)
            .staysSilent(),
        Mutant.server(
            "connections-max-128-open",
            "a hundred and twenty-eight sockets",
            (health, streams) ->
                new ReferenceServer(health, streams) {
                  @Override
                  public void connected(SocketChannel connection) {
                    if (connections().size() > 128) {
                      connection.close();
                    }
                  }
                }));
  }

  private static final class Changing extends ReferenceCore {
    /** Longer than a busy machine keeps who changes from changing. */
    private static final long GAP = Duration.ofMillis(200).toNanos();

    private volatile long quietFrom = System.nanoTime();

    @Override
    public void set(String service, ServingStatus status) {
      super.set(service, status);
      quietFrom = System.nanoTime() + GAP;
    }
  }

  private static final class WaitsForChanges extends ReferenceHealth {
    WaitsForChanges(ReferenceCore core) {
      super(core);
    }

    @Override
    public void check(ReferenceCall call, String service) {
      if (System.nanoTime() - ((Changing) core()).quietFrom >= 0) {
        super.check(call, service);
      } else if (!((ReferenceStream) call).hasEnded()) {
        Answers.later(call, Duration.ofMillis(1), () -> check(call, service));
      }
    }
  }

  private static final class FirstHundred extends ReferenceCore {
    private final List<String> order = new ArrayList<>();

    @Override
    public synchronized void set(String service, ServingStatus status) {
      if (!assigned().containsKey(service)) {
        order.add(service);
      }
      super.set(service, status);
    }

    @Override
    public @Nullable ServingStatus status(String service) {
      return order.indexOf(service) >= 100 ? assigned().get(service) : super.status(service);
    }
  }

  private static final class TellsHundred extends ReferenceCore {
    private int left = Integer.MAX_VALUE;

    @Override
    public synchronized void shutdown() {
      left = 100;
      super.shutdown();
      left = Integer.MAX_VALUE;
    }

    @Override
    public void tell(String service) {
      for (Watcher watcher : watchers(service)) {
        if (left-- > 0) {
          watcher.changed();
        }
      }
    }
  }
}
