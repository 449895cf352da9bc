package dev.vitals.conformance.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * What became of one test of h2spec. Immutable.
 *
 * @param name its section and what it does: {@code http2/6.7: Sends a PING frame}
 * @param outcome of it
 * @param words what was expected and what came, where it failed
 */
record H2specResult(String name, Outcome outcome, String words) {
  enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /** Reads the JUnit report that h2spec writes. */
  static List<H2specResult> read(Path report) throws IOException {
    try {
      NodeList all =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(report.toFile())
              .getElementsByTagName("testcase");
      List<H2specResult> tests = new ArrayList<>();
      for (int i = 0; i < all.getLength(); i++) {
        tests.add(of((Element) all.item(i)));
      }
      return tests;
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("the report of h2spec can't be read", e);
    }
  }

  private static H2specResult of(Element test) {
    String name = test.getAttribute("package") + ": " + test.getAttribute("classname");
    @Nullable Node failure = child(test, "failure");
    @Nullable Node broken = failure == null ? child(test, "error") : failure;
    if (broken != null) {
      return new H2specResult(name, Outcome.FAILED, words(broken.getTextContent()));
    }
    boolean skipped = child(test, "skipped") != null;
    return new H2specResult(name, skipped ? Outcome.SKIPPED : Outcome.PASSED, "");
  }

  private static @Nullable Node child(Element test, String name) {
    return test.getElementsByTagName(name).item(0);
  }

  /** h2spec writes what would have been right, a line each, and in the last line what came. */
  private static String words(String text) {
    List<String> lines = text.strip().lines().map(String::strip).toList();
    int last = lines.size() - 1;
    String right = last > 0 ? String.join(", or ", lines.subList(0, last)) : "an answer";
    String came = lines.isEmpty() ? "nothing" : lines.get(last);
    return "expected " + right + "; came " + came;
  }

  boolean isPassed() {
    return outcome == Outcome.PASSED;
  }

  boolean isFailed() {
    return outcome == Outcome.FAILED;
  }

  @Override
  public String toString() {
    return isFailed() ? name + " (" + words + ")" : name;
  }
}
