package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.selftest.mutants.Answers.pump;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceStream;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ResetFrame;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Servers with tables and counters of a thousand or so, and what comes when those are full. */
final class ManyNamesMutants {
  private ManyNamesMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core(
            "services-max-1000",
            "a table of a thousand services",
            () ->
                new ReferenceCore() {
                  @Override
                  public void set(String service, ServingStatus status) {
                    if (assigned().size() < 1000 || assigned().containsKey(service)) {
                      super.set(service, status);
                    }
                  }
                }),
        Mutant.core(
            "services-oldest-forgotten",
            "statuses in a cache of five hundred: the oldest is evicted",
            OldestForgotten::new),
        Mutant.core(
                "changes-lost-after-65535",
                "revisions in sixteen bits, and none is newer than the last",
                () ->
                    new ReferenceCore() {
                      private final Map<String, Integer> revisions = new ConcurrentHashMap<>();

                      @Override
                      public void tell(String service) {
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
                          public void deliver(ServingStatus now) {
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
                      public void deliver(ServingStatus now) {
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
                      public void tell(String service) {
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
            .staysSilent());
  }

  private static final class OldestForgotten extends ReferenceCore {
    private final Queue<String> order = new ConcurrentLinkedQueue<>();

    @Override
    public void set(String service, ServingStatus status) {
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
    public Runnable watch(String service, Watcher watcher) {
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
    public void tell(String service) {
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
}
