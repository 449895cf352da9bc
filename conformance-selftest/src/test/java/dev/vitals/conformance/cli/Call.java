package dev.vitals.conformance.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * The command line called in this process. Immutable.
 *
 * @param exit code
 * @param out what it said
 * @param err what it complained of
 */
record Call(int exit, String out, String err) {
  static Call of(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exit = commandLine.execute(args);
    return new Call(exit, out.toString(), err.toString());
  }
}
