package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.selftest.mutants.Answers.check;
import static dev.vitals.conformance.selftest.mutants.Answers.pump;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import io.grpc.Status.Code;
import io.netty.channel.socket.SocketChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Servers that go down or come back in a wrong way. */
final class LifeMutants {
  private LifeMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core(
            "shutdown-only-overall",
            "lame duck is a status of the overall service",
            () -> new Duck(String::isEmpty)),
        Mutant.core(
            "shutdown-not-overall",
            "lame duck goes over the services and forgets the empty name",
            () -> new Duck(service -> !service.isEmpty())),
        Mutant.core(
                "shutdown-silent",
                "a flag that Check looks at, and nobody is told of",
                ShutdownSilent::new)
            .staysSilent(),
        Mutant.core(
            "shutdown-list-stale",
            "List reads the map under the flag",
            () ->
                new ReferenceCore() {
                  @Override
                  public Map<String, ServingStatus> statuses() {
                    return new LinkedHashMap<>(assigned());
                  }
                }),
        Mutant.core(
            "shutdown-set-shown", "a status set later overwrites the lame duck", SetShown::new),
        Mutant.rpc(
            "shutdown-watch-shows-set",
            "a status set in lame duck is kept from Check, not from watchers",
            pump(
                (h, c, s) ->
                    h.new Pump(c, s) {
                      @Override
                      public ServingStatus now() {
                        ServingStatus set = h.core().assigned().get(s);
                        return h.core().isLameDuck() && sent == NOT_SERVING && set != null
                            ? set
                            : super.now();
                      }
                    })),
        Mutant.core(
            "shutdown-unknown-not-serving",
            "in lame duck no name serves, known or not",
            () ->
                new ReferenceCore() {
                  @Override
                  public @Nullable ServingStatus status(String service) {
                    return isLameDuck() ? NOT_SERVING : super.status(service);
                  }
                }),
        Mutant.rpc(
            "shutdown-unavailable",
            "in lame duck the health service is down too",
            check(
                (c, s, w) -> {
                  if (w.core().isLameDuck()) {
                    c.end(Code.UNAVAILABLE.value(), "shutting down");
                  } else {
                    w.check(c, s);
                  }
                })),
        Mutant.rpc(
            "shutdown-unimplemented",
            "when it stops, Watches end as if there had never been a Watch",
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public void stop() {
                    endWatches(Code.UNIMPLEMENTED, "stopped");
                  }
                }),
        Mutant.rpc(
            "shutdown-ends-unimplemented",
            "in lame duck there is no Watch any more",
            pump(
                (h, c, s) ->
                    h.new Pump(c, s) {
                      @Override
                      public void run() {
                        if (h.core().isLameDuck()) {
                          c.end(Code.UNIMPLEMENTED.value(), "shutting down");
                        } else {
                          super.run();
                        }
                      }
                    })),
        Mutant.core(
            "shutdown-twice-throws",
            "checkState(!isShutdown)",
            () ->
                new ReferenceCore() {
                  @Override
                  public void shutdown() {
                    if (isLameDuck()) {
                      throw new IllegalStateException("already shut down");
                    }
                    super.shutdown();
                  }
                }),
        Mutant.core(
            "resume-noop",
            "resume is a stub",
            () ->
                new ReferenceCore() {
                  @Override
                  public void resume() {
                    watched().forEach(this::tell);
                  }
                }),
        Mutant.core(
                "resume-watchers-lost",
                "lame duck told watchers for the last time",
                ResumeLoses::new)
            .staysSilent(),
        Mutant.server(
            "shutdown-refuses-connections",
            "lame duck closes the door",
            (health, streams) ->
                new ReferenceServer(health, streams) {
                  @Override
                  public void connected(SocketChannel connection) {
                    if (health.core().isLameDuck()) {
                      connection.close();
                    }
                  }
                }),
        Mutant.server(
            "stop-waits-for-watches",
            "a graceful stop waits for calls that never end",
            (health, streams) ->
                new ReferenceServer(health, streams) {
                  @Override
                  public void stop() {
                    // The bug: Watches are left to their clients.
                  }

                  @Override
                  public boolean isOpen() {
                    return !health.watches().isEmpty();
                  }
                }),
        Mutant.server(
            "stop-no-goaway",
            "closes sockets without a goodbye",
            (health, streams) ->
                new ReferenceServer(health, streams) {
                  @Override
                  public void stop() {
                    closeDoor();
                    // Past the codec, which would say it.
                    connections().forEach(each -> each.pipeline().firstContext().close());
                  }
                }));
  }

  /** Lame duck for some. */
  private static class Duck extends ReferenceCore {
    private final Predicate<String> ducks;

    Duck(Predicate<String> ducks) {
      this.ducks = ducks;
    }

    @Override
    public @Nullable ServingStatus status(String service) {
      ServingStatus set = assigned().get(service);
      return set != null && isLameDuck() && ducks.test(service) ? NOT_SERVING : set;
    }
  }

  private static final class SetShown extends ReferenceCore {
    private final Set<String> setLater = ConcurrentHashMap.newKeySet();

    @Override
    public void set(String service, ServingStatus status) {
      if (isLameDuck()) {
        setLater.add(service);
      }
      super.set(service, status);
    }

    @Override
    public @Nullable ServingStatus status(String service) {
      return setLater.contains(service) ? assigned().get(service) : super.status(service);
    }
  }

  private static final class ShutdownSilent extends ReferenceCore {
    private boolean ducking;

    @Override
    public void tell(String service) {
      if (!ducking) {
        super.tell(service);
      }
    }

    @Override
    public void shutdown() {
      ducking = true;
      super.shutdown();
      ducking = false;
    }
  }

  private static final class ResumeLoses extends ReferenceCore {
    private final Set<Watcher> lost = ConcurrentHashMap.newKeySet();

    @Override
    public void resume() {
      watched().forEach(name -> lost.addAll(watchers(name)));
      super.resume();
    }

    @Override
    public void tell(String service) {
      watchers(service).stream().filter(w -> !lost.contains(w)).forEach(Watcher::changed);
    }
  }
}
