package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.selftest.mutants.NameMutants.matched;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Servers that look names up with what their language has for members, paths or places. */
final class HostLanguageMutants {
  private static final Set<String> MEMBERS = Set.of("length", "constructor", "toString");
  private static final Set<String> MEMBERS_OF_MAPS = Set.of("size", "keys", "get");

  private HostLanguageMutants() {}

  static List<Mutant> all() {
    return List.of(
        matched(
            "name-in-brackets",
            "looks names up by path, and a path may have a name in brackets",
            (known, asked) -> !known.isEmpty() && asked.equals("[\"" + known + "\"]")),
        matched(
            "name-leads-to-members",
            "looks names up by path, and a path leads on to what an entry has",
            (known, asked) ->
                !known.isEmpty()
                    && asked.startsWith(known + ".")
                    && MEMBERS.contains(asked.substring(known.length() + 1))),
        matched(
            "name-without-dots",
            "makes an identifier of a name, without its dots",
            (known, asked) -> known.contains(".") && asked.equals(known.replace(".", ""))),
        matched(
            "name-separators-alike",
            "takes the separator of C++, Perl and Rust for a dot",
            (known, asked) -> asked.contains("::") && known.equals(asked.replace("::", "."))),
        matched(
            "name-base64-decoded",
            "decodes what looks encoded",
            (known, asked) -> !known.isEmpty() && known.equals(fromBase64(asked))),
        matched(
            "name-root-dot",
            "a name may end in the root's dot, as in DNS",
            (known, asked) -> !known.isEmpty() && asked.equals(known + ".")),
        matched(
            "name-by-place",
            "an array of services, in which a number is a place",
            (known, asked) -> !known.isEmpty() && asked.equals("0")),
        matched(
            "name-member-of-map",
            "finds members of the map, once there is one",
            (known, asked) -> !known.isEmpty() && MEMBERS_OF_MAPS.contains(asked)),
        Mutant.core("name-proto-passes-on", "what is set as __proto__ is inherited", Inherits::new),
        Mutant.rpc(
            "watch-name-in-brackets",
            "Watch, and only Watch, looks names up by path",
            core ->
                new ReferenceHealth(core) {
                  @Override
                  public void watch(ReferenceCall call, String service) {
                    super.watch(call, service.replaceFirst("^\\[\"(.*)\"]$", "$1"));
                  }
                }));
  }

  private static String fromBase64(String name) {
    try {
      return new String(Base64.getDecoder().decode(name), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }

  /** An entry has a field {@code status}, so an entry that others inherit makes that a name. */
  private static final class Inherits extends ReferenceCore {
    @Override
    public @Nullable ServingStatus status(String service) {
      ServingStatus own = super.status(service);
      return own == null && service.equals("status") ? super.status("__proto__") : own;
    }
  }
}
