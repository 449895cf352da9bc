package dev.vitals.examples.quickstart;

import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.core.ServiceStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Lets whoever holds the standard input turn checks off and on, and ask why. */
final class Console {

  static final String HELP =
      """
      fail CHECK [REASON]   turns a_check, b_check or c_check off
      pass CHECK [REASON]   turns it on again; with a reason: degraded
      why [SERVICE]         explains a service's status; without a name: overall
      drain                 all but liveness report NOT_SERVING
      resume                back to what the checks say
      stop                  drains, ends calls and exits""";

  private static final String STOPPED = "stopped";

  private final App app;
  private final PrintStream out;

  Console(App app, PrintStream out) {
    this.app = app;
    this.out = out;
  }

  /**
   * Reads commands on a thread of its own, until the input ends or it has said that all stopped.
   */
  Thread follow(InputStream input) {
    Thread reader = new Thread(() -> read(input), "console");
    reader.setDaemon(true);
    reader.start();
    return reader;
  }

  private void read(InputStream input) {
    BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String answer = run(line.strip());
        if (!answer.isEmpty()) {
          out.println(answer);
        }
        if (answer.equals(STOPPED)) {
          return;
        }
      }
    } catch (IOException e) {
      out.println("no more commands: " + e.getMessage());
    }
  }

  /** Runs one command and returns what there is to say. */
  String run(String line) {
    String[] words = line.split("\\s+", 3);
    String second = words.length > 1 ? words[1] : "";
    String reason = words.length > 2 ? words[2] : "";
    return switch (words[0]) {
      case "" -> "";
      case "fail" -> set(second, CheckResult.failing(reason.isEmpty() ? "turned off" : reason));
      case "pass" -> set(second, CheckResult.passing(reason));
      case "why" -> why(second);
      case "drain" -> then("draining", app.health()::drain);
      case "resume" -> then("resumed", app.health()::resume);
      case "stop" -> then(STOPPED, app::close);
      case "help" -> HELP;
      default -> "command: " + Printable.quote(words[0]) + " (expected: one of)\n" + HELP;
    };
  }

  private String set(String check, CheckResult result) {
    ServiceStatus status = app.switches().get(check);
    if (status == null) {
      return "check: %s (expected: one of %s)"
          .formatted(Printable.quote(check), app.switches().keySet());
    }
    status.set(result);
    return check + ' ' + result.outcome();
  }

  private String why(String service) {
    Function<ServiceReport, String> describe = ServiceReport::describe;
    return app.health()
        .report(service)
        .map(describe)
        .orElseGet(
            () ->
                "service: %s (expected: one of %s)"
                    .formatted(Printable.quote(service), services()));
  }

  private List<String> services() {
    return app.health().statuses().keySet().stream().map(Printable::quote).toList();
  }

  private static String then(String done, Runnable command) {
    command.run();
    return done;
  }
}
