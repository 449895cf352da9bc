package dev.vitals.conformance.cli;

import dev.vitals.conformance.text.TextWrap;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where the program's words go: a terminal, whose lines can be written anew, or a log. Immutable.
 *
 * @param live whether it is a terminal
 * @param colours whether it shows colours
 * @param width how long a line may be
 */
record Terminal(boolean live, boolean colours, int width) {
  private static final int NARROWEST = 60;

  /** What this process writes to. */
  static Terminal of(CommandSpec command) {
    boolean live = System.console() != null && !"dumb".equals(System.getenv("TERM"));
    int width = live ? command.usageMessage().width() : TextWrap.USUAL_WIDTH;
    return new Terminal(
        live, live && System.getenv("NO_COLOR") == null, Math.max(NARROWEST, width));
  }
}
