package dev.vitals.conformance.cli;

import dev.vitals.conformance.doctor.Doctor;
import dev.vitals.conformance.doctor.DoctorNotes;
import dev.vitals.conformance.text.Words;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Examines a subject program, as against the server in it. */
@Command(
    name = "doctor",
    description = "Looks whether a program is a good subject, and says what to mend.",
    customSynopsis = {
      "vitals-conformance doctor -- CMD [ARG]…",
      "       vitals-conformance doctor --docker IMAGE"
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Parameters(
      index = "0..*",
      arity = "0..*",
      paramLabel = SubjectOptions.COMMAND,
      hideParamSyntax = true,
      description = SubjectOptions.ABOUT_COMMAND)
  private List<String> command = new ArrayList<>();

  @Mixin private SubjectOptions subject = new SubjectOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    DoctorNotes notes = new DoctorNotes(out, Terminal.of(spec).width());
    int faults = new Doctor(subject.launcher(command, spec.commandLine()), notes).examine();
    out.println();
    out.println(
        faults == 0
            ? "a good subject; what its server does is for run to judge"
            : Words.count(faults, "thing")
                + " to mend; the protocol is in docs/conformance/subjects.md");
    out.flush();
    return (faults == 0 ? ExitCode.CONFORMS : ExitCode.BROKEN).code();
  }
}
