package dev.vitals.conformance.text;

import java.util.ArrayList;
import java.util.List;

/** Text broken at blanks to a width, its further lines below the first one's text. Pure. */
public final class TextWrap {
  /** Where nobody knows how wide a line may be. */
  public static final int USUAL_WIDTH = 100;

  private static final int NARROWEST = 20;

  private TextWrap() {}

  /** The text behind a lead; a word that is too long for a line has one of its own. */
  public static List<String> lines(String lead, String text, int width) {
    int space = Math.max(NARROWEST, width - lead.length());
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > space) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    String below = " ".repeat(lead.length());
    for (int i = 0; i < lines.size(); i++) {
      lines.set(i, (i == 0 ? lead : below) + lines.get(i));
    }
    return lines;
  }

  /** One line, cut where it would be too long. */
  public static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(1, width) - 1) + "…";
  }
}
