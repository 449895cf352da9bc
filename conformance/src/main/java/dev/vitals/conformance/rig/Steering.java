package dev.vitals.conformance.rig;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The subject's commands as a case gives them: each is in the timeline, and when one returns, the
 * subject has had the time that it claims to need until a Check shows the change. Commands go out
 * one at a time, whatever thread they come from.
 */
public final class Steering {
  private static final Duration BURST_LIMIT = Duration.ofSeconds(60);
  private static final int MAX_CHANGES_WITHOUT_FLAP = 400;
  private static final int MAX_KEPT_COMMANDS = 10_000;

  private final Subject subject;
  private final Timeline timeline;
  private final Supplier<HealthClient> client;
  private final Map<String, ServingStatus> known = new ConcurrentHashMap<>(); // written with a lock
  private final List<Command> given = new ArrayList<>(); // guarded by this
  private volatile boolean unsettled;

  /** One command, to be given to another subject. */
  @FunctionalInterface
  private interface Command {
    void give(Subject subject) throws SubjectException;
  }

  Steering(Subject subject, Timeline timeline, Supplier<HealthClient> client) {
    this.subject = subject;
    this.timeline = timeline;
    this.client = client;
  }

  /** Sets a status and returns when a Check that starts now must show it. */
  void set(String service, ServingStatus status) throws Exception {
    setSilently(service, status, true);
  }

  /** Sets a status and does not wait until it shows: for a subject in lame duck, say. */
  public void setUnseen(String service, ServingStatus status) throws SubjectException {
    setOnly(service, status, true);
  }

  /** Sets a status with no line in the timeline: for a loop. */
  public void setQuietly(String service, ServingStatus status) throws Exception {
    setSilently(service, status, false);
  }

  /** Waits for statuses that were set unseen; those that never show are the case's to judge. */
  public void settleAll(Map<String, ServingStatus> statuses) throws InterruptedException {
    long until = System.nanoTime() + subject.capabilities().settle().toNanos();
    for (Map.Entry<String, ServingStatus> each : statuses.entrySet()) {
      Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
      settle(each.getKey(), reply -> reply.is(each.getValue()), left);
    }
  }

  public void clear(String service) throws Exception {
    timeline.add("clear " + Words.quoted(service));
    synchronized (this) {
      give(it -> it.clear(service));
      known.remove(service);
    }
    settle(service, reply -> reply.is(Code.NOT_FOUND));
  }

  public void shutdown() throws Exception {
    timeline.add("shutdown");
    Map<String, ServingStatus> affected;
    synchronized (this) {
      give(Subject::shutdown);
      affected = new LinkedHashMap<>(known);
    }
    for (String service : affected.keySet()) {
      settle(service, reply -> reply.is(ServingStatus.NOT_SERVING));
    }
  }

  public synchronized void resume() throws SubjectException {
    timeline.add("resume");
    give(Subject::resume);
  }

  public synchronized void stop(Duration grace) throws SubjectException {
    timeline.add("stop within " + Words.time(grace));
    subject.stop(grace);
  }

  public synchronized Subject.Stats stats() throws SubjectException {
    Subject.Stats stats = subject.stats();
    timeline.add("stats → watchers " + stats.watchers() + ", names " + stats.names());
    return stats;
  }

  /** Many changes from the subject's own threads; returns when they are done and show. */
  public void burst(String service, int count, ServingStatus last, int threads, Duration pause)
      throws Exception {
    Subject.Flap flap = new Subject.Flap(service, count, last, threads, pause);
    timeline.add(
        "flap "
            + Words.quoted(service)
            + ", "
            + count
            + " changes by "
            + threads
            + (threads == 1 ? " thread" : " threads")
            + ", then "
            + last);
    synchronized (this) {
      if (subject.capabilities().ops().contains("flap")) {
        give(it -> it.flap(flap));
      } else {
        flapFromHere(flap);
      }
      known.put(service, last);
    }
    timeline.add("flap of " + Words.quoted(service) + " done");
    settle(service, reply -> reply.is(last));
  }

  /** The same, while the case goes on; {@link Burst#await} before the end of the case. */
  public Burst startBurst(
      String service, int count, ServingStatus last, int threads, Duration pause) {
    return new Burst(
        CompletableFuture.runAsync(
            () -> {
              try {
                burst(service, count, last, threads, pause);
              } catch (Exception e) {
                throw new CompletionException(e);
              }
            },
            task -> {
              Thread thread = new Thread(task, "burst");
              thread.setDaemon(true);
              thread.start();
            }));
  }

  /** A burst under way. */
  public static final class Burst {
    private final CompletableFuture<Void> done;

    Burst(CompletableFuture<Void> done) {
      this.done = done;
    }

    public boolean isRunning() {
      return !done.isDone();
    }

    public void await() throws Exception {
      try {
        done.get(BURST_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      } catch (TimeoutException e) {
        throw new SubjectException(
            SubjectException.Kind.SILENT,
            "flap: no end of the changes within " + Words.time(BURST_LIMIT),
            e);
      }
    }
  }

  private void setSilently(String service, ServingStatus status, boolean told) throws Exception {
    setOnly(service, status, told);
    settle(service, reply -> reply.is(status));
  }

  private synchronized void setOnly(String service, ServingStatus status, boolean told)
      throws SubjectException {
    if (told) {
      timeline.add("set " + Words.quoted(service) + " " + status);
    }
    give(it -> it.set(service, status));
    known.put(service, status);
  }

  /** Keeps a command, and gives it: the one that a subject does not survive is kept, too. */
  private synchronized void give(Command command) throws SubjectException {
    if (given.size() < MAX_KEPT_COMMANDS) {
      given.add(command);
    }
    command.give(subject);
  }

  /**
   * Gives another subject all commands that were given, in order and without a call between. It may
   * refuse some, as the first did.
   *
   * @throws SubjectException if it is gone or broken
   */
  public void giveAgainTo(Subject other) throws SubjectException {
    List<Command> all;
    synchronized (this) {
      all = List.copyOf(given);
    }
    for (Command command : all) {
      try {
        command.give(other);
      } catch (SubjectException e) {
        if (e.isFatal()) {
          throw e;
        }
      }
    }
  }

  /** Whether a change did not show in the time that the subject claims to need for it. */
  boolean isUnsettled() {
    return unsettled;
  }

  /** Whether this case has set the service's status, and not cleared it since. */
  boolean knows(String service) {
    return known.containsKey(service);
  }

  /** Whether this case has set the service to this status, and to no other since. */
  boolean isSetTo(String service, ServingStatus status) {
    return known.get(service) == status;
  }

  /** A subject that has no burst of its own is driven change by change, fewer of them. */
  private void flapFromHere(Subject.Flap flap) throws SubjectException {
    if (flap.threads() > 1) {
      throw SubjectException.unsupported("flap");
    }
    for (int i = 0; i < Math.min(flap.count(), MAX_CHANGES_WITHOUT_FLAP); i++) {
      ServingStatus status = i % 2 == 0 ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
      give(it -> it.set(flap.service(), status));
    }
    give(it -> it.set(flap.service(), flap.last()));
  }

  /** Gives an eventual implementation the time that it claims; a case judges what it sees then. */
  private void settle(String service, Predicate<CheckReply> shown) throws InterruptedException {
    settle(service, shown, subject.capabilities().settle());
  }

  private void settle(String service, Predicate<CheckReply> shown, Duration limit)
      throws InterruptedException {
    if (limit.isZero()) {
      return;
    }
    HealthClient asking = client.get();
    BooleanSupplier isShown =
        () -> {
          try {
            return shown.test(asking.checkSilently(service));
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
          }
        };
    boolean inTime = Await.until(limit, isShown);
    if (!inTime) {
      unsettled = true;
    }
    timeline.add(inTime ? "settled" : "not settled within " + Words.time(limit));
  }
}
