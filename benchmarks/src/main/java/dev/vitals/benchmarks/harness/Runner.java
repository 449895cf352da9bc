package dev.vitals.benchmarks.harness;

import dev.vitals.benchmarks.report.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Works through a plan: round by round, in each the scenarios, in each the subjects, one fresh
 * server after another. Each round begins with another subject, so that none is always the first.
 */
final class Runner {

  private static final int TRIES = 2;

  /** A trial to be made. */
  private record Job(Scenario scenario, SubjectCommand subject, int round) {}

  private final Lineup lineup;
  private final TrialLog log;
  private final Path serverLog;
  private final Progress progress;
  private final Noise noise = new Noise();

  Runner(Lineup lineup, TrialLog log, Path serverLog, Progress progress) {
    this.lineup = lineup;
    this.log = log;
    this.serverLog = serverLog;
    this.progress = progress;
  }

  void run(Plan plan) throws IOException {
    List<Job> jobs = jobs(plan);
    progress.begin(jobs.size());
    for (Job job : jobs) {
      if (!log.has(job.scenario.name(), job.subject.name(), job.round)) {
        progress.next(job.subject.name() + ": " + job.scenario.name() + ", round " + job.round);
        log.add(measure(job));
      }
      progress.done();
    }
    progress.end();
  }

  private List<Job> jobs(Plan plan) {
    List<Job> jobs = new ArrayList<>();
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Plan.Entry entry : plan.entries()) {
        List<SubjectCommand> subjects = new ArrayList<>(lineup.of(entry.subjects()));
        Collections.rotate(subjects, -round);
        if (round <= entry.rounds()) {
          for (SubjectCommand subject : subjects) {
            jobs.add(new Job(entry.scenario(), subject, round));
          }
        }
      }
    }
    return jobs;
  }

  /** Measures; a trial that fails is made once more, and is told if it fails again. */
  private Trial measure(Job job) throws IOException {
    Trial trial = attempt(job);
    for (int i = 1; i < TRIES && !trial.failure().isEmpty(); i++) {
      progress.note(job.subject.name() + ": " + job.scenario.name() + ": " + trial.failure());
      trial = attempt(job);
    }
    return trial;
  }

  private Trial attempt(Job job) throws IOException {
    double spin = noise.spinMicros();
    noise.begin();
    String version = "";
    Map<String, Double> figures = Map.of();
    String failure = "";
    long child = 0;
    try (ServerProcess server = ServerProcess.start(job.subject, serverLog)) {
      version = server.version();
      figures = job.scenario.run(server).values();
      child = server.cpuNanos();
    } catch (HarnessException e) {
      failure = e.getMessage();
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
