package dev.vitals.conformance.selftest.legal;

import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.selftest.mutants.Answers.check;
import static dev.vitals.conformance.selftest.mutants.Answers.later;
import static dev.vitals.conformance.selftest.mutants.Answers.pump;
import static dev.vitals.conformance.selftest.mutants.Answers.watch;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.http2.WireWriter;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.text.Words;
import dev.vitals.health.v1.HealthListResponse;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/** Habits in what the RPCs answer and when. */
final class AnswerHabits {
  private static final int NAME_LIMIT = 200;

  private AnswerHabits() {}

  static List<LegalVariant> all() {
    return List.of(
        slow("slow-50-ms", Duration.ofMillis(50)),
        slow("slow-500-ms", Duration.ofMillis(500)).takesItsTime(),
        LegalVariant.rpc(
            "headers-with-first-message",
            "a Watch's headers wait for its first message",
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public void watch(ReferenceCall call, String service) {
                    Pump pump = pump(call, service);
                    follow(call, service, () -> call.execute(pump));
                    call.onReady(pump);
                    pump.run();
                  }
                }),
        LegalVariant.rpc(
            "headers-before-an-error",
            "an error comes after headers, not as Trailers-Only",
            check(
                (c, s, w) -> {
                  c.sendHeaders();
                  w.check(c, s);
                })),
        LegalVariant.rpc(
            "message-before-an-error",
            "NOT_FOUND after an empty message, as grpc-python's set_code and return may send",
            check(
                (c, s, w) -> {
                  if (w.shown(s) == SERVICE_UNKNOWN) {
                    c.send(new byte[0]);
                  }
                  w.check(c, s);
                })),
        LegalVariant.rpc(
                "repeats-equal-statuses",
                "tells of every set, changed or not, as gRPC C++ and Node do",
                core ->
                    new ReferenceHealth(core) {
                      @Override
                      public void watch(ReferenceCall call, String service) {
                        call.sendHeaders();
                        Pump pump = pump(call, service);
                        pump.run();
                        follow(call, service, () -> call.execute(() -> again(pump)));
                        call.onReady(pump);
                        pump.run();
                      }

                      private void again(Pump pump) {
                        if (pump.call.isReady()) {
                          pump.deliver(pump.now());
                        }
                      }
                    })
            .warns("HC-WATCH-07", "it is what the clause advises against")
            .warns("HC-LIFE-07", "a second shutdown sets all of them again"),
        LegalVariant.rpc(
                "initial-twice",
                "a Watch opens with the same status twice",
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
                        }))
            .warns("HC-WATCH-06", "it is what the clause advises against")
            .warns("HC-WATCH-07", "the second one comes after a change")
            .warns("HC-WATCH-08", "the second one comes after another service's change"),
        LegalVariant.rpc(
            "first-message-after-200-ms",
            "a Watch's first message takes a while",
            watch(
                (c, s, w) -> {
                  c.sendHeaders();
                  later(c, Duration.ofMillis(200), () -> w.watch(c, s));
                })),
        refusingNames(
            "names-up-to-200",
            "longer names are refused, as by gRPC C++",
            (call, code) -> call.end(code, "service name is too long")),
        LegalVariant.rpc(
            "list-refuses-above-100",
            "List has the limit of the gRFC's draft, as in grpc-go and Node",
            RefusesAbove100::new),
        LegalVariant.rpc(
            "list-refuses-above-100-and-has-90",
            "has that limit, and ninety services of its own: a few of ours, and List is refused",
            core -> {
              for (int i = 0; i < 90; i++) {
                core.assigned().put("acme.own.S" + i, SERVING);
              }
              return new RefusesAbove100(core);
            }),
        LegalVariant.rpc(
            "list-leaves-default-values-out",
            "an entry in UNKNOWN is a key without a value, which protobuf reads the same",
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public void list(ReferenceCall call) {
                    WireWriter all = new WireWriter();
                    core()
                        .statuses()
                        .forEach(
                            (name, status) -> {
                              WireWriter entry = new WireWriter().text(1, name);
                              if (status != ServingStatus.UNKNOWN) {
                                entry.bytes(2, response(status));
                              }
                              all.bytes(1, entry.message());
                            });
                    call.send(all.message());
                    call.end(0, "");
                  }
                }),
        LegalVariant.rpc(
            "default-values-written-out",
            "UNKNOWN is sent as an explicit zero, and a field of a later version with it",
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public byte[] response(ServingStatus status) {
                    return new WireWriter().number(1, status.ordinal()).text(99, "later").message();
                  }
                }),
        LegalVariant.rpc(
            "list-with-unknown-fields",
            "List's answer has a field of a later version",
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public void list(ReferenceCall call) {
                    HealthListResponse.Builder all = HealthListResponse.newBuilder();
                    core()
                        .statuses()
                        .forEach((name, status) -> all.putStatuses(name, message(status)));
                    byte[] later = new WireWriter().text(77, "later").message();
                    byte[] whole = all.build().toByteArray();
                    byte[] both = java.util.Arrays.copyOf(later, later.length + whole.length);
                    System.arraycopy(whole, 0, both, later.length, whole.length);
                    call.send(both);
                    call.end(0, "");
                  }
                }));
  }

  private static final class RefusesAbove100 extends ReferenceHealth {
    RefusesAbove100(ReferenceCore core) {
      super(core);
    }

    @Override
    public void list(ReferenceCall call) {
      if (core().statuses().size() > 100) {
        call.end(Code.RESOURCE_EXHAUSTED.value(), "too many services");
      } else {
        super.list(call);
      }
    }
  }

  private static LegalVariant slow(String id, Duration time) {
    return LegalVariant.rpc(
        id,
        "answers every call after " + Words.time(time),
        core ->
            new ReferenceHealth(core) {
              @Override
              public void check(ReferenceCall call, String service) {
                later(call, time, () -> super.check(call, service));
              }

              @Override
              public void list(ReferenceCall call) {
                later(call, time, () -> super.list(call));
              }

              @Override
              public void watch(ReferenceCall call, String service) {
                later(call, time, () -> super.watch(call, service));
              }
            });
  }

  private static LegalVariant refusingNames(
      String id, String habit, BiConsumer<ReferenceCall, Integer> refusal) {
    return LegalVariant.rpc(
        id,
        habit,
        core ->
            new ReferenceHealth(core) {
              @Override
              public void check(ReferenceCall call, String service) {
                if (isLong(service)) {
                  refusal.accept(call, Code.INVALID_ARGUMENT.value());
                } else {
                  super.check(call, service);
                }
              }

              @Override
              public void watch(ReferenceCall call, String service) {
                if (isLong(service)) {
                  refusal.accept(call, Code.INTERNAL.value());
                } else {
                  super.watch(call, service);
                }
              }

              private static boolean isLong(String service) {
                return service.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
                    > NAME_LIMIT;
              }
            });
  }
}
