package dev.vitals.conformance;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Examines a subject program, as against the server in it. */
@Command(
    name = "doctor",
    description =
        "Examines a subject program: does it speak the subject protocol, and what to mend.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Mixin private SubjectOptions subject = new SubjectOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    boolean well = new Doctor(subject.launcher(spec.commandLine()), out).examine();
    out.println(well ? "a good subject" : "not a good subject yet: mend what is marked");
    out.flush();
    return (well ? ExitCode.CONFORMS : ExitCode.BROKEN).code();
  }
}
