package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Servers whose List leaves out, makes up, remembers or refuses. */
final class ListMutants {
  private static final int LIMIT = 100;

  private ListMutants() {}

  static List<Mutant> all() {
    return List.of(
        shows(
            "list-only-serving",
            "lists what is healthy",
            (name, status) -> status == ServingStatus.SERVING ? status : null),
        shows(
            "list-all-serving",
            "lists what is registered, as if that were a status",
            (name, status) -> ServingStatus.SERVING),
        shows(
            "list-without-overall",
            "the overall status is kept elsewhere",
            (name, status) -> name.isEmpty() ? null : status),
        shows(
            "list-drops-default-value",
            "a serializer that leaves out map values with no bytes",
            (name, status) -> status == ServingStatus.UNKNOWN ? null : status),
        changed(
            "list-drops-last",
            "for (i = 0; i < n - 1; i++)",
            () -> all -> without(all, lastOf(all))),
        changed(
            "list-truncates",
            "stops at a hundred and says nothing",
            () -> all -> first(all, LIMIT)),
        changed(
            "list-truncates-at-1000",
            "a page of a thousand, and no word of the next",
            () -> all -> first(all, 1000)),
        changed(
            "list-cut-at-64k",
            "a buffer of 64 KiB, as far as that goes",
            () -> ListMutants::inABuffer),
        shows(
            "list-long-names-left-out",
            "a length in seven bits",
            (name, status) -> name.length() > 127 ? null : status),
        changed(
            "list-default-above-100",
            "looks up the first hundred, and takes the rest for serving",
            () ->
                all -> {
                  Map<String, ServingStatus> few = first(all, LIMIT);
                  all.keySet().forEach(name -> few.putIfAbsent(name, ServingStatus.SERVING));
                  return few;
                }),
        changed(
            "list-stale-snapshot",
            "a snapshot that is renewed when services come and go",
            StaleSnapshot::new),
        changed("list-cached", "answers are cached for a second", Cached::new),
        Mutant.rpc(
                "list-never-answers",
                "collects from parts of the server of which one never replies",
                core ->
                    new ReferenceHealth(core) {
                      @Override
                      public void list(ReferenceCall call) {
                        call.sendHeaders();
                      }
                    })
            .staysSilent(),
        changed("list-consumes", "drains a queue of changes into the answer", Consumes::new),
        refuses("list-limit-99", "a limit off by one", Code.RESOURCE_EXHAUSTED, 99, false),
        refuses("list-too-many-internal", "the limit is an assertion", Code.INTERNAL, LIMIT, false),
        refuses(
            "list-exhausted-forever",
            "the limit trips a breaker that never closes",
            Code.RESOURCE_EXHAUSTED,
            LIMIT,
            true));
  }

  private static Mutant shows(
      String id, String bug, BiFunction<String, ServingStatus, @Nullable ServingStatus> view) {
    return changed(
        id,
        bug,
        () ->
            all -> {
              Map<String, ServingStatus> shown = new LinkedHashMap<>();
              all.forEach(
                  (name, status) -> {
                    ServingStatus seen = view.apply(name, status);
                    if (seen != null) {
                      shown.put(name, seen);
                    }
                  });
              return shown;
            });
  }

  private static Mutant changed(
      String id, String bug, Supplier<UnaryOperator<Map<String, ServingStatus>>> views) {
    return Mutant.core(
        id,
        bug,
        () -> {
          UnaryOperator<Map<String, ServingStatus>> view = views.get();
          return new ReferenceCore() {
            @Override
            public Map<String, ServingStatus> statuses() {
              return view.apply(super.statuses());
            }
          };
        });
  }

  private static Mutant refuses(String id, String bug, Code code, int above, boolean forEver) {
    return Mutant.rpc(
        id,
        bug,
        core -> {
          AtomicBoolean tripped = new AtomicBoolean();
          return new ReferenceHealth(core) {
            @Override
            public void list(ReferenceCall call) {
              boolean tooMany = core().assigned().size() > above;
              if (tooMany || (forEver && tripped.get())) {
                tripped.set(true);
                call.end(code.value(), "too many services");
              } else {
                super.list(call);
              }
            }
          };
        });
  }

  private static Map<String, ServingStatus> first(Map<String, ServingStatus> all, int limit) {
    Map<String, ServingStatus> few = new LinkedHashMap<>();
    all.entrySet().stream().limit(limit).forEach(e -> few.put(e.getKey(), e.getValue()));
    return few;
  }

  private static Map<String, ServingStatus> inABuffer(Map<String, ServingStatus> all) {
    Map<String, ServingStatus> few = new LinkedHashMap<>();
    int space = 1 << 16;
    for (Map.Entry<String, ServingStatus> each : all.entrySet()) {
      space -= each.getKey().length() + 8;
      if (space > 0) {
        few.put(each.getKey(), each.getValue());
      }
    }
    return few;
  }

  private static Map<String, ServingStatus> without(Map<String, ServingStatus> all, String name) {
    Map<String, ServingStatus> rest = new LinkedHashMap<>(all);
    rest.remove(name);
    return rest;
  }

  private static String lastOf(Map<String, ServingStatus> all) {
    return all.keySet().stream().max(String::compareTo).orElse("");
  }

  private static final class StaleSnapshot implements UnaryOperator<Map<String, ServingStatus>> {
    private Map<String, ServingStatus> snapshot = Map.of();

    @Override
    public synchronized Map<String, ServingStatus> apply(Map<String, ServingStatus> all) {
      if (!snapshot.keySet().equals(all.keySet())) {
        snapshot = all;
      }
      return snapshot;
    }
  }

  private static final class Cached implements UnaryOperator<Map<String, ServingStatus>> {
    private Map<String, ServingStatus> cached = Map.of();
    private long until = System.nanoTime();

    @Override
    public synchronized Map<String, ServingStatus> apply(Map<String, ServingStatus> all) {
      if (System.nanoTime() - until >= 0) {
        cached = all;
        until = System.nanoTime() + Duration.ofSeconds(1).toNanos();
      }
      return cached;
    }
  }

  private static final class Consumes implements UnaryOperator<Map<String, ServingStatus>> {
    private Map<String, ServingStatus> before = Map.of();

    @Override
    public synchronized Map<String, ServingStatus> apply(Map<String, ServingStatus> all) {
      Map<String, ServingStatus> fresh = new LinkedHashMap<>(all);
      fresh.entrySet().removeAll(before.entrySet());
      before = all;
      return fresh;
    }
  }
}
