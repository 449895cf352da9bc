package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;
import static dev.vitals.conformance.selftest.mutants.Answers.pump;
import static dev.vitals.conformance.selftest.mutants.Answers.watch;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.selftest.mutants.Answers.Answer;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Servers whose Watch begins in a wrong way, or is wrong for names that nobody knows. */
final class WatchMutants {
  private WatchMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.rpc(
                "watch-no-initial",
                "tells of changes only, as an event bus does",
                pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          private boolean first = h.shown(s) != SERVICE_UNKNOWN;

                          @Override
                          public void run() {
                            if (first) {
                              first = false;
                              sent = now();
                            }
                            super.run();
                          }
                        }))
            .staysSilent(),
        Mutant.rpc(
                "watch-initial-after-change",
                "the first status waits in a buffer until a second one comes",
                pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          private final ServingStatus first = now();
                          private boolean woken = first == SERVICE_UNKNOWN;

                          @Override
                          public void run() {
                            if (woken && sent == null) {
                              deliver(first);
                            }
                            if (woken || sent != null) {
                              super.run();
                            }
                            woken = true;
                          }
                        }))
            .staysSilent(),
        Mutant.rpc(
                "watch-no-changes",
                "reads the status when a Watch opens, and subscribes to nothing",
                pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          @Override
                          public void run() {
                            if (sent == null) {
                              super.run();
                            }
                          }
                        }))
            .staysSilent(),
        ofUnknown(
            "watch-unknown-not-found",
            "answers as Check does",
            (c, s, w) -> c.end(Code.NOT_FOUND.value(), "unknown service")),
        ofUnknown(
            "watch-unknown-unimplemented",
            "an error that clients take for: no health service here",
            (c, s, w) -> c.end(Code.UNIMPLEMENTED.value(), "unknown service")),
        ofUnknown(
            "watch-unknown-then-ok",
            "says it once and is done",
            (c, s, w) -> {
              c.send(w.response(SERVICE_UNKNOWN));
              c.end(0, "");
            }),
        ofUnknown(
            "watch-unknown-then-not-found",
            "says it, and then fails all the same",
            (c, s, w) -> {
              c.send(w.response(SERVICE_UNKNOWN));
              c.end(Code.NOT_FOUND.value(), "unknown service");
            }),
        ofUnknown(
                "watch-unknown-never-wakes",
                "the set of services is looked at once",
                (c, s, w) -> {
                  c.sendHeaders();
                  c.send(w.response(SERVICE_UNKNOWN));
                })
            .staysSilent(),
        shown(
            "watch-unknown-as-unknown",
            "UNKNOWN and SERVICE_UNKNOWN taken for one",
            (status, first) -> status == SERVICE_UNKNOWN ? UNKNOWN : status),
        shown(
            "watch-unknown-not-serving",
            "who is not there does not serve",
            (status, first) -> status == SERVICE_UNKNOWN ? NOT_SERVING : status),
        shown(
            "watch-unknown-status-as-service-unknown",
            "0 taken for: not there",
            (status, first) -> status == UNKNOWN ? SERVICE_UNKNOWN : status),
        Mutant.rpc(
                "watch-unknown-silent",
                "waits for the service to come",
                pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          @Override
                          public void run() {
                            if (now() != SERVICE_UNKNOWN || sent != null) {
                              super.run();
                            }
                          }
                        }))
            .staysSilent(),
        Mutant.rpc(
            "watch-starts-service-unknown",
            "greets before it has looked",
            pump(
                (h, c, s) ->
                    h.new Pump(c, s) {
                      @Override
                      public void run() {
                        if (sent == null) {
                          deliver(SERVICE_UNKNOWN);
                        }
                        super.run();
                      }
                    })),
        Mutant.rpc(
            "watch-initial-twice",
            "once on opening and once on registering",
            pump(
                (h, c, s) ->
                    h.new Pump(c, s) {
                      @Override
                      public void deliver(ServingStatus now) {
                        if (sent == null) {
                          super.deliver(now);
                        }
                        super.deliver(now);
                      }
                    })),
        Mutant.rpc(
                "watch-unknown-wakes-for-serving-only",
                "who waits for a service waits for it to serve",
                pump(
                    (h, c, s) ->
                        h.new Pump(c, s) {
                          @Override
                          public void run() {
                            if (sent != SERVICE_UNKNOWN || now() == ServingStatus.SERVING) {
                              super.run();
                            }
                          }
                        }))
            .staysSilent(),
        Mutant.rpc(
                "watch-second-of-a-name-silent",
                "a second Watch of one name joins the first, and what that was told is past",
                SecondSilent::new)
            .staysSilent(),
        Mutant.rpc(
            "watch-stale-first",
            "a new Watch is greeted from a cache that Check does not use",
            StaleFirst::new));
  }

  private static Mutant ofUnknown(String id, String bug, Answer answer) {
    return Mutant.rpc(
        id,
        bug,
        watch(
            (call, service, whole) -> {
              if (whole.shown(service) == SERVICE_UNKNOWN) {
                answer.to(call, service, whole);
              } else {
                whole.watch(call, service);
              }
            }));
  }

  /** What is sent for a status. */
  @FunctionalInterface
  private interface View {
    ServingStatus of(ServingStatus status, boolean first);
  }

  private static Mutant shown(String id, String bug, View view) {
    return Mutant.rpc(
        id,
        bug,
        pump(
            (h, c, s) ->
                h.new Pump(c, s) {
                  @Override
                  public ServingStatus now() {
                    return view.of(super.now(), sent == null);
                  }
                }));
  }

  private static final class SecondSilent extends ReferenceHealth {
    private final Set<String> greeted = ConcurrentHashMap.newKeySet();

    SecondSilent(ReferenceCore core) {
      super(core);
    }

    @Override
    public Pump pump(ReferenceCall call, String service) {
      Pump pump = new Pump(call, service);
      if (greeted.add(service)) {
        call.onClose(() -> greeted.remove(service));
      } else {
        pump.sent = pump.now();
      }
      return pump;
    }
  }

  private static final class StaleFirst extends ReferenceHealth {
    private final java.util.Map<String, ServingStatus> first = new ConcurrentHashMap<>();

    StaleFirst(ReferenceCore core) {
      super(core);
    }

    @Override
    public Pump pump(ReferenceCall call, String service) {
      return new Pump(call, service) {
        @Override
        public ServingStatus now() {
          ServingStatus now = super.now();
          ServingStatus cached = first.putIfAbsent(service, now);
          return sent == null && cached != null ? cached : now;
        }
      };
    }
  }
}
