package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import io.grpc.Status.Code;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Servers that are whole until something has happened often, or to somebody else. */
public final class VolumeMutants {
  private static final AttributeKey<AtomicInteger> RESETS = AttributeKey.valueOf("resets");

  private VolumeMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core(
                "changes-lost-after-1000",
                "a counter of changes that is full at a thousand",
                () ->
                    new ReferenceCore() {
                      private final Map<String, Integer> changes = new ConcurrentHashMap<>();

                      @Override
                      public void tell(String service) {
                        if (changes.merge(service, 1, Integer::sum) <= 1000) {
                          super.tell(service);
                        }
                      }
                    })
            .staysSilent(),
        Mutant.core(
                "watches-deaf-after-500-cancels",
                "each cancel leaks a slot of five hundred",
                () ->
                    new ReferenceCore() {
                      private final AtomicInteger cancels = new AtomicInteger();

                      @Override
                      public Runnable watch(String service, Watcher watcher) {
                        if (cancels.get() > 500) {
                          return () -> {};
                        }
                        Runnable release = super.watch(service, watcher);
                        return () -> {
                          cancels.incrementAndGet();
                          release.run();
                        };
                      }
                    })
            .staysSilent(),
        Mutant.rpc(
            "watch-limit-unimplemented",
            "above a hundred Watches, an error that clients take for: no Watch here",
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public void watch(ReferenceCall call, String service) {
                    if (watches().size() >= 100) {
                      call.end(Code.UNIMPLEMENTED.value(), "too many watches");
                    } else {
                      super.watch(call, service);
                    }
                  }
                }),
        Mutant.core(
            "services-max-99",
            "a table of ninety-nine services",
            () ->
                new ReferenceCore() {
                  @Override
                  public void set(String service, ServingStatus status) {
                    if (assigned().size() < 99 || assigned().containsKey(service)) {
                      super.set(service, status);
                    }
                  }
                }),
        Mutant.server(
            "connections-max-100",
            "file descriptors that leak, a hundred of them",
            (health, streams) ->
                new ReferenceServer(health, streams) {
                  private final AtomicInteger connections = new AtomicInteger();

                  @Override
                  public void connected(SocketChannel connection) {
                    if (connections.incrementAndGet() > 100) {
                      connection.close();
                    }
                  }
                }),
        Mutant.frames(
            "rapid-reset-oom",
            "each reset leaves its stream in memory",
            health -> resets(health, 3000, VolumeMutants::die)),
        Mutant.frames(
            "reset-kills-others",
            "an I/O error of one connection ends the loop for all",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public void channelInactive(ChannelHandlerContext ctx) {
                    boolean open = !hasEnded();
                    super.channelInactive(ctx);
                    if (open && health().watches().size() > 3) {
                      health().endWatches(Code.UNAVAILABLE, "transport failed");
                    }
                  }
                }),
        Mutant.rpc(
            "second-connection-stale",
            "a cache of statuses for each connection but the first",
            SecondConnectionStale::new));
  }

  /** Closes a connection that resets too many streams, and says why. */
  public static ReferenceStream calming(ReferenceHealth health) {
    return resets(
        health,
        1000,
        connection ->
            connection
                .writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM))
                .addListener(ChannelFutureListener.CLOSE));
  }

  private static ReferenceStream resets(
      ReferenceHealth health, int above, Consumer<Channel> response) {
    return new ReferenceStream(health) {
      @Override
      public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        super.userEventTriggered(ctx, event);
        if (event instanceof Http2ResetFrame) {
          connection().attr(RESETS).setIfAbsent(new AtomicInteger());
          if (connection().attr(RESETS).get().incrementAndGet() == above) {
            response.accept(connection());
          }
        }
      }
    };
  }

  /** The server is gone: no more connections, and none left. */
  static void die(Channel connection) {
    connection.parent().close();
    connection.close();
  }

  private static final class SecondConnectionStale extends ReferenceHealth {
    private final Map<Channel, Map<String, ServingStatus>> caches = new ConcurrentHashMap<>();

    SecondConnectionStale(ReferenceCore core) {
      super(core);
    }

    @Override
    public void check(ReferenceCall call, String service) {
      Channel connection = ((ReferenceStream) call).connection();
      boolean first = caches.isEmpty() || caches.keySet().iterator().next() == connection;
      ServingStatus now = core().status(service);
      if (now == null) {
        super.check(call, service);
        return;
      }
      Map<String, ServingStatus> cache =
          caches.computeIfAbsent(connection, c -> new ConcurrentHashMap<>());
      ServingStatus cached = cache.putIfAbsent(service, now);
      call.send(response(first || cached == null ? now : cached));
      call.end(0, "");
    }
  }
}
