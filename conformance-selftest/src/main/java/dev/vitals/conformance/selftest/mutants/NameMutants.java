package dev.vitals.conformance.selftest.mutants;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.http2.WireException;
import dev.vitals.conformance.http2.WireField;
import dev.vitals.conformance.http2.WireReader;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceStream;
import io.grpc.Status.Code;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Servers that change, cut, match or refuse names. */
final class NameMutants {
  private static final Set<String> INHERITED = Set.of("toString", "constructor", "hasOwnProperty");

  private NameMutants() {}

  static List<Mutant> all() {
    return List.of(
        kept(
            "name-case-insensitive",
            "keeps names as host names are kept",
            name -> name.toLowerCase(Locale.ROOT)),
        kept("name-trimmed", "trims what users type", String::strip),
        kept(
            "name-normalised",
            "composes Unicode, as file systems do",
            name -> Normalizer.normalize(name, Normalizer.Form.NFC)),
        kept("name-c-string", "a name ends at its first NUL", name -> name.split("\0", 2)[0]),
        kept(
            "name-cut-at-64",
            "a column of 64 characters",
            name -> name.length() > 64 ? name.substring(0, 64) : name),
        kept(
            "name-cut-at-255",
            "a length in one byte",
            name -> name.length() > 255 ? name.substring(0, 255) : name),
        matched(
            "name-prefix",
            "finds services below a package",
            (known, asked) -> !asked.isEmpty() && known.startsWith(asked + ".")),
        matched(
            "name-glob",
            "understands asterisks",
            (known, asked) ->
                asked.contains("*")
                    && known.matches(("\\Q" + asked + "\\E").replace("*", "\\E.*\\Q"))),
        matched(
            "name-strips-slash",
            "takes paths for names",
            (known, asked) ->
                asked.contains("/")
                    && known.equals(asked.replaceFirst("^/", "").replaceFirst("/.*", ""))),
        decoded(
            "name-latin1", "reads strings in the platform's charset", StandardCharsets.ISO_8859_1),
        decoded(
            "utf8-replaced",
            "decodes leniently: what is broken becomes U+FFFD",
            StandardCharsets.UTF_8),
        Mutant.frames(
            "utf8-crash", "a request that can't be decoded ends the connection", Utf8Crash::new),
        Mutant.core(
            "name-proto-lost-in-list",
            "builds List's answer in an object of a prototype-based language",
            () ->
                new ReferenceCore() {
                  @Override
                  public Map<String, ServingStatus> statuses() {
                    Map<String, ServingStatus> all = super.statuses();
                    all.remove("__proto__");
                    return all;
                  }
                }),
        Mutant.core(
            "name-proto-not-kept",
            "keeps statuses in an object whose prototype a name can stand for",
            () ->
                new ReferenceCore() {
                  @Override
                  public void set(String service, ServingStatus status) {
                    if (!service.equals("__proto__")) {
                      super.set(service, status);
                    }
                  }
                }),
        Mutant.core(
            "name-prototype-hit",
            "looks names up in an object that inherits some",
            () ->
                new ReferenceCore() {
                  @Override
                  public @Nullable ServingStatus status(String service) {
                    ServingStatus status = super.status(service);
                    return status == null && INHERITED.contains(service)
                        ? ServingStatus.UNKNOWN
                        : status;
                  }
                }),
        refused(
            "name-validated-as-proto",
            "takes only names that protobuf could have",
            name -> !name.matches("[A-Za-z0-9_.]*")),
        refused("name-max-64", "refuses names above 64 characters", name -> name.length() > 64));
  }

  /** One that keeps names under something else than themselves. */
  static Mutant kept(String id, String bug, UnaryOperator<String> key) {
    return Mutant.core(
        id,
        bug,
        () ->
            new ReferenceCore() {
              @Override
              public String key(String service) {
                return key.apply(service);
              }
            });
  }

  /** One that finds a service under a name that is not known, but matches. */
  static Mutant matched(String id, String bug, BiFunction<String, String, Boolean> matches) {
    return Mutant.core(
        id,
        bug,
        () ->
            new ReferenceCore() {
              @Override
              public @Nullable ServingStatus status(String service) {
                ServingStatus status = super.status(service);
                return status != null
                    ? status
                    : assigned().keySet().stream()
                        .filter(known -> matches.apply(known, service))
                        .findFirst()
                        .map(super::status)
                        .orElse(null);
              }
            });
  }

  private static Mutant decoded(String id, String bug, Charset charset) {
    return Mutant.rpc(
        id,
        bug,
        core ->
            new ReferenceHealth(core) {
              @Override
              public String service(byte[] request) throws InvalidProtocolBufferException {
                List<WireField> names;
                try {
                  names =
                      WireReader.fields(request).stream()
                          .filter(f -> f.is(1, WireField.BYTES))
                          .toList();
                } catch (WireException e) {
                  return super.service(request);
                }
                return names.isEmpty()
                    ? ""
                    : new String(names.get(names.size() - 1).bytes(), charset);
              }
            });
  }

  private static Mutant refused(String id, String bug, Predicate<String> refuses) {
    return Mutant.rpc(
        id,
        bug,
        core ->
            new ReferenceHealth(core) {
              @Override
              public void check(ReferenceCall call, String service) {
                if (refuses.test(service)) {
                  call.end(Code.INVALID_ARGUMENT.value(), "not a name");
                } else {
                  super.check(call, service);
                }
              }

              @Override
              public void watch(ReferenceCall call, String service) {
                if (refuses.test(service)) {
                  call.end(Code.INVALID_ARGUMENT.value(), "not a name");
                } else {
                  super.watch(call, service);
                }
              }
            });
  }

  private static final class Utf8Crash extends ReferenceStream {
    Utf8Crash(ReferenceHealth health) {
      super(health);
    }

    @Override
    public void end(int code, String message) {
      if (code == Code.INTERNAL.value() && isNotText()) {
        connection().close();
      } else {
        super.end(code, message);
      }
    }

    private boolean isNotText() {
      try {
        WireReader.fields(request().message()).forEach(WireField::text);
        return false;
      } catch (WireException e) {
        return String.valueOf(e.getMessage()).contains("UTF-8");
      }
    }
  }
}
