package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import dev.vitals.health.core.Oracle.Moment;
import dev.vitals.health.core.OracleService.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds the two sides of a differential trial against each other. */
final class Verdict {

  private static final List<String> NAMES = List.of("a", "b", "c", "", "nobody");

  private final Trial trial;
  private final Oracle oracle;
  private final Subject subject;

  Verdict(Trial trial) {
    this.trial = trial;
    oracle = trial.oracle;
    subject = trial.subject;
  }

  /**
   * After each step. What users were told comes first: a question might put right what is wrong.
   */
  void look() {
    noSecondRun();
    if (oracle.left == null) {
      runs();
      trial.watchers.stream().filter(w -> w.eager).forEach(this::wasTold);
      told();
      questions();
      NAMES.forEach(this::shows);
      assertThat(subject.health.openWatches()).as("open watches").isEqualTo(trial.watchers.size());
      trial.waits.forEach(
          wait ->
              assertThat(wait.over().isDone())
                  .as("a drain is over")
                  .isEqualTo(oracle.closed || oracle.now >= wait.until()));
    } else {
      NAMES.forEach(this::agreesWithItself);
    }
  }

  /** Whatever was removed and added meanwhile. */
  private void noSecondRun() {
    Map<String, Integer> open = new HashMap<>();
    subject.calls.stream()
        .filter(call -> !call.isDone())
        .forEach(call -> open.merge(call.spec.name(), 1, Integer::sum));
    open.forEach((name, runs) -> assertThat(runs).as("runs of %s at once", name).isEqualTo(1));
  }

  private void runs() {
    assertThat(subject.runs).as("runs so far").isEqualTo(oracle.runs);
    for (String check : oracle.runs.keySet()) {
      assertThat(subject.ran.getOrDefault(check, List.of()))
          .as("results of %s that the listener was told", check)
          .isEqualTo(oracle.ran.getOrDefault(check, List.of()));
    }
  }

  /** A watcher that polls whenever it is called has seen the last status of every moment. */
  private void wasTold(Subject.Watcher watcher) {
    List<Moment> had = oracle.timeline(watcher.name);
    List<Moment> since = new ArrayList<>(had.subList(watcher.since, had.size()));
    since.set(0, new Moment(watcher.seen.get(0).at(), since.get(0).status()));
    assertThat(lastOfEach(watcher.seen))
        .as("seen of '%s'", watcher.name)
        .isEqualTo(lastOfEach(since));
    int place = 0;
    for (Moment seen : watcher.seen) {
      while (place < since.size() && since.get(place).status() != seen.status()) {
        place++;
      }
      assertThat(place++)
          .as("%s of '%s' is not invented", seen, watcher.name)
          .isLessThan(since.size());
    }
    neverTwice(watcher);
  }

  private static void neverTwice(Subject.Watcher watcher) {
    for (int i = 1; i < watcher.seen.size(); i++) {
      assertThat(watcher.seen.get(i).status())
          .as("the same twice of '%s'", watcher.name)
          .isNotEqualTo(watcher.seen.get(i - 1).status());
    }
  }

  private static List<Moment> lastOfEach(List<Moment> moments) {
    List<Moment> last = new ArrayList<>();
    for (int i = 0; i < moments.size(); i++) {
      Moment moment = moments.get(i);
      boolean overtaken = i + 1 < moments.size() && moments.get(i + 1).at() == moment.at();
      boolean same = !last.isEmpty() && last.get(last.size() - 1).status() == moment.status();
      if (!overtaken && !same) {
        last.add(moment);
      }
    }
    return last;
  }

  private void told() {
    for (String name : NAMES) {
      assertThat(changes(subject.transitions.getOrDefault(name, List.of())))
          .as("transitions of '%s' that the listener was told", name)
          .isEqualTo(oracle.changes.getOrDefault(name, List.of()));
    }
  }

  private List<Change> changes(List<Transition> transitions) {
    return transitions.stream()
        .map(t -> new Change(t.from(), t.to(), subject.elapsed(t.at()), t.revision()))
        .toList();
  }

  private void questions() {
    for (int i = 0; i < trial.askers.size(); i++) {
      Oracle.Question question = oracle.questions.get(i);
      List<Moment> answers = trial.askers.get(i).answers;
      assertThat(answers.size()).as("answers to question %s", i).isLessThanOrEqualTo(1);
      if (answers.isEmpty()) {
        boolean late = question.must && !question.cancelled;
        assertThat(late).as("question %s goes without an answer", i).isFalse();
      } else if (!question.seen) {
        question.seen = true;
        assertThat(question.may && !question.cancelled).as("question %s is answered", i).isTrue();
        assertThat(answers.get(0).status())
            .as("the answer to question %s", i)
            .isIn(had(question, answers.get(0).at()));
      }
    }
  }

  /** What a name had at some time of a moment, since a question about it was asked. */
  private Set<ServingStatus> had(Oracle.Question question, long at) {
    List<Moment> timeline = oracle.timeline(question.service);
    Set<ServingStatus> had = new LinkedHashSet<>();
    for (int i = question.since; i < timeline.size(); i++) {
      boolean over = i + 1 < timeline.size() && timeline.get(i + 1).at() < at;
      if (!over && timeline.get(i).at() <= at) {
        had.add(timeline.get(i).status());
      }
    }
    return had;
  }

  private void shows(String name) {
    OracleService service = oracle.services.get(name);
    assertThat(subject.health.status(name))
        .as("status of '%s'", name)
        .isEqualTo(oracle.status(name));
    ServiceReport report = subject.health.report(name).orElse(null);
    assertThat(report != null).as("'%s' is known", name).isEqualTo(service != null);
    if (report == null || service == null) {
      return;
    }
    int size = service.changes.size();
    assertThat(report.status()).as("status of '%s', reported", name).isEqualTo(service.shown);
    assertThat(report.revision()).as("revision of '%s'", name).isEqualTo(size);
    assertThat(changes(report.history()))
        .as("history of '%s'", name)
        .isEqualTo(service.changes.subList(Math.max(0, size - 4), size));
    assertThat(subject.elapsed(report.since()))
        .as("since when '%s' has its status", name)
        .isEqualTo(service.changes.get(size - 1).at());
    checks(service, report);
  }

  private void checks(OracleService service, ServiceReport report) {
    assertThat(report.checks())
        .as("checks of '%s'", service.name)
        .hasSameSizeAs(service.checks.keySet());
    Map<String, CheckReport> byName = new HashMap<>();
    report.checks().forEach(check -> byName.put(check.name(), check));
    service.checks.forEach(
        (check, critical) -> {
          if (check != service.byHand) {
            CheckReport reported = byName.get(check.spec.name());
            assertThat(reported).as("a report of %s", check.spec.name()).isNotNull();
            assertThat(lines(reported, check)).isEqualTo(lines(check, critical));
          }
        });
  }

  /** What is reported of a check, without what the specification leaves open. */
  private static String lines(CheckReport reported, OracleCheck check) {
    return line(
        reported.name(),
        reported.critical(),
        reported.verdict(),
        reported.last().outcome(),
        check.streak == Oracle.OPEN ? Oracle.OPEN : reported.streak(),
        check.overruns() || reported.age() == null ? null : reported.age(),
        check.spec.sort() == Spec.Sort.BACKGROUND && reported.stale(),
        reported.overrun() != null,
        check.isStale() || check.decided.contains("?") || names(check, reported.decided()));
  }

  private static boolean names(OracleCheck check, CheckResult decided) {
    return !check.known
        || (decided.outcome() == check.verdict && check.decided.contains(decided.reason()));
  }

  private String lines(OracleCheck check, boolean critical) {
    return line(
        check.spec.name(),
        critical,
        check.outcome(),
        check.last,
        check.streak,
        check.overruns() || !check.known ? null : Duration.ofNanos(oracle.now - check.at),
        check.spec.sort() == Spec.Sort.BACKGROUND && check.isStale(),
        check.overruns(),
        true);
  }

  private static String line(
      String name,
      boolean critical,
      Outcome verdict,
      Outcome last,
      int streak,
      Duration age,
      boolean stale,
      boolean overruns,
      boolean decides) {
    return String.join(
        ", ",
        name,
        critical ? "critical" : "optional",
        "verdict " + verdict,
        "last " + last,
        "streak " + streak,
        "age " + age,
        stale ? "stale" : "not stale",
        overruns ? "overruns" : "does not overrun",
        decides ? "names what decided" : "names what did not decide");
  }

  /** What holds whatever the specification leaves open. */
  private void agreesWithItself(String name) {
    for (Subject.Watcher watcher : trial.watchers) {
      if (watcher.eager && watcher.name.equals(name)) {
        neverTwice(watcher);
        assertThat(watcher.last())
            .as("last seen of '%s'", name)
            .isEqualTo(subject.health.status(name));
      }
    }
    ServiceReport report = subject.health.report(name).orElse(null);
    if (report != null) {
      assertThat(report.status()).as("status of '%s'", name).isEqualTo(subject.health.status(name));
      List<Transition> history = report.history();
      for (int i = 0; i < history.size(); i++) {
        assertThat(history.get(i).revision()).isEqualTo(report.revision() - history.size() + i + 1);
        assertThat(history.get(i).to()).isNotEqualTo(history.get(i).from());
      }
      assertThat(history.get(history.size() - 1).to()).isEqualTo(report.status());
    }
  }

  /** Closes, at the end. */
  void close() {
    trial.log.add("close");
    subject.health.close();
    oracle.close();
    look();
    trial.watchers.forEach(w -> assertThat(w.watch.isOpen()).as("a watch is open").isFalse());
    subject.time.advance(Duration.ofDays(1));
    assertThat(subject.time.pending()).as("timers").isZero();
  }
}
