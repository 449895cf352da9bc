package dev.vitals.health.core;

import java.util.List;

/**
 * A bug as somebody might write it.
 *
 * @param name what is wrong, as the table of guarantees calls it
 * @param edits what it changes in the sources
 * @param test the test that sees it
 */
record Bug(String name, List<Edit> edits, String test) {

  /**
   * One change to the source of a class.
   *
   * @param type the class
   * @param text what is there now, exactly once
   * @param planted what takes its place
   */
  record Edit(String type, String text, String planted) {

    String apply(String source) {
      int at = source.indexOf(text);
      if (at < 0 || source.indexOf(text, at + 1) >= 0) {
        throw new AssertionError(
            "%s.java: %s (expected: there exactly once; plant the bug anew)".formatted(type, text));
      }
      return source.substring(0, at) + planted + source.substring(at + text.length());
    }
  }

  static Bug of(String name, String test, Edit... edits) {
    return new Bug(name, List.of(edits), test);
  }

  @Override
  public String toString() {
    return name;
  }
}
