package dev.vitals.conformance;

import dev.vitals.conformance.SubjectException.Kind;
import io.grpc.Status.Code;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** Goes through the subject protocol with one subject and says what to mend. Confined. */
final class Doctor {
  private static final Duration READY = Duration.ofSeconds(10);

  private final SubjectLauncher launcher;
  private final PrintWriter out;
  private boolean well = true;

  Doctor(SubjectLauncher launcher, PrintWriter out) {
    this.launcher = launcher;
    this.out = out;
  }

  /** Whether it found nothing to mend. */
  boolean examine() throws InterruptedException {
    long start = System.nanoTime();
    List<String> declared = Names.toDeclare();
    try (Subject subject = launcher.launch(declared)) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      say(
          took.compareTo(READY) <= 0,
          "ready after " + Words.time(took),
          "be ready within 10 s; build in a step of its own, or before the first start");
      Capabilities claims = subject.capabilities();
      claims(claims);
      Names names = new Names(claims.dynamic(), declared);
      try (HealthClient client =
          new HealthClient(subject.address(), new Timeline(), "", CaseContext.SMALL_WINDOW)) {
        answers(client, claims, names);
        commands(subject, client, claims, names);
      }
      String trouble = subject.trouble().orElse("");
      say(trouble.isEmpty(), "nothing but replies on standard output", "mend: " + trouble);
    } catch (SubjectException e) {
      say(false, "starts", String.valueOf(e.getMessage()));
    }
    again();
    return well;
  }

  private void claims(Capabilities claims) {
    say(
        !claims.name().equals("unnamed"),
        "name " + claims.name(),
        "say \"name\" in the ready line");
    say(
        !claims.version().equals("unknown"),
        "version " + claims.version(),
        "say \"version\" in the ready line");
    claims
        .ops()
        .forEach(
            op ->
                say(
                    Capabilities.ALL_OPS.contains(op),
                    "command " + op,
                    "not a command of the protocol"));
    claims
        .methods()
        .forEach(
            m ->
                say(
                    Capabilities.ALL_METHODS.contains(m),
                    "method " + m,
                    "the RPCs are Check, List and Watch, in this spelling"));
    out.println(
        "      "
            + (claims.dynamic()
                ? "services may be added at run time"
                : "services are declared at the start")
            + (claims.settle().isZero()
                ? ""
                : "; changes settle within " + Words.time(claims.settle())));
  }

  private void answers(HealthClient client, Capabilities claims, Names names)
      throws InterruptedException {
    CheckReply check = client.check(names.unknown());
    say(
        check.code() != null && !check.is(Code.UNAVAILABLE),
        "the server answers: " + check,
        "the port of the ready line must accept plain-text HTTP/2 when the line is printed");
    say(
        check.is(Code.UNIMPLEMENTED) != claims.methods().contains("Check"),
        "Check as claimed",
        "claim the methods that are offered");
    boolean lists = !client.list().is(Code.UNIMPLEMENTED);
    say(
        lists == claims.methods().contains("List"),
        "List as claimed",
        "claim the methods that are offered");
  }

  private void commands(Subject subject, HealthClient client, Capabilities claims, Names names)
      throws InterruptedException {
    String name = names.settable();
    if (claims.ops().contains("set")) {
      for (ServingStatus status : claims.statuses()) {
        attempt("set " + status, () -> subject.set(name, status));
        boolean shown =
            !claims.methods().contains("Check")
                || Await.until(claims.settle().plusMillis(1), () -> shows(client, name, status));
        say(
            shown,
            status + " shows when the reply to set is there",
            "reply after the change is visible to a Check, or claim \"settleMs\"");
      }
    }
    if (claims.ops().contains("flap")) {
      attempt(
          "flap",
          () -> subject.flap(new Subject.Flap(name, 100, ServingStatus.SERVING, 2, Duration.ZERO)));
    }
    if (claims.ops().contains("clear")) {
      attempt("clear", () -> subject.clear(name));
    }
    if (claims.ops().contains("stats")) {
      attempt("stats", subject::stats);
    }
    for (String op : List.of("shutdown", "resume")) {
      if (claims.ops().contains(op)) {
        attempt(op, op.equals("shutdown") ? subject::shutdown : subject::resume);
      } else {
        expectUnsupported(op, op.equals("shutdown") ? subject::shutdown : subject::resume);
      }
    }
  }

  private void again() {
    try (Subject first = launcher.launch(Names.toDeclare());
        Subject second = launcher.launch(Names.toDeclare())) {
      say(
          !first.address().equals(second.address()) || first.capabilities().ops().isEmpty(),
          "starts twice side by side",
          "bind HEALTH_SUBJECT_PORT, where 0 picks a free port");
    } catch (SubjectException e) {
      say(false, "starts twice side by side", String.valueOf(e.getMessage()));
    }
  }

  private static boolean shows(HealthClient client, String name, ServingStatus status) {
    try {
      return client.checkSilently(name).is(status);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @FunctionalInterface
  private interface Command {
    void run() throws SubjectException;
  }

  private void attempt(String what, Command command) {
    try {
      command.run();
      say(true, "command " + what, "");
    } catch (SubjectException e) {
      say(
          false,
          "command " + what,
          String.valueOf(e.getMessage()) + "; or leave it out of \"ops\"");
    }
  }

  private void expectUnsupported(String op, Command command) {
    try {
      command.run();
      say(false, op + " is not claimed", "it was obeyed: claim it in \"ops\"");
    } catch (SubjectException e) {
      say(
          e.kind() == Kind.UNSUPPORTED,
          op + " is not claimed, and answered unsupported",
          "answer \"unsupported\" to what is not claimed; came: " + e.getMessage());
    }
  }

  private void say(boolean holds, String what, String remedy) {
    well &= holds;
    out.println((holds ? "ok    " : "MEND  ") + what + (holds ? "" : "\n      → " + remedy));
    out.flush();
  }
}
