package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.selftest.mutants.Answers.pump;

import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.selftest.mutants.Mutant.Layer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Servers that tell only so many watchers: one a service, one a connection, ten, or more. */
final class WatcherMutants {
  private WatcherMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.core(
                "watch-one-per-service",
                "a map of one watcher a name: the last wins",
                OnePerService::new)
            .staysSilent(),
        Mutant.core("watch-max-10", "a pool of ten, and the eleventh waits", () -> new AtMost(10))
            .staysSilent(),
        Mutant.core("watch-max-64", "a bit set of 64 watchers", () -> new AtMost(64)).staysSilent(),
        Mutant.core("watch-max-512", "an array of 512 watchers", () -> new AtMost(512))
            .staysSilent(),
        Mutant.of(
                "watch-one-per-connection",
                Layer.RPC,
                "a map of one Watch a connection",
                FaultyServerSpec.health(OnePerConnection::new).withStream(ReferenceStream::new))
            .staysSilent());
  }

  private static final class OnePerService extends ReferenceCore {
    private final Map<String, Watcher> last = new ConcurrentHashMap<>();

    @Override
    public Runnable watch(String service, Watcher watcher) {
      last.put(service, watcher);
      return super.watch(service, watcher);
    }

    @Override
    public void tell(String service) {
      Watcher watcher = last.get(service);
      if (watcher != null) {
        watcher.changed();
      }
    }
  }

  private static final class AtMost extends ReferenceCore {
    private final int limit;

    AtMost(int limit) {
      this.limit = limit;
    }

    @Override
    public void tell(String service) {
      watchers(service).stream().limit(limit).forEach(Watcher::changed);
    }
  }

  private static final class OnePerConnection extends ReferenceHealth {
    private final Map<Object, Pump> last = new ConcurrentHashMap<>();

    OnePerConnection(ReferenceCore core) {
      super(core);
    }

    @Override
    public Pump pump(ReferenceCall call, String service) {
      Object connection = ((ReferenceStream) call).connection();
      Pump pump =
          new Pump(call, service) {
            @Override
            public void run() {
              if (sent == null || last.get(connection) == this) {
                super.run();
              }
            }
          };
      last.put(connection, pump);
      return pump;
    }
  }
}
