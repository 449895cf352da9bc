package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.selftest.mutants.NameMutants.kept;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Servers that keep a part of a long name, and take it for the name. */
final class LongNameMutants {
  private static final int MAX_LISTED_CHARACTERS = 255;
  private static final int MAX_ANSWERED_CHARACTERS = 40_000;

  private LongNameMutants() {}

  static List<Mutant> all() {
    return List.of(
        kept(
            "name-cut-at-16384",
            "a buffer of 16 KiB",
            name -> name.length() > 16_384 ? name.substring(0, 16_384) : name),
        kept(
            "name-keeps-last-120",
            "keeps the end of a name that is too long for its column",
            name -> name.length() > 120 ? name.substring(name.length() - 120) : name),
        kept(
            "name-shortened-in-the-middle",
            "shortens a long name as it would be displayed",
            name ->
                name.length() > 120
                    ? name.substring(0, 50) + "…" + name.substring(name.length() - 50)
                    : name),
        Mutant.core(
            "list-names-cut-at-255",
            "List reads names back from a column of 255 characters",
            () ->
                new ReferenceCore() {
                  @Override
                  public Map<String, ServingStatus> statuses() {
                    Map<String, ServingStatus> cut = new LinkedHashMap<>();
                    super.statuses().forEach((name, status) -> cut.put(listed(name), status));
                    return cut;
                  }
                }),
        Mutant.rpc(
                "name-above-40000-never-answered",
                "an exception on the thread that reads, where nobody waits for it",
                Answers.check(
                    (call, service, whole) -> {
                      if (service.length() <= MAX_ANSWERED_CHARACTERS) {
                        whole.check(call, service);
                      }
                    }))
            .staysSilent());
  }

  private static String listed(String name) {
    return name.substring(0, Math.min(name.length(), MAX_LISTED_CHARACTERS));
  }
}
