package dev.vitals.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.Divergences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds what is published of the peers together: subjects, results, divergences, the page. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PeersTest {
  private static final Path DOCS = Path.of("..", "docs", "conformance");
  private static final Path DIVERGENCES = Path.of("divergences");
  private static final Path SUBJECTS = Path.of("subjects");

  /** Written for the docs, around grpc-python and grpc-java once more. */
  private static final Set<String> EXAMPLES = Set.of("example", "grpc-kotlin");

  /** They have been tried, and no whole run of them is published yet. */
  private static final Set<String> NOT_PUBLISHED =
      Set.of(
          "blackbull",
          "connect-go",
          "dubbo",
          "grpc-js-health-check",
          "micronaut",
          "nice-grpc",
          "quarkus",
          "spring-boot",
          "vitals-behind-envoy",
          "vitals-behind-haproxy",
          "vitals-behind-nginx",
          "vitals-spring-boot");

  static List<String> peers() throws IOException {
    try (Stream<Path> folders = Files.list(SUBJECTS)) {
      return folders
          .filter(folder -> Files.isExecutable(folder.resolve("run")))
          .map(folder -> folder.getFileName().toString())
          .filter(name -> !EXAMPLES.contains(name) && !NOT_PUBLISHED.contains(name))
          .sorted()
          .toList();
    }
  }

  private static Divergences divergences(String peer) {
    return Divergences.read(DIVERGENCES.resolve(peer + ".json"));
  }

  /** The run without a divergences file. */
  private static Report first(String peer) throws IOException {
    return Report.read(DOCS.resolve("results").resolve(peer + ".json"));
  }

  /** Another one, with another seed, and with the divergences file. */
  private static Report second(String peer) throws IOException {
    return Report.read(DOCS.resolve("results").resolve(peer + "-known.json"));
  }

  private static Set<String> cases(Report report, Verdict verdict) {
    return report.results().stream()
        .filter(row -> row.verdict() == verdict)
        .map(Report.Row::test)
        .collect(Collectors.toSet());
  }

  @Test
  void there_are_seven_peers_or_more_in_five_languages_or_more() throws IOException {
    List<Report.SubjectPart> others = new ArrayList<>();
    for (String peer : peers()) {
      if (!peer.equals("vitals")) {
        others.add(first(peer).subject());
      }
    }
    assertThat(others).hasSizeGreaterThanOrEqualTo(7);
    assertThat(others.stream().map(Report.SubjectPart::language).distinct())
        .hasSizeGreaterThanOrEqualTo(5);
  }

  @Test
  void there_is_a_file_of_divergences_for_each_peer_and_for_nobody_else() throws IOException {
    try (Stream<Path> files = Files.list(DIVERGENCES)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
          .filteredOn(name -> !NOT_PUBLISHED.contains(name))
          .containsExactlyInAnyOrderElementsOf(peers());
    }
  }

  @Test
  void a_subject_is_a_peer_as_soon_as_a_run_of_it_is_published() {
    assertThat(NOT_PUBLISHED)
        .allSatisfy(name -> assertThat(SUBJECTS.resolve(name).resolve("run")).isExecutable())
        .noneSatisfy(name -> assertThat(DOCS.resolve("results").resolve(name + ".json")).exists());
  }

  @ParameterizedTest
  @MethodSource("peers")
  void each_divergence_is_of_the_judged_version_and_says_why_and_until_when(String peer)
      throws IOException {
    Divergences known = divergences(peer);
    Report report = first(peer);
    LocalDate judged =
        OffsetDateTime.parse(report.run().started())
            .atZoneSameInstant(ZoneOffset.UTC)
            .toLocalDate();
    assertThat(known.subject()).isEqualTo(peer).isEqualTo(report.subject().name());
    assertThat(known.version()).isEqualTo(report.subject().version());
    assertThat(known.divergences())
        .allSatisfy(
            entry -> {
              assertThat(entry.versions()).contains(report.subject().version());
              assertThat(entry.reason()).hasSizeGreaterThan(30);
              assertThat(LocalDate.parse(entry.reviewAfter())).isAfter(judged);
            });
  }

  @ParameterizedTest
  @MethodSource("peers")
  void both_runs_saw_what_is_listed_and_nothing_else(String peer) throws IOException {
    Divergences known = divergences(peer);
    Report first = first(peer);
    Report second = second(peer);
    assertThat(first.run().seed()).isNotEqualTo(second.run().seed());
    Set<String> failed = cases(first, Verdict.FAIL);
    Set<String> failedAgain = cases(second, Verdict.XFAIL);
    for (Verdict surprise : List.of(Verdict.HARNESS_ERROR, Verdict.NOT_RUN, Verdict.XPASS)) {
      assertThat(cases(first, surprise)).isEmpty();
      assertThat(cases(second, surprise)).isEmpty();
    }
    assertThat(cases(second, Verdict.FAIL)).isEmpty();
    for (String each : failed) {
      assertThat(entry(known, each)).as("an entry for %s", each).isNotNull();
    }
    for (Divergences.Entry entry : known.divergences()) {
      Set<String> meant =
          Catalogue.all().stream()
              .filter(entry.glob()::matches)
              .map(Case::id)
              .collect(Collectors.toSet());
      if (entry.flaky()) {
        assertThat(Stream.concat(failed.stream(), failedAgain.stream()))
            .as("%s fails now and then", entry.test())
            .containsAnyElementsOf(meant);
      } else {
        assertThat(failed).as("%s, first run", entry.test()).containsAnyElementsOf(meant);
        assertThat(failedAgain).as("%s, second run", entry.test()).containsAnyElementsOf(meant);
      }
    }
  }

  private static Divergences.Entry entry(Divergences known, String test) {
    return known.entryFor(
        Catalogue.all().stream().filter(one -> one.id().equals(test)).findFirst().orElseThrow());
  }

  @Test
  void the_page_is_in_step_with_the_results_and_the_divergences() throws IOException {
    List<Report> reports = new ArrayList<>();
    List<Divergences> known = new ArrayList<>();
    for (String peer : peers()) {
      reports.add(first(peer));
      known.add(divergences(peer));
    }
    Path page = DOCS.resolve("README.md");
    String text = Files.readString(page);
    String expected = PeersPage.with(text, reports, known);
    if (Boolean.getBoolean("update")) {
      Files.writeString(page, expected);
      text = expected;
    }
    assertThat(text).as(page + "; -Dupdate=true writes it anew").isEqualTo(expected);
  }

  @Test
  void the_html_matrix_shows_each_peer_in_the_version_that_was_judged() throws IOException {
    String html = Files.readString(DOCS.resolve("matrix.html"));
    for (String peer : peers()) {
      assertThat(html).contains(first(peer).title());
    }
    assertThat(html.length()).as("for a phone").isLessThan(100_000 * peers().size());
  }

  @Test
  void every_draft_of_a_report_is_listed_and_linked_from_the_page_or_a_divergence()
      throws IOException {
    Path folder = DOCS.resolve("reports");
    String index = Files.readString(folder.resolve("README.md"));
    try (Stream<Path> drafts = Files.list(folder)) {
      assertThat(drafts.map(draft -> draft.getFileName().toString()))
          .filteredOn(name -> !name.equals("README.md"))
          .isNotEmpty()
          .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
    }
  }
}
