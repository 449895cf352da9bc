package dev.vitals.conformance.selftest;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.RunListener;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.Runner;
import dev.vitals.conformance.selftest.legal.LegalVariant;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutant;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Tries the suite itself: every {@link Mutant} must be killed by each case that says so, in words
 * that tell what is wrong, without harm to unrelated clauses; every {@link LegalVariant} must be
 * left alone. Servers run in this process, on real sockets, several at once.
 */
final class Selftest {
  /** Servers tried at once, if nobody says otherwise: most of them wait. */
  static final int JOBS = 12;

  private static final int SHARE = 4;

  private final Options options;

  /**
   * What to try.
   *
   * @param chosen ids of mutants and variants
   * @param full all cases against everything, instead of those that claim a kill and the quick ones
   * @param jobs servers tried at once; most of them wait, so more than there are cores is fine
   * @param seed of all that is left to chance
   */
  record Options(Predicate<String> chosen, boolean full, int jobs, long seed) {}

  Selftest(Options options) {
    this.options = options;
  }

  /** Tries them all, tells each outcome as it is there, and returns them in the listed order. */
  List<SelftestOutcome> run(Consumer<SelftestOutcome> listener) throws InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(options.jobs());
    try {
      List<Future<SelftestOutcome>> running = new ArrayList<>();
      for (Callable<SelftestOutcome> trial : trials()) {
        running.add(
            workers.submit(
                () -> {
                  SelftestOutcome outcome = trial.call();
                  listener.accept(outcome);
                  return outcome;
                }));
      }
      List<SelftestOutcome> outcomes = new ArrayList<>();
      for (Future<SelftestOutcome> one : running) {
        outcomes.add(one.get());
      }
      return Collections.unmodifiableList(outcomes);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a trial could not be run", e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }

  /** The slowest first, so that in the end nobody waits for them alone: variants, the odd last. */
  private List<Callable<SelftestOutcome>> trials() {
    List<LegalVariant> odd = new ArrayList<>(LegalVariants.all());
    Collections.reverse(odd);
    return Stream.<Callable<SelftestOutcome>>concat(
            odd.stream()
                .filter(variant -> options.chosen().test(variant.id()))
                .map(variant -> () -> tryVariant(variant)),
            Mutants.all().stream()
                .filter(mutant -> options.chosen().test(mutant.id()))
                .map(mutant -> () -> tryMutant(mutant)))
        .toList();
  }

  private SelftestOutcome tryMutant(Mutant mutant) throws InterruptedException {
    long start = System.nanoTime();
    List<Case> claiming = of(test -> test.kills().contains(mutant.id()));
    List<CaseResult> results = new ArrayList<>(run(claiming, Profile.DEFAULT, mutant.launcher()));
    Set<Case> claimed = Set.copyOf(claiming);
    List<Case> others = of(test -> !claimed.contains(test) && isPartOfAll(test));
    List<Case> beside =
        options.full() ? others : others.stream().filter(test -> isDrawn(test, mutant)).toList();
    results.addAll(run(beside, Profile.QUICK, mutant.launcher()));
    return new SelftestOutcome(
        mutant.id(),
        true,
        SelftestJudge.kills(mutant, results),
        SelftestJudge.faults(mutant, results),
        results,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private SelftestOutcome tryVariant(LegalVariant variant) throws InterruptedException {
    long start = System.nanoTime();
    Profile effort = options.full() ? Profile.DEFAULT : Profile.QUICK;
    boolean less = variant.slow() && !options.full();
    List<CaseResult> results =
        run(of(less ? Selftest::isQuick : Selftest::isPartOfAll), effort, variant.launcher());
    return new SelftestOutcome(
        variant.id(),
        false,
        List.of(),
        SelftestJudge.faults(variant, results),
        results,
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** A share of the quick cases for each mutant, another one for each, so that none is left out. */
  private static boolean isDrawn(Case test, Mutant mutant) {
    int lot = Math.floorMod((test.id() + mutant.id()).hashCode(), SHARE);
    return isQuick(test) && lot == 0;
  }

  private static boolean isQuick(Case test) {
    return test.profile() == Profile.QUICK;
  }

  private static boolean isPartOfAll(Case test) {
    return test.profile() != Profile.LONG;
  }

  private static List<Case> of(Predicate<Case> which) {
    return Catalogue.all().stream().filter(which).toList();
  }

  private List<CaseResult> run(List<Case> cases, Profile profile, SubjectLauncher launcher)
      throws InterruptedException {
    RunPlan plan = new RunPlan(cases, profile, options.seed(), 1, 1);
    return new Runner(plan, launcher, new RunListener() {}).run().results();
  }
}
