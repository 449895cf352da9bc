package dev.vitals.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Consumer;
import picocli.CommandLine;

/** One run of the command line in this process: its exit code, and what it printed. */
record Command(int exit, String out, String err) {

  static Command run(String... arguments) {
    return run(text -> {}, arguments);
  }

  /** Runs it, and tells of each text that it prints as it does. */
  static Command run(Consumer<String> printed, String... arguments) {
    StringWriter out =
        new StringWriter() {
          @Override
          public void write(String text, int offset, int length) {
            super.write(text, offset, length);
            printed.accept(text);
          }
        };
    StringWriter err = new StringWriter();
    CommandLine line = Vitals.commandLine();
    int exit =
        line.setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Command(exit, out.toString(), err.toString());
  }
}
