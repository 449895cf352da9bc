package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;
import static dev.vitals.conformance.selftest.mutants.Answers.check;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.selftest.mutants.Answers.Answer;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Servers whose Check answers wrong, stale or twice. */
final class CheckMutants {

  private CheckMutants() {}

  static List<Mutant> all() {
    return List.of(
        known(
            "check-always-not-serving",
            "answers for known names from a default",
            (c, s, w) -> ok(c, w, NOT_SERVING)),
        known(
            "always-serving",
            "a liveness stub: who answers serves",
            (c, s, w) -> ok(c, w, SERVING)),
        known(
            "not-serving-as-unavailable",
            "an unhealthy service is an error, as with HTTP's 503",
            (c, s, w) -> {
              if (w.shown(s) == SERVING) {
                w.check(c, s);
              } else {
                c.end(Code.UNAVAILABLE.value(), "unhealthy");
              }
            }),
        Mutant.core(
            "always-not-serving",
            "the checks behind it never ran, so nothing ever serves",
            () ->
                new ReferenceCore() {
                  @Override
                  public @Nullable ServingStatus status(String service) {
                    return super.status(service) == null ? null : NOT_SERVING;
                  }
                }),
        unknown(
            "unknown-as-ok-service-unknown",
            "Check shares Watch's answer for unknown names",
            (c, s, w) -> ok(c, w, SERVICE_UNKNOWN)),
        unknown(
            "unknown-as-ok-unknown", "a map with a default of 0", (c, s, w) -> ok(c, w, UNKNOWN)),
        unknown(
            "unknown-as-not-serving",
            "a map with a default of NOT_SERVING",
            (c, s, w) -> ok(c, w, NOT_SERVING)),
        unknown(
            "unknown-as-invalid-argument",
            "an unknown name is the caller's mistake",
            (c, s, w) -> c.end(Code.INVALID_ARGUMENT.value(), "no such service")),
        unknown(
            "unknown-as-code-unknown",
            "the look-up throws, and a library maps that to UNKNOWN",
            (c, s, w) -> c.end(Code.UNKNOWN.value(), "")),
        Mutant.rpc(
            "empty-explicit-differs",
            "looks whether the field is there, not what is in it",
            EmptyExplicitDiffers::new),
        Mutant.rpc(
            "empty-as-invalid-argument",
            "a validator that wants names to be non-empty",
            check(
                (c, s, w) -> {
                  if (s.isEmpty()) {
                    c.end(Code.INVALID_ARGUMENT.value(), "service must not be empty");
                  } else {
                    w.check(c, s);
                  }
                })),
        Mutant.core(
            "overall-missing",
            "nobody registered the empty name",
            () -> {
              ReferenceCore core = new ReferenceCore();
              core.assigned().clear();
              return core;
            }),
        Mutant.core(
            "overall-hardwired",
            "the overall status is a constant",
            () ->
                new ReferenceCore() {
                  @Override
                  public @Nullable ServingStatus status(String service) {
                    return service.isEmpty() && !isLameDuck() ? SERVING : super.status(service);
                  }
                }),
        Mutant.rpc("check-cached-1s", "answers are cached for a second", CheckCached::new),
        known(
            "unknown-status-as-not-found",
            "if (!status) …: 0 is falsy",
            (c, s, w) -> {
              if (w.shown(s) == UNKNOWN) {
                c.end(Code.NOT_FOUND.value(), "");
              } else {
                w.check(c, s);
              }
            }),
        Mutant.rpc(
            "check-two-messages",
            "a streaming handler behind a unary method",
            check(
                (c, s, w) -> {
                  if (w.shown(s) != SERVICE_UNKNOWN) {
                    c.send(w.response(w.shown(s)));
                  }
                  w.check(c, s);
                })),
        known(
            "check-no-message-ok",
            "completes without a value: an empty Mono",
            (c, s, w) -> c.end(0, "")),
        Mutant.rpc(
            "check-registers-name",
            "computeIfAbsent where get was meant",
            check(
                (c, s, w) -> {
                  w.check(c, s);
                  w.core().assigned().putIfAbsent(s, UNKNOWN);
                })),
        Mutant.rpc(
                "check-never-answers",
                "waits for a lock that whoever holds it will never give back",
                check((c, s, w) -> c.sendHeaders()))
            .staysSilent(),
        Mutant.frames(
            "not-found-closes-connection",
            "an error handler that closes too much",
            NotFoundCloses::new));
  }

  private static void ok(ReferenceCall call, ReferenceHealth whole, ServingStatus status) {
    call.send(whole.response(status));
    call.end(0, "");
  }

  private static Mutant known(String id, String bug, Answer answer) {
    return Mutant.rpc(
        id,
        bug,
        check(
            (call, service, whole) -> {
              boolean known = whole.core().status(service) != null;
              (known ? answer : asIs()).to(call, service, whole);
            }));
  }

  private static Mutant unknown(String id, String bug, Answer answer) {
    return Mutant.rpc(
        id,
        bug,
        check(
            (call, service, whole) -> {
              boolean known = whole.core().status(service) != null;
              (known ? asIs() : answer).to(call, service, whole);
            }));
  }

  private static Answer asIs() {
    return (call, service, whole) -> whole.check(call, service);
  }

  private static final class EmptyExplicitDiffers extends ReferenceHealth {
    EmptyExplicitDiffers(ReferenceCore core) {
      super(core);
    }

    @Override
    public String service(byte[] request) throws InvalidProtocolBufferException {
      String service = super.service(request);
      return service.isEmpty() && request.length > 0 ? "(empty)" : service;
    }
  }

  private static final class CheckCached extends ReferenceHealth {
    private record Entry(ServingStatus status, long nanos) {}

    private final Map<String, Entry> cache = new ConcurrentHashMap<>();

    CheckCached(ReferenceCore core) {
      super(core);
    }

    @Override
    public void check(ReferenceCall call, String service) {
      Entry entry = cache.get(service);
      ServingStatus now = core().status(service);
      if (now == null) {
        super.check(call, service);
        return;
      }
      if (entry == null || System.nanoTime() - entry.nanos > Duration.ofSeconds(1).toNanos()) {
        entry = new Entry(now, System.nanoTime());
        cache.put(service, entry);
      }
      ok(call, this, entry.status);
    }
  }

  private static final class NotFoundCloses extends ReferenceStream {
    NotFoundCloses(ReferenceHealth health) {
      super(health);
    }

    @Override
    public void end(int code, String message) {
      super.end(code, message);
      if (code == Code.NOT_FOUND.value()) {
        ctx().executor().execute(connection()::close);
      }
    }
  }
}
