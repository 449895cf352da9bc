package dev.vitals.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.run.Divergences;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Each report of real runs: one that keeps all, ones that don't, and one that never started. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportsTest {
  private static final String[] CASES = {"HC-CHECK-*", "HC-WATCH-02", "HC-WATCH-07", "HC-LIST-0*"};

  private static Report whole;
  private static Report failing;
  private static Report warning;
  private static Report known;
  private static Report partial;
  private static Report neverReady;

  @BeforeAll
  static void run() throws InterruptedException {
    whole = Runs.of("reference", Divergences.NONE, CASES);
    failing = Runs.of("unknown-as-ok-unknown", Divergences.NONE, CASES);
    warning = Runs.of("watch-repeats", Divergences.NONE, CASES);
    known =
        Runs.of(
            "unknown-as-ok-unknown",
            new Divergences("n", "1", List.of(entry("HC-CHECK-03/*"), entry("HC-CHECK-01/*"))),
            CASES);
    partial = Runs.of("no-list", Divergences.NONE, CASES);
    SubjectLauncher broken =
        services -> {
          throw new SubjectException(SubjectException.Kind.START, "no <cargo> & no \"go\"");
        };
    neverReady = Runs.of(broken, Divergences.NONE, CASES);
  }

  private static Divergences.Entry entry(String test) {
    return new Divergences.Entry(test, Divergences.Kind.BY_DESIGN, null, "so | it is", null, false);
  }

  private static List<Report> all() {
    return List.of(whole, failing, warning, known, partial, neverReady);
  }

  @Test
  void together_they_have_what_a_report_can_have() {
    assertThat(all().stream().flatMap(report -> report.results().stream()).map(Report.Row::verdict))
        .contains(
            Verdict.PASS,
            Verdict.FAIL,
            Verdict.WARN,
            Verdict.NOT_APPLICABLE,
            Verdict.XFAIL,
            Verdict.XPASS,
            Verdict.HARNESS_ERROR,
            Verdict.NOT_RUN);
  }

  @Nested
  class Results_in_JSON {
    private static final JsonMapper JSON = new JsonMapper();

    /** The published schema; strict, so that a field that it does not know is found, too. */
    private static Schema schema() throws Exception {
      try (InputStream in = Report.class.getResourceAsStream("results.schema.json")) {
        JsonNode schema = JSON.readTree(in);
        close(schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema);
      }
    }

    private static void close(JsonNode node) {
      node.forEach(Results_in_JSON::close);
      if (node instanceof ObjectNode object
          && object.path("type").asText().equals("object")
          && object.has("properties")) {
        object.put("additionalProperties", false);
      }
    }

    @Test
    void keep_to_the_published_schema() throws Exception {
      for (Report report : all()) {
        assertThat(schema().validate(report.toJson(), InputFormat.JSON)).isEmpty();
      }
    }

    @Test
    void would_be_found_not_to() throws Exception {
      ObjectNode results = (ObjectNode) JSON.readTree(failing.toJson());
      ((ObjectNode) results.path("results").get(0)).put("verdict", "MAYBE").put("colour", "red");
      results.remove("summary");
      assertThat(schema().validate(results.toString(), InputFormat.JSON)).hasSize(3);
    }
  }

  @Nested
  class The_headline {
    @Test
    void counts_clauses_and_is_never_a_percentage() {
      assertThat(whole.summary().headline()).matches("MUST (\\d+)/\\1 · SHOULD (\\d+)/\\2 · n/a 0");
      assertThat(partial.summary().headline()).matches("MUST .* · SHOULD .* · n/a [1-9]\\d*");
      int kept = failing.summary().must().kept();
      assertThat(kept).isPositive().isLessThan(failing.summary().must().judged());
    }
  }

  @Nested
  class The_page {
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]+)\"");
    private static final Pattern LINK = Pattern.compile(" href=\"([^\"]+)\"");

    private final String one = HtmlReport.of(List.of(failing));
    private final String matrix = HtmlReport.of(all());

    private static List<String> found(Pattern pattern, String page) {
      return pattern.matcher(page).results().map((MatchResult m) -> m.group(1)).toList();
    }

    @Test
    void needs_neither_scripts_nor_a_network() {
      for (String page : List.of(one, matrix)) {
        assertThat(page).doesNotContain("<script", "<link", "<img", "src=", "url(", "@import");
        assertThat(found(LINK, page)).allMatch(link -> link.startsWith("#"));
      }
    }

    @Test
    void leads_from_every_cell_to_its_evidence() {
      for (String page : List.of(one, matrix)) {
        List<String> ids = found(ID, page);
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(found(LINK, page).stream().map(link -> link.substring(1)).toList())
            .isNotEmpty()
            .allMatch(ids::contains);
      }
    }

    @Test
    void is_well_formed_and_escapes_what_servers_say() throws Exception {
      String page = HtmlReport.of(List.of(neverReady));
      assertThat(page).contains("no &lt;cargo&gt; &amp; no \"go\"").doesNotContain("<cargo>");
      for (String each : List.of(one, matrix, page)) {
        parse(
            each.replace("<!doctype html>", "")
                .replace("<details open>", "<details>")
                .replaceAll("<(meta [^>]*|br)>", "<$1/>"));
      }
    }

    @Test
    void opens_on_the_rows_where_implementations_differ() {
      String differences =
          matrix.substring(
              matrix.indexOf("Where implementations differ <small>"),
              matrix.indexOf("<h2 id=\"CHECK\">"));
      assertThat(matrix.indexOf("<h2")).isEqualTo(matrix.indexOf("<h2 id=\"attention\">"));
      assertThat(differences).contains(">CHECK-03</a>", ">WATCH-07</a>");
      assertThat(differences).doesNotContain(">CHECK-13</a>");
    }

    @Test
    void has_a_section_a_clause_with_expected_came_timeline_text_and_replay() {
      Set<String> clauses =
          failing.results().stream().map(Report.Row::clause).collect(Collectors.toSet());
      assertThat(found(ID, one)).containsAll(clauses);
      String section = one.substring(one.indexOf("id=\"HC-CHECK-03\""));
      section = section.substring(0, section.indexOf("</section>"));
      assertThat(section)
          .contains("<dt>expected</dt><dd>NOT_FOUND", "<dt>came</dt><dd>OK, UNKNOWN")
          .contains("<summary>timeline</summary>", "Check(")
          .contains("<blockquote>If the requested service is unknown")
          .contains(
              "run --only HC-CHECK-03/unknown --seed 7 --profile quick -- './my subject' --x");
    }

    @Test
    void tells_the_worst_first() {
      List<String> marks = found(Pattern.compile("<li><span class=\"v ([a-z-]+)\">"), one);
      assertThat(marks).contains("fail");
      assertThat(marks.lastIndexOf("fail"))
          .isEqualTo(marks.stream().filter("fail"::equals).count() - 1);
    }

    @Test
    void has_a_table_of_measured_values() {
      assertThat(one).contains("<h2 id=\"measured\">", "Check, p50, alone");
    }
  }

  @Nested
  class The_summary_in_Markdown {
    @Test
    void has_the_failures_first_and_whole_tables() {
      String text = MarkdownReport.of(failing);
      List<String> headings = text.lines().filter(line -> line.startsWith("### ")).toList();
      assertThat(text).startsWith("## grpc.health.v1: ").contains("**MUST ");
      assertThat(headings.get(0)).startsWith("### FAIL");
      for (String line : MarkdownReport.of(known).lines().filter(l -> l.startsWith("|")).toList()) {
        assertThat(line.replace("\\|", "").chars().filter(c -> c == '|').count()).isEqualTo(5);
      }
    }

    @Test
    void says_so_when_there_is_nothing_to_tell() {
      assertThat(MarkdownReport.of(whole)).contains("Every clause that applies is kept.");
    }

    @Test
    void tells_one_cause_once() {
      assertThat(MarkdownReport.of(neverReady)).containsOnlyOnce("could not be started twice");
    }
  }

  @Nested
  class JUnits_XML {
    private static int sum(Document xml, String attribute) {
      NodeList suites = xml.getElementsByTagName("testsuite");
      int sum = 0;
      for (int i = 0; i < suites.getLength(); i++) {
        sum += Integer.parseInt(((Element) suites.item(i)).getAttribute(attribute));
      }
      return sum;
    }

    @Test
    void has_a_test_a_case_and_counts_that_agree() throws Exception {
      for (Report report : all()) {
        Document xml = parse(JUnitXml.of(report));
        Element root = xml.getDocumentElement();
        assertThat(xml.getElementsByTagName("testcase").getLength())
            .isEqualTo(report.results().size());
        for (String count : List.of("tests", "failures", "errors", "skipped")) {
          assertThat(root.getAttribute(count)).isEqualTo(Integer.toString(sum(xml, count)));
        }
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(sum(xml, "failures"));
        assertThat(xml.getElementsByTagName("error").getLength()).isEqualTo(sum(xml, "errors"));
        assertThat(xml.getElementsByTagName("skipped").getLength()).isEqualTo(sum(xml, "skipped"));
      }
    }

    @Test
    void tells_of_a_failure_what_was_expected_and_of_a_skip_why() throws Exception {
      Element failure =
          (Element) parse(JUnitXml.of(failing)).getElementsByTagName("failure").item(0);
      assertThat(failure.getAttribute("message")).contains("expected ", "; came ");
      assertThat(failure.getTextContent()).contains("run --only ");
      Element skipped =
          (Element) parse(JUnitXml.of(partial)).getElementsByTagName("skipped").item(0);
      assertThat(skipped.getAttribute("message"))
          .startsWith("NOT_APPLICABLE: the subject does not claim the List method");
    }
  }

  @Test
  void the_badge_says_the_headline_in_words() throws Exception {
    Element svg = parse(Badge.of(failing)).getDocumentElement();
    assertThat(svg.getAttribute("aria-label"))
        .isEqualTo(
            "grpc.health.v1: MUST "
                + failing.summary().must()
                + " · SHOULD "
                + failing.summary().should());
  }

  @Test
  void the_matrix_in_Markdown_has_two_rows_an_implementation() {
    String text = MarkdownMatrix.of(all());
    List<String> rows = new ArrayList<>(text.lines().toList());
    rows.removeIf(line -> !line.startsWith("| ") || line.startsWith("| --"));
    assertThat(rows).hasSize(2 * (all().size() + 1));
    assertThat(text)
        .contains(" | **FAIL** HC-CHECK-03", " | **warn** HC-WATCH-07 |\n", " | nowhere |\n");
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
