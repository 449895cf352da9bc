package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.selftest.mutants.NameMutants.kept;
import static dev.vitals.conformance.selftest.mutants.NameMutants.matched;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Servers that take a name for another that looks like it, or does so to some library. */
final class SimilarNameMutants {
  private SimilarNameMutants() {}

  static List<Mutant> all() {
    return List.of(
        kept(
            "name-folds-case-beyond-ascii",
            "compares in a collation that knows letters beyond ASCII only",
            name ->
                name.codePoints()
                    .mapToObj(Character::toString)
                    .map(c -> c.charAt(0) > 127 ? c.toLowerCase(Locale.ROOT) : c)
                    .collect(Collectors.joining())),
        kept(
            "name-drops-invisible",
            "cleans text of what can't be seen, as some middleware does",
            name -> name.replaceAll("[\u200b-\u200d\u2060\u00ad\ufeff\ufe0f]", "")),
        kept(
                "name-compatibility-forms",
                "normalises by NFKC, which identifiers of other kinds ask for",
                name ->
                    Normalizer.isNormalized(name, Normalizer.Form.NFC)
                        ? Normalizer.normalize(name, Normalizer.Form.NFKC)
                        : name)
            .fells("HC-NAME-03", "a full stop of full width becomes a dot"),
        kept(
            "name-sixteen-bits",
            "a column that takes three bytes a character: what needs four is replaced",
            name -> name.replaceAll("[\ud800\udc00-\udbff\udfff]", "?")),
        matched(
            "name-nul-falls-back",
            "looks again for what C's string functions see of a name",
            (known, asked) -> asked.indexOf('\0') > 0 && known.equals(asked.split("\0", 2)[0])),
        matched(
            "name-blank-is-overall",
            "isBlank() where isEmpty() was meant",
            (known, asked) -> known.isEmpty() && asked.isBlank()),
        matched(
            "name-by-last-part",
            "finds services by their short names",
            (known, asked) -> !asked.isEmpty() && known.endsWith("." + asked)),
        matched(
            "name-by-hash",
            "a table of hashes, with no look at the name",
            (known, asked) -> known.hashCode() == asked.hashCode()),
        matched(
            "name-url-decoded",
            "decodes as if names came from a URL",
            (known, asked) -> asked.contains("%") && known.equals(decoded(asked))),
        matched(
            "name-backslash-is-slash",
            "takes a name for a path of Windows, where both slashes are one",
            (known, asked) -> asked.contains("\\") && known.equals(asked.replace('\\', '/'))),
        matched(
            "name-collapses-blanks",
            "takes blanks in a row for one",
            (known, asked) -> asked.contains("  ") && known.equals(asked.replaceAll(" +", " "))),
        matched(
            "name-drops-address",
            "takes what follows a colon or a question mark for an address or a query",
            (known, asked) -> !known.isEmpty() && asked.matches("\\Q" + known + "\\E[:?].*")));
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }
}
