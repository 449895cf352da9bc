package dev.vitals.conformance.cases;

import dev.vitals.conformance.http2.RawHeaders;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.ExternalProbe;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.text.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What h2spec finds in the HTTP/2 underneath. Most of its tests are about clients that break HTTP/2
 * themselves, which no health client does: so what it finds is told, and fails nobody.
 */
final class H2specCases {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PATH = "/grpc.health.v1.Health/Check";

  /** Sections and tests that ask for what a gRPC server need not do, and why. */
  private static final Map<String, String> LEFT_OUT =
      Map.of("http2/5.3.1", "RFC 9113 has no priorities any more");

  private H2specCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-CONS-11/h2spec",
                "what h2spec finds in the HTTP/2 underneath.",
                H2specCases::ask)
            .needs(Need.CHECK)
            .traits(Case.Trait.PROVOKES)
            .longOnly());
  }

  private static void ask(CaseContext c) throws Exception {
    ExternalProbe h2spec = ExternalProbe.named("h2spec");
    Path output = temporary(c, ".txt");
    Path report = temporary(c, ".xml");
    Process process =
        h2spec.start(
            output,
            "-h",
            c.address().getHostString(),
            "-p",
            String.valueOf(c.address().getPort()),
            "-P",
            PATH,
            "-o",
            "1",
            "-j",
            report.toString());
    c.closing(() -> process.destroyForcibly().waitFor());
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      c.note("h2spec was not done within " + Words.time(LIMIT));
      return;
    }
    if (Files.size(report) == 0) {
      c.note("h2spec gave up: " + lastLine(output));
      return;
    }
    tell(c, H2specResult.read(report));
  }

  private static void tell(CaseContext c, List<H2specResult> all) {
    List<H2specResult> asked = all.stream().filter(test -> why(test).isEmpty()).toList();
    List<H2specResult> failed = asked.stream().filter(H2specResult::isFailed).toList();
    long passed = asked.stream().filter(H2specResult::isPassed).count();
    c.note("%d of %d tests passed, %d failed".formatted(passed, asked.size(), failed.size()));
    failed.forEach(test -> c.note(test.toString()));
  }

  /** Why it is left out, if it is. */
  private static Optional<String> why(H2specResult test) {
    return LEFT_OUT.entrySet().stream()
        .filter(entry -> test.name().startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String lastLine(Path file) throws IOException {
    List<String> lines = Files.readString(file).strip().lines().toList();
    return lines.isEmpty() ? "without a word" : RawHeaders.printable(lines.get(lines.size() - 1));
  }

  private static Path temporary(CaseContext c, String suffix) throws IOException {
    Path file = Files.createTempFile("conformance-h2spec", suffix);
    c.closing(() -> Files.deleteIfExists(file));
    return file;
  }
}
