package dev.vitals.conformance;

import java.time.Instant;
import java.util.List;

/** Real runs against servers of this process, as reports. */
final class Runs {
  private static final RunListener NOBODY =
      new RunListener() {
        @Override
        public void subjectReady(Capabilities capabilities) {}

        @Override
        public void started(Case test, int repetition) {}

        @Override
        public void judged(CaseResult result) {}
      };

  private Runs() {}

  /** A run of the cases that match, against a broken server or a legal variant. */
  static Report of(String server, Divergences known, String... globs) throws InterruptedException {
    SubjectLauncher launcher =
        Mutants.find(server)
            .map(Mutant::launcher)
            .orElseGet(() -> Benigns.find(server).orElseThrow().launcher());
    return of(launcher, known, globs);
  }

  static Report of(SubjectLauncher launcher, Divergences known, String... globs)
      throws InterruptedException {
    List<Glob> only = List.of(globs).stream().map(Glob::new).toList();
    List<Case> cases =
        new Selection(only, List.of(), Selection.Depth.ALL, Profile.QUICK).of(Catalogue.all());
    RunPlan plan = new RunPlan(cases, Profile.QUICK, 7, 1, 1);
    RunResults found = new Runner(plan, launcher, NOBODY).run();
    RunResults results =
        new RunResults(plan, found.capabilities(), known.applyTo(found.results()), found.nanos());
    return Reports.of(results, Instant.EPOCH, List.of("./my subject", "--x"), Reports.Trace.FAILED);
  }
}
