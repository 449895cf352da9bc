package dev.vitals.conformance.doctor;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Names;
import dev.vitals.conformance.rig.Timeline;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.run.MachineLoad;
import dev.vitals.conformance.run.SchedulingLag;
import dev.vitals.conformance.subject.ProcessLauncher;
import dev.vitals.conformance.subject.ProcessSubject;
import dev.vitals.conformance.subject.ReadyLine;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the subject protocol with one subject and says what to mend. Says nothing on whether
 * its server conforms. Confined.
 */
public final class Doctor {
  private static final Duration READY = Duration.ofSeconds(10);

  private final SubjectLauncher launcher;
  private final DoctorNotes notes;

  public Doctor(SubjectLauncher launcher, DoctorNotes notes) {
    this.launcher = launcher;
    this.notes = notes;
  }

  /** Looks at everything that can be looked at, and returns the number of faults. */
  public int examine() throws InterruptedException {
    if (examineOne() && launcher instanceof ProcessLauncher program) {
      new DoctorEnds(program, notes).examine();
    }
    return notes.faults();
  }

  /** Looks at one subject, and returns whether it started. */
  boolean examineOne() throws InterruptedException {
    List<String> declared = Names.toDeclare();
    long start = System.nanoTime();
    try (SchedulingLag.Window lag = SchedulingLag.OF_THIS_PROCESS.open();
        Subject subject = launcher.launch(declared)) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      if (subject instanceof ProcessSubject process) {
        took = took.minus(ReadyLine.warmUp(process.readyLine()));
      }
      ready(took, lag.load());
      if (subject instanceof ProcessSubject process) {
        new DoctorClaims(process.readyLine(), notes).examine();
      }
      Names names = new Names(subject.capabilities().dynamic(), declared);
      try (HealthClient client = client(subject)) {
        examine(subject, client, names);
      }
      return true;
    } catch (SubjectException e) {
      notes.mend("starts", String.valueOf(e.getMessage()));
      return false;
    }
  }

  /** A subject that has little of a busy machine may take its time. */
  void ready(Duration took, MachineLoad load) {
    String what = "ready after " + Words.time(took);
    if (took.compareTo(READY) <= 0) {
      notes.ok(what);
    } else if (load.isBusy()) {
      notes.note(what + ", on a machine too busy to blame the subject: " + load + processors());
    } else {
      notes.mend(
          what + ", while " + load + processors(),
          "be ready within 10 s: build in a step of its own, before the suite runs");
    }
  }

  private static String processors() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    double load = system.getSystemLoadAverage();
    String average = load < 0 ? "" : String.format(Locale.ROOT, "; load %.1f", load);
    return average + " on " + Words.count(system.getAvailableProcessors(), "processor");
  }

  static HealthClient client(Subject subject) {
    return new HealthClient(subject.address(), new Timeline(), "", CaseContext.SMALL_WINDOW);
  }

  private void examine(Subject subject, HealthClient client, Names names)
      throws InterruptedException {
    CheckReply check = client.check(names.unknown());
    if (!notes.look(
        check.code() != null && !check.is(Code.UNAVAILABLE),
        "the server answers: " + check,
        "the port of the ready line must speak plain-text HTTP/2 when the line is printed")) {
      return;
    }
    methods(subject.capabilities(), check, client, names);
    if (subject.capabilities().ops().isEmpty()) {
      notes.note("nobody steers this server: only what needs no steering is judged");
      return;
    }
    int before = notes.faults();
    DoctorCommands commands = new DoctorCommands(subject, client, names, notes);
    commands.examine();
    if (subject instanceof ProcessSubject process) {
      DoctorManners manners = new DoctorManners(process, names, notes);
      manners.examine();
      commands.examineLameDuck();
      manners.examineStop();
    } else {
      commands.examineLameDuck();
    }
    Optional<Subject.Trouble> trouble = subject.trouble();
    if (trouble.isPresent() && notes.faults() == before) {
      notes.mend("nothing but replies on standard output", trouble.get().words());
    } else if (trouble.isPresent()) {
      notes.note("what else this subject was to be asked is left out");
    }
  }

  private void methods(Capabilities claims, CheckReply check, HealthClient client, Names names)
      throws InterruptedException {
    WatchProbe watch = client.watch(names.unknown(), "watch");
    WatchEvent event = watch.next(Duration.ofSeconds(1));
    watch.cancel();
    claimed("Check", claims, check.code());
    claimed("List", claims, client.list().code());
    claimed("Watch", claims, event == null || event.code() == null ? Code.OK : event.code());
  }

  private void claimed(String method, Capabilities claims, @Nullable Code answer) {
    if (claims.methods().contains(method)) {
      notes.look(
          answer != Code.UNIMPLEMENTED,
          method + " is claimed and offered",
          "it answers UNIMPLEMENTED: take it out of \"methods\", or add the service to the server");
    } else if (answer == Code.OK) {
      notes.mend(method + " is not claimed", "it is offered: put it into \"methods\"");
    } else {
      notes.ok(
          method
              + " is not claimed and not offered"
              + (answer == Code.UNIMPLEMENTED ? "" : ": it answers " + answer));
    }
  }
}
