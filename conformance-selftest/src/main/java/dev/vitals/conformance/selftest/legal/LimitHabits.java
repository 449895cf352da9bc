package dev.vitals.conformance.selftest.legal;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.selftest.mutants.ConnectionMutants;
import io.grpc.Status.Code;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import java.util.List;

/** Habits of servers that set limits, and say so when one is reached. */
final class LimitHabits {
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_CALLS_PER_CONNECTION = 1000;

  private LimitHabits() {}

  static List<LegalVariant> all() {
    return List.of(
        LegalVariant.core(
            "long-names-not-settable",
            "refuses to know a name above 200 characters",
            () ->
                new ReferenceCore() {
                  @Override
                  public void set(String service, ServingStatus status) {
                    if (isLong(service)) {
                      throw new IllegalArgumentException("service: longer than 200");
                    }
                    super.set(service, status);
                  }
                }),
        LegalVariant.rpc(
            "long-names-invalid",
            "answers INVALID_ARGUMENT to names above 200 characters, as gRPC C++",
            RefusesLongNames::new),
        LegalVariant.frames(
            "goaway-after-1000-calls",
            "says GOAWAY at a connection's thousandth call, and answers on it what was sent already",
            health ->
                ConnectionMutants.counting(
                    health,
                    (connection, number) -> {
                      if (number == MAX_CALLS_PER_CONNECTION) {
                        connection.writeAndFlush(graceful());
                      }
                      return true;
                    })));
  }

  /** It leaves out no call: those that the client sent before it hears of it are answered. */
  private static Http2GoAwayFrame graceful() {
    return new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR).setExtraStreamIds(Integer.MAX_VALUE);
  }

  private static boolean isLong(String name) {
    return name.length() > MAX_NAME_LENGTH;
  }

  private static final class RefusesLongNames extends ReferenceHealth {
    RefusesLongNames(ReferenceCore core) {
      super(core);
    }

    @Override
    public void check(ReferenceCall call, String service) {
      if (isLong(service)) {
        call.end(Code.INVALID_ARGUMENT.value(), "the name is too long");
      } else {
        super.check(call, service);
      }
    }

    @Override
    public void watch(ReferenceCall call, String service) {
      if (isLong(service)) {
        call.end(Code.INVALID_ARGUMENT.value(), "the name is too long");
      } else {
        super.watch(call, service);
      }
    }
  }
}
