package dev.vitals.conformance.selftest.mutants;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.http2.WireField;
import dev.vitals.conformance.http2.WireReader;
import dev.vitals.conformance.http2.WireWriter;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.selftest.mutants.Mutant.Layer;
import dev.vitals.health.v1.HealthCheckRequest;
import dev.vitals.health.v1.HealthCheckResponse;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Servers that get the service's paths, fields or claims wrong. */
final class ServiceMutants {
  private ServiceMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.rpc(
            "pkg-v1alpha",
            "serves grpc.health.v1alpha, as drafts of the protocol did",
            core -> paths(core, path -> path.replace("v1alpha", "v1"), "v1alpha")),
        Mutant.rpc(
            "path-lowercase",
            "routes are lower-cased when registered, not when asked for",
            core -> paths(core, ServiceMutants::capitalised, "/grpc.health.v1.health/")),
        Mutant.rpc(
            "path-case-insensitive",
            "a router that ignores case",
            core -> paths(core, path -> capitalised(path.toLowerCase(Locale.ROOT)), "")),
        Mutant.rpc(
            "enum-swapped", "a hand-written enum with two numbers swapped", EnumSwapped::new),
        Mutant.rpc("field-2", "the status in field 2: compiled from an edited proto", Field2::new),
        unclaimed("list-empty-ok", "List is a stub that answers OK with nothing", Code.OK),
        unclaimed("unclaimed-unknown", "the handler that is missing throws", Code.UNKNOWN),
        unclaimed("unclaimed-not-found", "a router's 404 becomes NOT_FOUND", Code.NOT_FOUND),
        Mutant.of(
                "unclaimed-hangs",
                Layer.RPC,
                "the method that is missing is accepted and never answered",
                withoutList(
                    core ->
                        new ReferenceHealth(core) {
                          @Override
                          public void list(ReferenceCall call) {
                            call.sendHeaders();
                          }
                        }))
            .staysSilent(),
        Mutant.frames(
            "unknown-method-internal",
            "a failed look-up of the method is reported as a fault",
            UnknownMethodInternal::new),
        Mutant.rpc(
            "strict-unknown-fields",
            "rejects fields that it doesn't know, as some JSON mappers do",
            StrictUnknownFields::new),
        Mutant.rpc(
            "first-field-wins", "a decoder that stops at the first field 1", FirstFieldWins::new),
        Mutant.of(
            "claims-too-little",
            Layer.RPC,
            "List works, but the claims were never brought up to date",
            withoutList(ReferenceHealth::new)));
  }

  private static FaultyServerSpec withoutList(Function<ReferenceCore, ReferenceHealth> health) {
    return FaultyServerSpec.health(health).claiming(c -> c.withMethods(Set.of("Check", "Watch")));
  }

  private static Mutant unclaimed(String id, String bug, Code code) {
    return Mutant.of(
        id,
        Layer.RPC,
        bug,
        withoutList(
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public void list(ReferenceCall call) {
                    if (code == Code.OK) {
                      call.send(new byte[0]);
                    }
                    call.end(code.value(), "");
                  }
                }));
  }

  private static ReferenceHealth paths(
      ReferenceCore core, Function<String, String> route, String where) {
    return new ReferenceHealth(core) {
      @Override
      public @Nullable String method(String path) {
        return path.contains(where) ? super.method(route.apply(path)) : null;
      }
    };
  }

  private static String capitalised(String path) {
    return path.replace("v1.health/", "v1.Health/")
        .replace("/check", "/Check")
        .replace("/list", "/List")
        .replace("/watch", "/Watch");
  }

  private static final class EnumSwapped extends ReferenceHealth {
    EnumSwapped(ReferenceCore core) {
      super(core);
    }

    @Override
    public HealthCheckResponse message(ServingStatus status) {
      return super.message(
          switch (status) {
            case SERVING -> ServingStatus.NOT_SERVING;
            case NOT_SERVING -> ServingStatus.SERVING;
            default -> status;
          });
    }
  }

  private static final class Field2 extends ReferenceHealth {
    Field2(ReferenceCore core) {
      super(core);
    }

    @Override
    public byte[] response(ServingStatus status) {
      return new WireWriter().number(2, status.ordinal()).message();
    }
  }

  private static final class UnknownMethodInternal extends ReferenceStream {
    UnknownMethodInternal(ReferenceHealth health) {
      super(health);
    }

    @Override
    public void end(int code, String message) {
      boolean ofHealth = path().startsWith(ReferenceHealth.SERVICE);
      boolean unknown = code == Code.UNIMPLEMENTED.value() && health().method(path()) == null;
      super.end(unknown && ofHealth ? Code.INTERNAL.value() : code, message);
    }
  }

  private static final class StrictUnknownFields extends ReferenceHealth {
    StrictUnknownFields(ReferenceCore core) {
      super(core);
    }

    @Override
    public String service(byte[] request) throws InvalidProtocolBufferException {
      HealthCheckRequest parsed = HealthCheckRequest.parseFrom(request);
      if (!parsed.getUnknownFields().asMap().isEmpty()) {
        throw new InvalidProtocolBufferException("unknown field");
      }
      return parsed.getService();
    }
  }

  private static final class FirstFieldWins extends ReferenceHealth {
    FirstFieldWins(ReferenceCore core) {
      super(core);
    }

    @Override
    public String service(byte[] request) throws InvalidProtocolBufferException {
      super.service(request);
      return WireReader.fields(request).stream()
          .filter(field -> field.is(1, WireField.BYTES))
          .findFirst()
          .map(WireField::text)
          .orElse("");
    }
  }
}
