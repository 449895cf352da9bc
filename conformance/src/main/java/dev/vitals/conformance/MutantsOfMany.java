package dev.vitals.conformance;

import static dev.vitals.conformance.MutantAnswers.pump;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;

import io.grpc.Status.Code;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.Http2ResetFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Servers with tables and counters of a thousand or so, and what comes when those are full. */
final class MutantsOfMany {
  private MutantsOfMany() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core(
            "services-max-1000",
            "a table of a thousand services",
            () ->
                new ReferenceCore() {
                  @Override
                  void set(String service, ServingStatus status) {
                    if (assigned().size() < 1000 || assigned().containsKey(service)) {
                      super.set(service, status);
                    }
                  }
                }),
        Mutant.core(
            "services-oldest-forgotten",
            "statuses in a cache of five hundred: the oldest makes room",
            OldestForgotten::new),
        Mutant.core(
                "changes-lost-after-65535",
                "revisions in sixteen bits, and none is newer than the last",
                () ->
                    new ReferenceCore() {
                      private final Map<String, Integer> revisions = new ConcurrentHashMap<>();

                      @Override
                      void tell(String service) {
                        if (revisions.merge(service, 1, Integer::sum) <= 65_535) {
                          super.tell(service);
                        }
                      }
                    })
            .staysSilent(),
        Mutant.rpc(
                "watch-mute-after-1000",
                "a thousand messages a stream, and no more",
                pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          private int count;

                          @Override
                          void deliver(ServingStatus now) {
                            if (count++ < 1000) {
                              super.deliver(now);
                            }
                          }
                        }))
            .staysSilent(),
        Mutant.rpc(
            "watch-repeats-now-and-then",
            "sends again what it can't tell was sent, which is so in one time out of a hundred",
            pump(
                (h, c, s) ->
                    h.new Pump(c, s) {
                      private int count;

                      @Override
                      void deliver(ServingStatus now) {
                        super.deliver(now);
                        if (++count % 100 == 0) {
                          super.deliver(now);
                        }
                      }
                    })),
        Mutant.core(
                "watch-deaf-above-256-services",
                "an index of eight bits: who watches, and who is meant, part ways",
                () ->
                    new ReferenceCore() {
                      @Override
                      void tell(String service) {
                        if (assigned().size() <= 256) {
                          super.tell(service);
                        }
                      }
                    })
            .staysSilent(),
        Mutant.core(
                "watches-deaf-after-4096-cancels",
                "each cancel leaks a slot of four thousand",
                DeafAfterCancels::new)
            .staysSilent(),
        Mutant.frames(
                "rapid-reset-leaves-deaf",
                "what a reset leaves behind fills the queue from which watchers are told",
                ResetsLeaveDeaf::new)
            .on(DeafAfterResets::new)
            .staysSilent(),
        Mutant.rpc(
                "stalled-deaf-afterwards",
                "a watcher that stalled is sent the newest status, and forgotten",
                pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          private boolean stalled;
                          private boolean caughtUp;

                          @Override
                          public void run() {
                            stalled |= !c.isReady() && now() != sent;
                            if (!caughtUp) {
                              caughtUp = stalled && c.isReady();
                              super.run();
                            }
                          }
                        }))
            .staysSilent(),
        Mutant.rpc(
            "check-wrong-once-in-1000",
            "a race without a lock, lost once in a thousand times",
            core -> {
              AtomicInteger times = new AtomicInteger();
              return new ReferenceHealth(core) {
                @Override
                void check(ReferenceCall call, String service) {
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
                  void check(ReferenceCall call, String service) {
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
                  void connected(SocketChannel connection) {
                    if (connections().size() > 128) {
                      connection.close();
                    }
                  }
                }));
  }

  private static final class OldestForgotten extends ReferenceCore {
    private final Queue<String> order = new ConcurrentLinkedQueue<>();

    @Override
    void set(String service, ServingStatus status) {
      if (!assigned().containsKey(service)) {
        order.add(service);
      }
      super.set(service, status);
      if (order.size() > 500) {
        assigned().remove(order.remove());
      }
    }
  }

  private static final class DeafAfterCancels extends ReferenceCore {
    private final AtomicInteger cancels = new AtomicInteger();

    @Override
    Runnable watch(String service, Watcher watcher) {
      if (cancels.get() > 4096) {
        return () -> {};
      }
      Runnable release = super.watch(service, watcher);
      return () -> {
        cancels.incrementAndGet();
        release.run();
      };
    }
  }

  private static final class DeafAfterResets extends ReferenceCore {
    private final AtomicInteger resets = new AtomicInteger();

    @Override
    void tell(String service) {
      if (resets.get() < 6000) {
        super.tell(service);
      }
    }
  }

  private static final class ResetsLeaveDeaf extends ReferenceStream {
    ResetsLeaveDeaf(ReferenceHealth health) {
      super(health);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Http2ResetFrame) {
        ((DeafAfterResets) health().core()).resets.incrementAndGet();
      }
      super.userEventTriggered(ctx, event);
    }
  }

  private static final class Changing extends ReferenceCore {
    private static final long GAP = Duration.ofMillis(20).toNanos();
    private volatile long quietFrom = System.nanoTime();

    @Override
    void set(String service, ServingStatus status) {
      super.set(service, status);
      quietFrom = System.nanoTime() + GAP;
    }
  }

  private static final class WaitsForChanges extends ReferenceHealth {
    WaitsForChanges(ReferenceCore core) {
      super(core);
    }

    @Override
    void check(ReferenceCall call, String service) {
      if (System.nanoTime() - ((Changing) core()).quietFrom >= 0) {
        super.check(call, service);
      } else if (!((ReferenceStream) call).hasEnded()) {
        MutantAnswers.later(call, Duration.ofMillis(1), () -> check(call, service));
      }
    }
  }

  private static final class FirstHundred extends ReferenceCore {
    private final List<String> order = new ArrayList<>();

    @Override
    synchronized void set(String service, ServingStatus status) {
      if (!assigned().containsKey(service)) {
        order.add(service);
      }
      super.set(service, status);
    }

    @Override
    @Nullable ServingStatus status(String service) {
      return order.indexOf(service) >= 100 ? assigned().get(service) : super.status(service);
    }
  }

  private static final class TellsHundred extends ReferenceCore {
    private int left = Integer.MAX_VALUE;

    @Override
    synchronized void shutdown() {
      left = 100;
      super.shutdown();
      left = Integer.MAX_VALUE;
    }

    @Override
    void tell(String service) {
      for (Watcher watcher : watchers(service)) {
        if (left-- > 0) {
          watcher.changed();
        }
      }
    }
  }
}
