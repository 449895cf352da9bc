package dev.vitals.conformance.doctor;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectException.Kind;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Names;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** Gives a subject each command that it claims, and looks whether a Check shows it. Confined. */
final class DoctorCommands {
  private static final String ODD_NAME = "\u00fcml\u00e4ut \ud83d\ude00 \u2028 \"\\ nul\0";
  private static final int CHANGES = 2_000;
  private static final Duration PAUSE = Duration.ofNanos(50_000);
  private static final Duration PROMPT = Duration.ofSeconds(5);

  private final Subject subject;
  private final HealthClient client;
  private final Names names;
  private final DoctorNotes notes;
  private final Capabilities claims;

  @FunctionalInterface
  private interface Command {
    void run() throws SubjectException;
  }

  DoctorCommands(Subject subject, HealthClient client, Names names, DoctorNotes notes) {
    this.subject = subject;
    this.client = client;
    this.names = names;
    this.notes = notes;
    this.claims = subject.capabilities();
  }

  /** All but those that leave the subject in lame duck. */
  void examine() throws InterruptedException {
    notes.note(
        claims.dynamic()
            ? "services may be added at run time"
            : "services are those of HEALTH_SUBJECT_SERVICES");
    if (claims.ops().contains("set")) {
      set();
    } else {
      notes.note("set is not claimed: little can be judged without it");
      unclaimed("set", () -> subject.set(names.settable(), SERVING));
    }
    flap();
    if (claims.ops().contains("clear")) {
      String name = names.settable();
      if (carriedOut("set and clear", () -> setAndClear(name))) {
        cleared(name);
      }
    } else {
      unclaimed("clear", () -> subject.clear(names.settable()));
    }
    if (claims.ops().contains("stats")) {
      carriedOut("stats", this::stats);
    } else {
      unclaimed("stats", subject::stats);
    }
  }

  /** Shutdown, a set that must not show, and resume. */
  void examineLameDuck() throws InterruptedException {
    if (!claims.ops().contains("shutdown")) {
      unclaimed("shutdown", subject::shutdown);
    } else if (carriedOut("shutdown", subject::shutdown) && claims.ops().contains("set")) {
      String name = names.settable();
      carriedOut("set in lame duck", () -> subject.set(name, SERVING));
    }
    if (!claims.ops().contains("resume")) {
      unclaimed("resume", subject::resume);
    } else {
      carriedOut("resume", subject::resume);
    }
  }

  private void set() throws InterruptedException {
    String name = names.settable();
    boolean others = true;
    for (ServingStatus status : List.of(SERVING, NOT_SERVING)) {
      others &= set(name, status);
    }
    if (!claims.statuses().contains(UNKNOWN)) {
      unclaimed("set UNKNOWN", () -> subject.set(name, UNKNOWN));
    } else if (others) {
      setUnknown(name);
    } else {
      set(name, UNKNOWN);
    }
    if (claims.dynamic()) {
      set(ODD_NAME, SERVING);
    } else {
      String undeclared = names.unknown();
      unclaimed("set of an undeclared service", () -> subject.set(undeclared, last()));
    }
    if (carriedOut("set '' " + last(), () -> subject.set("", last()))
        && !answer("", reply -> reply.is(last())).is(last())) {
      notes.note("a Check of '' does not show it, which is for the suite to judge");
    }
  }

  /** Whether it was carried out and shows, if it was claimed. */
  private boolean set(String name, ServingStatus status) throws InterruptedException {
    if (!claims.statuses().contains(status)) {
      unclaimed("set " + status, () -> subject.set(name, status));
      return true;
    }
    String what = "set " + Words.quoted(name) + " " + status;
    return carriedOut(what, () -> subject.set(name, status))
        && shown("after it", name, reply -> reply.is(status), "OK, " + status);
  }

  /**
   * The other statuses show, so the subject passes them on: what becomes of this is the server's.
   */
  private void setUnknown(String name) throws InterruptedException {
    String what = "set " + Words.quoted(name) + " UNKNOWN";
    if (!carriedOut(what, () -> subject.set(name, UNKNOWN))
        || !claims.methods().contains("Check")) {
      return;
    }
    CheckReply answer = answer(name, reply -> reply.is(UNKNOWN));
    if (answer.is(UNKNOWN)) {
      notes.ok("after it, Check of " + Words.quoted(name) + " answers " + answer);
    } else {
      notes.note(
          "after it, Check of "
              + Words.quoted(name)
              + " answers "
              + answer
              + ", though the other statuses show: if the implementation has no UNKNOWN, take it out of"
              + " \"statuses\"; if it has, leave it there, and run judges what is shown");
    }
  }

  /** What answers for no known name in the same way was cleared. */
  private void cleared(String name) throws InterruptedException {
    CheckReply answer = answer(name, reply -> reply.is(Code.NOT_FOUND));
    CheckReply stranger = client.check(names.unknown());
    if (answer.is(Code.NOT_FOUND) || !isLike(answer, stranger)) {
      shown("after clear", name, reply -> reply.is(Code.NOT_FOUND), "NOT_FOUND");
    } else {
      notes.note(
          "after clear, Check of "
              + Words.quoted(name)
              + " answers "
              + answer
              + ", as it does of every name that nobody set: run judges that");
    }
  }

  private static boolean isLike(CheckReply one, CheckReply other) {
    return one.code() == other.code() && one.status() == other.status();
  }

  private void flap() throws InterruptedException {
    String name = names.settable();
    Subject.Flap flap = new Subject.Flap(name, CHANGES, last(), 2, Duration.ZERO);
    if (!claims.ops().contains("flap")) {
      notes.note("flap is not claimed: what is known of bursts and races needs it");
      unclaimed("flap", () -> subject.flap(flap));
      return;
    }
    long start = System.nanoTime();
    if (carriedOut("flap, " + CHANGES + " changes by 2 threads", () -> subject.flap(flap))) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      notes.look(
          took.compareTo(PROMPT) <= 0,
          "they took " + Words.time(took),
          "make the changes as fast as the implementation can; with pauseMicros 0 there is no pause");
      shown("after flap", name, reply -> reply.is(last()), "the last status, " + last());
      pauses(name);
    }
  }

  private void pauses(String name) {
    Subject.Flap flap = new Subject.Flap(name, CHANGES, last(), 1, PAUSE);
    long start = System.nanoTime();
    if (carriedOut("flap with pauses of 50 µs", () -> subject.flap(flap))) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      notes.look(
          took.compareTo(PROMPT) <= 0,
          CHANGES + " of them took " + Words.time(took),
          "a timer is too coarse for such pauses: give way in a loop until the time is over");
    }
  }

  private void setAndClear(String name) throws SubjectException {
    subject.set(name, last());
    subject.clear(name);
  }

  private void stats() throws SubjectException {
    Subject.Stats stats = subject.stats();
    if (stats.watchers() < 0) {
      throw new SubjectException(
          Kind.PROTOCOL, "watchers missing (expected: the number of open Watches)");
    }
  }

  /** The status that bursts and sets end with. */
  private ServingStatus last() {
    return claims.statuses().contains(SERVING)
        ? SERVING
        : claims.statuses().stream().findFirst().orElse(SERVING);
  }

  /** Whether it was; one fault that ends all is told once. */
  private boolean carriedOut(String what, Command command) {
    if (subject.trouble().isPresent()) {
      return false;
    }
    try {
      command.run();
      notes.ok(what);
      return true;
    } catch (SubjectException e) {
      notes.mend(
          what, e.getMessage() + (e.isFatal() ? "" : "; carry it out, or take back the claim"));
      return false;
    }
  }

  private void unclaimed(String what, Command command) {
    if (subject.trouble().isPresent()) {
      return;
    }
    try {
      command.run();
      notes.mend(what + ", not claimed", "it was answered ok: claim it, or answer \"unsupported\"");
    } catch (SubjectException e) {
      notes.look(
          e.kind() == Kind.UNSUPPORTED,
          what + ", not claimed, is answered unsupported",
          "answer \"unsupported\" to what is not claimed; what came: " + e.getMessage());
    }
  }

  /** Whether it is, as far as can be asked. */
  private boolean shown(String when, String name, Predicate<CheckReply> expected, String wanted)
      throws InterruptedException {
    if (!claims.methods().contains("Check")) {
      return true;
    }
    CheckReply answer = answer(name, expected);
    return notes.look(
        expected.test(answer),
        when + ", Check of " + Words.quoted(name) + " answers " + wanted,
        "it answers "
            + answer
            + ". Reply once a Check that starts then shows the change, or claim \"settleMs\"; take"
            + " names as they come in the JSON, in UTF-8");
  }

  /** What Check answers, in the end if it takes time to settle. */
  private CheckReply answer(String name, Predicate<CheckReply> expected)
      throws InterruptedException {
    long end = System.nanoTime() + claims.settle().toNanos();
    CheckReply answer = client.check(name);
    while (!expected.test(answer) && System.nanoTime() < end) {
      answer = client.check(name);
    }
    return answer;
  }
}
