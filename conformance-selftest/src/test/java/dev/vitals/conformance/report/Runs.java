package dev.vitals.conformance.report;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.Divergences;
import dev.vitals.conformance.run.Glob;
import dev.vitals.conformance.run.RunListener;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.RunResults;
import dev.vitals.conformance.run.Runner;
import dev.vitals.conformance.run.Selection;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutant;
import dev.vitals.conformance.selftest.mutants.Mutants;
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
            .orElseGet(() -> LegalVariants.find(server).orElseThrow().launcher());
    return of(launcher, known, globs);
  }

  static Report of(SubjectLauncher launcher, Divergences known, String... globs)
      throws InterruptedException {
    List<Glob> only = List.of(globs).stream().map(Glob::new).toList();
    List<Case> cases =
        new Selection(only, List.of(), Selection.Depth.ALL, Profile.QUICK).of(Catalogue.all());
    RunPlan plan = new RunPlan(cases, Profile.QUICK, 7, 1, 1);
    RunResults found = new Runner(plan, launcher, NOBODY).run();
    RunResults results = found.with(known.applyTo(found.results()));
    return Reports.of(results, Instant.EPOCH, List.of("./my subject", "--x"), Reports.Trace.FAILED);
  }
}
