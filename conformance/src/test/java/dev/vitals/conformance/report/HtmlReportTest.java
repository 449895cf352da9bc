package dev.vitals.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Verdict;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class HtmlReportTest {
  private static final String MARKUP = "<i on=\"x\"> & 'y' \0";

  @Test
  void what_a_server_says_is_never_markup() {
    Report said = MadeUpReports.of(Verdict.FAIL, MARKUP);
    for (List<Report> reports : List.of(List.of(said), List.of(said, said))) {
      assertThat(HtmlReport.of(reports))
          .contains("<dd>&lt;i on=\"x\"&gt; &amp; 'y' \ufffd</dd>")
          .doesNotContain("<i on", "\0");
    }
  }

  @Test
  void nor_does_it_end_an_attribute() {
    Report said = MadeUpReports.of(Verdict.PASS, MARKUP);

    assertThat(HtmlReport.of(List.of(said, said)))
        .contains(" title=\"&lt;i on=&#34;x&#34;> &amp; &#39;y&#39; \ufffd 1\"")
        .doesNotContain("on=\"x\"\">");
  }

  @Test
  void the_clause_that_blocks_is_a_link_away() {
    Report blocked = MadeUpReports.blocked("HC-SVC-01 fails: see HC-SVC-01.", "HC-SVC-01");

    assertThat(HtmlReport.of(List.of(blocked)))
        .contains(
            "<p class=\"reason\"><a href=\"#HC-SVC-01\">HC-SVC-01</a> fails: see"
                + " <a href=\"#HC-SVC-01\">HC-SVC-01</a>.</p>");
  }

  @Test
  void implementations_that_pass_alike_share_a_line() {
    Report passed = MadeUpReports.of(Verdict.PASS, "a server");

    assertThat(HtmlReport.of(List.of(passed, passed)))
        .contains(
            "<p class=\"alike\"><span class=\"v pass\">ok</span>:"
                + " <span class=\"name\" id=\"HC-CHECK-01.0\">a server 1</span>,"
                + " <span class=\"name\" id=\"HC-CHECK-01.1\">a server 1</span></p>");
  }

  @Test
  void among_many_columns_are_narrow_and_marks_short() {
    Report blocked = MadeUpReports.blocked("HC-SVC-01 fails", "HC-SVC-01");

    assertThat(HtmlReport.of(Collections.nCopies(12, blocked)))
        .contains(">blocked</a>")
        .doesNotContain("matrix crowded");
    assertThat(HtmlReport.of(Collections.nCopies(13, blocked)))
        .contains(">blk</a>", "<table class=\"matrix crowded\" style=\"--n:13\">");
  }

  @Test
  void each_implementation_leads_to_what_it_does_not_keep() {
    Report failed = MadeUpReports.of(Verdict.FAIL, "a server");

    assertThat(HtmlReport.of(List.of(failed, failed)))
        .contains(
            "<a href=\"#implementation.1\">a server 1</a>",
            "<div id=\"implementation.1\">",
            "<li><span class=\"v fail\">FAIL</span> <a href=\"#HC-CHECK-01.1\">HC-CHECK-01</a>");
  }

  @Test
  void the_timeline_of_a_failure_is_open_and_others_are_not() {
    assertThat(HtmlReport.of(List.of(MadeUpReports.of(Verdict.FAIL, "x"))))
        .contains("<details open><summary>timeline</summary>");
    assertThat(HtmlReport.of(List.of(MadeUpReports.of(Verdict.WARN, "x"))))
        .contains("<details><summary>timeline</summary>");
  }
}
