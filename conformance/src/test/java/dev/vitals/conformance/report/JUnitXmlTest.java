package dev.vitals.conformance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Verdict;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Read back, a file holds what a server said, whatever that is. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JUnitXmlTest {
  /** Markup for text, attributes and CDATA, and a character of two UTF-16 units. */
  private static final String MARKUP = "<a b=\"c\"> & ]]> &#10; 'd' \ud83d\ude00";

  /** None of these may stand in XML 1.0, however it is written. */
  private static final String INEXPRESSIBLE = "\0\u0007\u001b\ufffe\uffff\ud800";

  @Test
  void markup_is_text() throws Exception {
    Document xml = parse(JUnitXml.of(MadeUpReports.of(Verdict.FAIL, MARKUP)));

    assertThat(xml.getDocumentElement().getAttribute("name"))
        .isEqualTo("grpc.health.v1 " + MARKUP + " 1");
    assertThat(failure(xml).getAttribute("message"))
        .isEqualTo("expected " + MARKUP + "; came " + MARKUP);
    assertThat(failure(xml).getTextContent()).endsWith("\n" + MARKUP + "\nreplay " + MARKUP);
  }

  @Test
  void what_XML_cannot_express_is_marked() throws Exception {
    Document xml = parse(JUnitXml.of(MadeUpReports.of(Verdict.FAIL, "a" + INEXPRESSIBLE + "z")));

    String kept = "a" + "\ufffd".repeat(INEXPRESSIBLE.length()) + "z";
    assertThat(xml.getDocumentElement().getAttribute("name"))
        .isEqualTo("grpc.health.v1 " + kept + " 1");
    assertThat(failure(xml).getTextContent()).contains(kept).endsWith("replay " + kept);
  }

  @Test
  void lines_are_kept_in_text_and_joined_in_attributes() throws Exception {
    Document xml = parse(JUnitXml.of(MadeUpReports.of(Verdict.FAIL, "one\n\ttwo")));

    assertThat(failure(xml).getAttribute("message")).isEqualTo("expected one  two; came one  two");
    assertThat(failure(xml).getTextContent()).endsWith("\none\n\ttwo\nreplay one\n\ttwo");
  }

  @Test
  void a_case_that_passes_has_no_child() throws Exception {
    Document xml = parse(JUnitXml.of(MadeUpReports.of(Verdict.PASS, "x")));

    Element test = (Element) xml.getElementsByTagName("testcase").item(0);
    assertThat(test.getElementsByTagName("*").getLength()).isZero();
  }

  private static Element failure(Document xml) {
    return (Element) xml.getElementsByTagName("failure").item(0);
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }
}
