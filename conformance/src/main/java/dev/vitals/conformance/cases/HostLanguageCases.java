package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.text.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Unknown names that some language's containers, paths or templates find although nobody set them:
 * members of a map, places in an array, and a known name in quotes, in brackets, without its dots.
 */
final class HostLanguageCases {
  /** Members of maps, arrays and objects, in languages that have servers. */
  private static final List<String> MEMBERS =
      List.of(
          "__proto__",
          "__defineGetter__",
          "__len__",
          "__dict__",
          "__doc__",
          "__index",
          "constructor",
          "prototype",
          "toString",
          "valueOf",
          "hasOwnProperty",
          "length",
          "size",
          "keys",
          "values",
          "entries",
          "items",
          "get",
          "has",
          "map",
          "forEach",
          "hashCode",
          "equals",
          "class",
          "this",
          "self",
          "status",
          "value",
          "services",
          "default");

  /** Places in an array, and what is equal to one in a language that compares loosely. */
  private static final List<String> PLACES =
      List.of("0", "1", "-1", "00", "0x0", "1e0", "0.0", "+1", "true", "NaN", "[0]", "$0");

  /** What a path leads on to from a known name; each follows it. */
  private static final List<String> TAILS =
      List.of(
          ".length",
          ".size",
          ".constructor",
          ".__proto__",
          ".toString",
          ".class",
          ".status",
          ".value",
          ".0",
          "[0]",
          "()",
          "::",
          ";",
          "!",
          "$",
          "\r",
          "\r\n",
          "\u001f");

  /** What a path or a template has in front of a name and behind it. */
  private static final List<List<String>> WRAPPINGS =
      List.of(
          List.of("[\"", "\"]"),
          List.of("['", "']"),
          List.of("[", "]"),
          List.of("\"", "\""),
          List.of("'", "'"),
          List.of("`", "`"),
          List.of("(", ")"),
          List.of("{", "}"),
          List.of("<", ">"),
          List.of("${", "}"),
          List.of("#{", "}"),
          List.of("{{", "}}"),
          List.of("%", "%"),
          List.of("$.", ""),
          List.of("$['", "']"),
          List.of("$", ""),
          List.of("@", ""),
          List.of(":", ""),
          List.of("=", ""),
          List.of("!", ""),
          List.of("services.", ""),
          List.of("this.", ""),
          List.of("\ufeff", ""));

  private static final List<String> SEPARATORS =
      List.of(
          "", "::", ":", "$", " ", "|", "#", "~", ",", "->", "\\", "\u00b7", "\u3002", "\uff0e");

  private HostLanguageCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-NAME-03/paths-and-quotes",
                "A known name in quotes or brackets, with a member or with other separators is another.",
                HostLanguageCases::pathsAndQuotes)
            .needs(Need.CHECK, Need.SET, Need.EXACT_NAMES)
            .kills(
                "name-in-brackets",
                "name-leads-to-members",
                "name-without-dots",
                "name-separators-alike",
                "name-base64-decoded")
            .quick(),
        Case.of(
                "HC-NAME-03/paths-and-quotes-watched",
                "A Watch of a known name in quotes, with a member or without its dots begins as unknown.",
                HostLanguageCases::pathsAndQuotesWatched)
            .needs(Need.WATCH, Need.SET, Need.EXACT_NAMES)
            .kills("watch-name-in-brackets"),
        Case.of(
                "HC-NAME-05/beside-a-service",
                "Members of maps and places in arrays are unknown, while a service is known.",
                HostLanguageCases::besideAService)
            .needs(Need.CHECK, Need.SET)
            .kills("name-by-place", "name-member-of-map")
            .quick());
  }

  private static List<String> alike(String name) {
    List<String> alike = new ArrayList<>();
    TAILS.forEach(tail -> alike.add(name + tail));
    WRAPPINGS.forEach(around -> alike.add(around.get(0) + name + around.get(1)));
    SEPARATORS.forEach(separator -> alike.add(name.replace(".", separator)));
    int dot = name.indexOf('.');
    alike.add(name.substring(0, dot) + "[\"" + name.substring(dot + 1) + "\"]");
    alike.add(name + "," + name);
    alike.add(name + name);
    alike.add(new StringBuilder(name).reverse().toString());
    alike.add(name.replace(".", "%252E"));
    alike.add(name.replace(".", "\\u002e"));
    alike.add(name.replace(".", "&#46;"));
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    alike.add(Base64.getEncoder().encodeToString(bytes));
    alike.add(HexFormat.of().formatHex(bytes));
    return alike;
  }

  private static void pathsAndQuotes(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    c.given("HC-CHECK-01", () -> c.expectCheck(name, SERVING));
    c.expectNoneFound(alike(name));
    c.expectCheck(name, SERVING);
  }

  private static void pathsAndQuotesWatched(CaseContext c) throws Exception {
    c.givenStrangersAreWatchedAsUnknown();
    String name = c.known(SERVING);
    List<WatchProbe> watches = c.watchMany(alike(name));
    c.awaitFirst(watches);
    for (WatchProbe watch : watches) {
      if (watch.last() == null && watch.end() == null) {
        c.given(
            "HC-WATCH-02",
            () -> {
              throw watch.violation("SERVICE_UNKNOWN first", null);
            });
      }
      c.expect(
          watch.last() == null || watch.last() == SERVICE_UNKNOWN,
          "SERVICE_UNKNOWN first on a Watch of "
              + Words.quoted(watch.service())
              + ", while "
              + Words.quoted(name)
              + " is known",
          String.valueOf(watch.last()));
    }
  }

  private static void besideAService(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    c.given("HC-CHECK-01", () -> c.expectCheck(name, SERVING));
    c.expectNoneFound(MEMBERS);
    c.expectNoneFound(PLACES);
  }
}
