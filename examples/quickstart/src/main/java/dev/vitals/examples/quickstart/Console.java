package dev.vitals.examples.quickstart;

import dev.vitals.health.CheckResult;
import dev.vitals.health.Printable;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.ServiceOverride;
import dev.vitals.health.core.ServiceStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Lets whoever holds the standard input make checks fail, overrule them, and ask why. */
final class Console {

  static final String HELP =
      """
      fail CHECK [REASON]         makes a_check, b_check or c_check fail
      pass CHECK [REASON]         makes it pass again; with a reason: degraded
      off CHECK REASON            switches any check off: it decides nothing meanwhile
      on CHECK                    switches it on again
      pin SERVICE STATUS REASON   SERVING, NOT_SERVING or UNKNOWN, whatever the checks say
      unpin SERVICE               back to what the checks say
      why [SERVICE]               explains a service's status; without a name: (overall)
      drain                       all but liveness report NOT_SERVING
      resume                      ends the drain
      stop                        drains, ends calls and exits
      SERVICE is a name, or (overall) for the server as a whole""";

  /** What the status page calls the server as a whole. */
  private static final String OVERALL = "(overall)";

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
      case "fail" -> set(second, CheckResult.failing(reason.isEmpty() ? "made to fail" : reason));
      case "pass" -> set(second, CheckResult.passing(reason));
      case "off" -> off(second, reason);
      case "on" -> on(second);
      case "pin" -> pin(named(second), reason);
      case "unpin" -> unpin(named(second));
      case "why" -> why(named(second));
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

  private String off(String check, String reason) {
    if (reason.isEmpty()) {
      return "off: no reason (expected: off CHECK REASON)";
    }
    try {
      app.health().switchOff(check, reason);
      return check + " switched off";
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private String on(String check) {
    try {
      return check + (app.health().switchOn(check) ? " switched on" : " was not switched off");
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private String pin(String service, String statusAndReason) {
    String[] words = statusAndReason.split("\\s+", 2);
    if (words.length < 2) {
      return "pin: no reason (expected: pin SERVICE STATUS REASON)";
    }
    ServingStatus status = status(words[0]);
    if (status == null) {
      return "status: %s (expected: SERVING, NOT_SERVING or UNKNOWN)"
          .formatted(Printable.quote(words[0]));
    }
    try {
      app.health().override(service, status, words[1]);
      return Printable.quote(service) + " pinned to " + status;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** Returns the status of a name that a pin may have; null if it is none. */
  private static ServingStatus status(String name) {
    return switch (name) {
      case "SERVING" -> ServingStatus.SERVING;
      case "NOT_SERVING" -> ServingStatus.NOT_SERVING;
      case "UNKNOWN" -> ServingStatus.UNKNOWN;
      default -> null;
    };
  }

  private String unpin(String service) {
    List<ServiceOverride> pins =
        app.health().overrides().stream().filter(pin -> pin.service().equals(service)).toList();
    pins.forEach(ServiceOverride::close);
    return Printable.quote(service) + (pins.isEmpty() ? " was not pinned" : " unpinned");
  }

  private static String named(String service) {
    return service.equals(OVERALL) ? "" : service;
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
