package dev.vitals.conformance.selftest.mutants;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceRequest;
import dev.vitals.conformance.reference.ReferenceStream;
import io.grpc.Status.Code;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Servers that read headers, time-outs, frames, encodings or messages in a wrong way. */
final class RequestMutants {
  private RequestMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.frames(
                "ignores-deadline",
                "leaves the client's time to the client",
                health ->
                    new ReferenceStream(health) {
                      @Override
                      public void expire() {
                        // The bug: nobody looks at the clock.
                      }
                    })
            .staysSilent(),
        timed(
            "timeout-overflow",
            "milliseconds in 32 bits",
            (number, unit) -> {
              int millis =
                  (int)
                      (number
                          * (unit == 'H'
                              ? 3_600_000L
                              : unit == 'M' ? 60_000L : unit == 'S' ? 1000L : 1));
              return millis <= 0 ? Duration.ZERO : null;
            }),
        timed(
            "timeout-unit-missing",
            "a switch without microseconds and nanoseconds: everything else is read as nanoseconds"
                + " ago",
            (number, unit) -> unit == 'u' || unit == 'n' ? Duration.ZERO : null),
        Mutant.rpc(
            "garbage-as-empty",
            "a message that can't be parsed is taken for an empty one",
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public String service(byte[] request) {
                    try {
                      return super.service(request);
                    } catch (InvalidProtocolBufferException e) {
                      return "";
                    }
                  }
                }),
        Mutant.request(
            "no-request-as-empty",
            "a body without a message is an empty message",
            () ->
                new ReferenceRequest() {
                  @Override
                  public @Nullable Refusal refusal(boolean last) {
                    if (last && messages().isEmpty()) {
                      messages().add(new byte[0]);
                    }
                    return super.refusal(last);
                  }
                }),
        Mutant.request(
            "second-request-ignored",
            "reads one message and leaves the rest",
            () ->
                new ReferenceRequest() {
                  @Override
                  public @Nullable Refusal refusal(boolean last) {
                    if (messages().size() > 1) {
                      messages().subList(1, messages().size()).clear();
                    }
                    return super.refusal(last);
                  }
                }),
        compressed(
            "gzip-garbage-as-empty",
            "what can't be read as it stands is taken for an empty message",
            (request, message) -> request.encoding().equals("gzip") ? new byte[0] : null),
        compressed(
            "flag-without-encoding-ok",
            "no encoding named is taken for: as it stands",
            (request, message) -> request.encoding().isEmpty() ? message : null),
        Mutant.request(
            "unknown-encoding-internal",
            "an encoding that is not there is a fault of the server",
            () ->
                new ReferenceRequest() {
                  @Override
                  public Refusal unknownEncoding() {
                    return new Refusal(Code.INTERNAL, "decompressor not found");
                  }
                }),
        Mutant.frames(
            "oversize-kills-server",
            "a large request is out of memory",
            health ->
                new ReferenceStream(health) {
                  @Override
                  public void end(int code, String message) {
                    if (code == Code.RESOURCE_EXHAUSTED.value()) {
                      VolumeMutants.die(connection());
                    } else {
                      super.end(code, message);
                    }
                  }
                }),
        strict(
            "metadata-rejected",
            "a firewall's list of headers that may pass",
            headers ->
                headers.names().stream()
                    .map(CharSequence::toString)
                    .anyMatch(name -> name.startsWith("x-") || name.endsWith("-bin"))),
        strict(
            "authority-checked",
            "a virtual host's name is asked for",
            headers ->
                !String.valueOf(headers.authority())
                    .matches("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?")),
        typed(
            "content-type-strict", "content-type compared with equals", "application/grpc"::equals),
        typed("any-content-type", "nobody looks at content-type", type -> true),
        Mutant.request(
            "needs-one-data-frame",
            "takes a DATA frame for a message",
            () ->
                new ReferenceRequest() {
                  @Override
                  public void take(ByteBuf data) {
                    boolean empty = !data.isReadable();
                    int before = messages().size();
                    super.take(data);
                    if (!empty && messages().size() == before) {
                      refuse(Code.INTERNAL, "truncated message");
                    }
                  }
                }));
  }

  private static Mutant timed(
      String id, String bug, BiFunction<Long, Character, @Nullable Duration> wrong) {
    return Mutant.request(
        id,
        bug,
        () ->
            new ReferenceRequest() {
              @Override
              public Duration timeout(long number, char unit) {
                Duration read = wrong.apply(number, unit);
                return read == null ? super.timeout(number, unit) : read;
              }
            });
  }

  private static Mutant compressed(
      String id, String bug, BiFunction<ReferenceRequest, byte[], byte @Nullable []> wrong) {
    return Mutant.request(
        id,
        bug,
        () ->
            new ReferenceRequest() {
              @Override
              public void accept(int flag, byte[] message) {
                byte[] read = flag == 1 ? wrong.apply(this, message) : null;
                if (read == null) {
                  super.accept(flag, message);
                } else {
                  messages().add(read);
                }
              }
            });
  }

  private static Mutant strict(String id, String bug, Predicate<Http2Headers> refuses) {
    return Mutant.frames(
        id,
        bug,
        health ->
            new ReferenceStream(health) {
              @Override
              public void begin(Http2Headers headers) {
                super.begin(headers);
                if (refuses.test(headers)) {
                  end(Code.PERMISSION_DENIED.value(), "refused");
                }
              }
            });
  }

  private static Mutant typed(String id, String bug, Predicate<String> takes) {
    return Mutant.request(
        id,
        bug,
        () ->
            new ReferenceRequest() {
              @Override
              public boolean takesType(String type) {
                return takes.test(type);
              }
            });
  }
}
