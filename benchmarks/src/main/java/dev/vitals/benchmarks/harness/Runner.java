package dev.vitals.benchmarks.harness;

import dev.vitals.benchmarks.report.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Works through a plan: round by round, in each the scenarios, in each the subjects, one fresh
 * server after another. Each round begins with another subject, so that none is always the first.
 * Where servers are shared, it is subject by subject, in each those scenarios that can share one.
 */
final class Runner {

  private static final int MAX_ATTEMPTS = 2;
  private static final String JMH = "jmh";
  private static final double UNKNOWN_PERCENT = -1;

  /**
   * A trial to be made.
   *
   * @param shares whether on a server that the one before it may have used, and the one after it
   */
  private record Job(Scenario scenario, SubjectCommand subject, int round, boolean shares) {}

  private final Lineup lineup;
  private final TrialLog log;
  private final Path folder;
  private final Progress progress;
  private final Noise noise = new Noise();
  private @Nullable ServerProcess kept;
  private @Nullable SubjectCommand keptFor;
  private double spin;

  Runner(Lineup lineup, TrialLog log, Path folder, Progress progress) {
    this.lineup = lineup;
    this.log = log;
    this.folder = folder;
    this.progress = progress;
  }

  void run(Plan plan) throws IOException {
    List<Job> jobs = jobs(plan);
    progress.begin(plan.jmh().size() + jobs.size());
    for (String benchmarks : plan.jmh()) {
      if (!log.has(benchmarks, JMH, 1)) {
        progress.next("JMH: " + benchmarks);
        log.add(jmh(benchmarks));
      }
      progress.done();
    }
    try {
      for (Job job : jobs) {
        if (!log.has(job.scenario.name(), job.subject.name(), job.round)) {
          progress.next(job.subject.name() + ": " + job.scenario.name() + ", round " + job.round);
          log.add(measure(job));
        }
        progress.done();
      }
    } finally {
      letGo();
    }
    progress.end();
  }

  private Trial jmh(String benchmarks) throws IOException {
    double spin = noise.spinMicros();
    try {
      Map<String, Double> scores = new Jmh(lineup.jar(), folder, benchmarks).run().values();
      return new Trial(benchmarks, JMH, 1, "", scores, "", spin, UNKNOWN_PERCENT);
    } catch (HarnessException e) {
      return new Trial(benchmarks, JMH, 1, "", Map.of(), e.getMessage(), spin, UNKNOWN_PERCENT);
    }
  }

  private List<Job> jobs(Plan plan) {
    List<Job> jobs = new ArrayList<>();
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Plan.Entry entry : plan.entries()) {
        List<SubjectCommand> subjects = new ArrayList<>(lineup.of(entry.subjects()));
        Collections.rotate(subjects, -round);
        if (round <= entry.rounds()) {
          for (SubjectCommand subject : subjects) {
            boolean shares = plan.shares() && entry.scenario().mayShare();
            jobs.add(new Job(entry.scenario(), subject, round, shares));
          }
        }
      }
    }
    Comparator<Job> bySubject = Comparator.comparing(job -> job.shares ? job.subject.name() : "");
    jobs.sort(bySubject); // it is stable: those with a server of their own stay as they are
    return jobs;
  }

  /** Measures; a trial that fails is repeated once, and recorded if it fails again. */
  private Trial measure(Job job) throws IOException {
    Trial trial = attempt(job);
    for (int i = 1; i < MAX_ATTEMPTS && !trial.failure().isEmpty(); i++) {
      progress.note(job.subject.name() + ": " + job.scenario.name() + ": " + trial.failure());
      trial = attempt(job);
    }
    return trial;
  }

  /** Returns a fresh one, or the one that is kept for those that share it. */
  private ServerProcess server(Job job) throws IOException {
    ServerProcess server = kept;
    if (server == null) {
      server = ServerProcess.start(job.subject, folder.resolve(job.subject.name() + ".log"));
    }
    kept = server;
    keptFor = job.subject;
    return server;
  }

  private void letGo() {
    if (kept != null) {
      kept.close();
      kept = null;
      keptFor = null;
    }
  }

  private Trial attempt(Job job) throws IOException {
    if (!job.shares || keptFor != job.subject) {
      letGo();
      spin = noise.spinMicros(); // while no server of ours compiles or collects
    }
    noise.begin();
    String version = "";
    Map<String, Double> figures = Map.of();
    String failure = "";
    long child = 0;
    try {
      ServerProcess server = server(job);
      long before = server.isFresh() ? 0 : server.cpuNanos();
      version = server.version();
      figures = job.scenario.run(server).values();
      child = server.cpuNanos() - before;
      server.used();
    } catch (HarnessException e) {
      failure = e.getMessage();
    }
    if (!job.shares || !failure.isEmpty()) {
      letGo();
    }
    return new Trial(
        job.scenario.name(),
        job.subject.name(),
        job.round,
        version,
        figures,
        failure,
        spin,
        noise.othersPercent(child));
  }
}
