package dev.vitals.conformance.selftest;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.cases.Catalogue;
import dev.vitals.conformance.report.Reports;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.Foundations;
import dev.vitals.conformance.run.CaseResult;
import dev.vitals.conformance.run.RunListener;
import dev.vitals.conformance.run.RunPlan;
import dev.vitals.conformance.run.RunResults;
import dev.vitals.conformance.run.Runner;
import dev.vitals.conformance.run.VerdictResolver;
import dev.vitals.conformance.selftest.legal.LegalVariant;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutant;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tries the suite itself: every {@link Mutant} must be killed by each case that says so, in words
 * that tell what is wrong, without harm to unrelated clauses and without a cascade; every {@link
 * LegalVariant} must be left alone. Servers run in this process, on real sockets, several at once.
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
   * @param scope how much to try beside the cases that claim a kill
   * @param jobs servers tried at once; most of them wait, so more than there are cores is fine
   * @param seed of all that is left to chance
   */
  record Options(Predicate<String> chosen, Scope scope, int jobs, long seed) {}

  Selftest(Options options) {
    this.options = options;
  }

  /** Tries them all, tells each outcome as it is there, and returns them in the listed order. */
  List<Outcome> run(Consumer<Outcome> listener) throws InterruptedException {
    ExecutorService workers = Executors.newFixedThreadPool(options.jobs());
    try {
      List<Future<Outcome>> running = new ArrayList<>();
      for (Callable<Outcome> trial : trials()) {
        running.add(
            workers.submit(
                () -> {
                  Outcome outcome = trial.call();
                  listener.accept(outcome);
                  return outcome;
                }));
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> one : running) {
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
  private List<Callable<Outcome>> trials() {
    List<LegalVariant> odd = new ArrayList<>(LegalVariants.all());
    Collections.reverse(odd);
    return Stream.<Callable<Outcome>>concat(
            odd.stream()
                .filter(variant -> options.chosen().test(variant.id()))
                .map(variant -> () -> tryVariant(variant)),
            Mutants.all().stream()
                .filter(mutant -> options.chosen().test(mutant.id()))
                .map(mutant -> () -> tryMutant(mutant)))
        .toList();
  }

  private Outcome tryMutant(Mutant mutant) throws InterruptedException {
    long start = System.nanoTime();
    List<CaseResult> claims = new ArrayList<>();
    for (Case claim : of(test -> isClaim(test, mutant))) { // alone: it leans on no other
      claims.addAll(run(List.of(claim), Profile.DEFAULT, mutant.launcher()).results());
    }
    List<Case> asByUser = of(test -> isTriedBeside(test, mutant));
    RunResults run = run(asByUser, Profile.QUICK, mutant.launcher());
    List<CaseResult> judged =
        together(claims, run.results().stream().filter(it -> !isClaim(it.test(), mutant)));
    List<CaseResult> told =
        together(run.results(), claims.stream().filter(it -> !asByUser.contains(it.test())));
    List<String> faults = new ArrayList<>(Judge.faults(mutant, judged));
    List<String> cascade = Judge.cascade(mutant, told, cause(run.with(told)));
    boolean isToldOnly = options.scope() == Scope.ALL;
    faults.addAll(isToldOnly ? List.of() : cascade);
    return new Outcome(
        mutant.id(),
        true,
        Judge.kills(mutant, judged),
        faults,
        isToldOnly ? cascade : List.of(),
        judged,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private static boolean isClaim(Case test, Mutant mutant) {
    return test.kills().contains(mutant.id());
  }

  /** Two runs as one, in which a case of the one may wait for a clause that the other judged. */
  private static List<CaseResult> together(List<CaseResult> one, Stream<CaseResult> other) {
    return VerdictResolver.of(Stream.concat(one.stream(), other).toList());
  }

  /** What a report of this names first. */
  static @Nullable String cause(RunResults results) {
    return Reports.of(results, Instant.EPOCH, List.of("selftest"), Reports.Trace.NONE)
        .summary()
        .cause();
  }

  private Outcome tryVariant(LegalVariant variant) throws InterruptedException {
    long start = System.nanoTime();
    boolean full = options.scope() == Scope.ALL;
    Profile effort = full ? Profile.DEFAULT : Profile.QUICK;
    boolean all = full || (options.scope() == Scope.SHARE && !variant.slow());
    List<CaseResult> results =
        run(of(all ? Selftest::isPartOfAll : Selftest::isQuick), effort, variant.launcher())
            .results();
    return new Outcome(
        variant.id(),
        false,
        List.of(),
        Judge.faults(variant, results),
        List.of(),
        results,
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** What a run has, as a user's: foundations find out first what they claim to find. */
  private boolean isTriedBeside(Case test, Mutant mutant) {
    return switch (options.scope()) {
      case FEW -> Foundations.include(test);
      case SHARE ->
          Foundations.include(test)
              || isDrawn(test, mutant)
              || (isQuick(test) && isClaim(test, mutant));
      case QUICK -> isQuick(test);
      case ALL -> isPartOfAll(test);
    };
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

  private RunResults run(List<Case> cases, Profile profile, SubjectLauncher launcher)
      throws InterruptedException {
    RunPlan plan = new RunPlan(cases, profile, options.seed(), 1, 1);
    return new Runner(plan, launcher, new RunListener() {}).run();
  }
}
