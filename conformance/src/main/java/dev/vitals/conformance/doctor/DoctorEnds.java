package dev.vitals.conformance.doctor;

import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Names;
import dev.vitals.conformance.subject.ProcessLauncher;
import dev.vitals.conformance.subject.ProcessSubject;
import dev.vitals.conformance.subject.ReadyLine;
import dev.vitals.conformance.text.Words;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.OptionalInt;

/** Looks how a subject begins and ends beside others of its kind. Confined. */
final class DoctorEnds {
  private static final String PORT = "HEALTH_SUBJECT_PORT";
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final Duration LATEST = Duration.ofSeconds(5);

  private final ProcessLauncher launcher;
  private final DoctorNotes notes;

  DoctorEnds(ProcessLauncher launcher, DoctorNotes notes) {
    this.launcher = launcher;
    this.notes = notes;
  }

  void examine() throws InterruptedException {
    if (sideBySide()) {
      port();
    }
    stop();
    endOfInput();
  }

  private boolean sideBySide() {
    try (Subject first = launcher.launch(Names.toDeclare());
        Subject second = launcher.launch(Names.toDeclare())) {
      return notes.look(
          !first.address().equals(second.address()),
          "two run side by side",
          "both listen on "
              + first.address()
              + ": bind "
              + PORT
              + ", where 0 picks a free port, and share no port (SO_REUSEPORT off)");
    } catch (SubjectException e) {
      notes.mend(
          "two run side by side",
          "bind " + PORT + ", where 0 picks a free port; what came: " + e.getMessage());
      return false;
    }
  }

  private void port() {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      try (Subject subject =
          launcher.with(PORT, Integer.toString(port)).launch(Names.toDeclare())) {
        notes.mend(
            "a taken port is an error",
            "bind the port of "
                + PORT
                + ", and say {\"ready\":false,\"error\":…} if it is taken; "
                + (subject.address().getPort() == port
                    ? "it shares the port (SO_REUSEPORT)"
                    : "it took port " + subject.address().getPort()));
      } catch (SubjectException e) {
        String came = String.valueOf(e.getMessage());
        notes.look(
            came.startsWith(ReadyLine.NOT_STARTED),
            "a taken port is an error",
            "say {\"ready\":false,\"error\":…} before the exit; what came: " + came);
      }
    } catch (IOException e) {
      notes.note("no port to be had for trying a taken one: " + e.getMessage());
    }
  }

  private void stop() throws InterruptedException {
    try (ProcessSubject subject = start();
        HealthClient client = Doctor.client(subject)) {
      client.watch("acme.Open", "watch").next(GRACE);
      Duration grace = subject.capabilities().fixedGrace().orElse(GRACE);
      subject.stop(grace);
      ended(subject, "stop ends it with 0, though a Watch is open", grace.plus(LATEST));
    } catch (SubjectException e) {
      notes.mend("stop", String.valueOf(e.getMessage()));
    }
  }

  private void endOfInput() throws InterruptedException {
    try (ProcessSubject subject = start()) {
      subject.endInput();
      ended(subject, "the end of standard input ends it with 0", GRACE.plus(LATEST));
    } catch (SubjectException e) {
      notes.mend("the end of standard input", String.valueOf(e.getMessage()));
    }
  }

  private void ended(ProcessSubject subject, String what, Duration limit)
      throws InterruptedException {
    OptionalInt exit = subject.awaitExit(limit);
    notes.look(
        exit.isPresent() && exit.getAsInt() == 0,
        what,
        (exit.isPresent()
                ? "it ends with exit code " + exit.getAsInt()
                : "it runs on after " + Words.time(limit))
            + "; let calls end for graceMs, then cut off what is left and exit 0");
  }

  private ProcessSubject start() throws SubjectException {
    return launcher.launchProcess(Names.toDeclare());
  }
}
