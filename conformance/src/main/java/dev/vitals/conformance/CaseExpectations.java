package dev.vitals.conformance;

import static java.util.Objects.requireNonNull;

import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a case may expect of the server's answers. What does not hold is a {@link Violation}, and
 * where another clause is about it, the case is {@link Blocked}. Confined to the case's thread.
 */
abstract class CaseExpectations {
  /** A thing done on the way to what is judged. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  /** Who asks. */
  abstract HealthClient client();

  /** How long a wait for nothing lasts. */
  abstract Duration quiet();

  /** Waits for the first messages of these, or their ends, all in the time that one is given. */
  void awaitFirst(List<WatchProbe> probes) throws InterruptedException {
    long until = System.nanoTime() + Await.LIMIT.toNanos();
    for (WatchProbe probe : probes) {
      if (probe.last() == null) {
        probe.next(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      }
    }
  }

  /** Every one of these that the server took ends up on this status, and stays there a while. */
  void expectConverged(List<WatchProbe> probes, ServingStatus status) throws InterruptedException {
    expectConverged(probes, probe -> status);
  }

  /** All of them end on the status of their service, and stay there. */
  void expectConverged(List<WatchProbe> probes, Map<String, ServingStatus> statuses)
      throws InterruptedException {
    expectConverged(probes, probe -> requireNonNull(statuses.get(probe.service())));
  }

  private void expectConverged(List<WatchProbe> probes, Function<WatchProbe, ServingStatus> status)
      throws InterruptedException {
    awaitFirst(probes);
    List<WatchProbe> taken = probes.stream().filter(probe -> !probe.wasRefused()).toList();
    for (WatchProbe probe : taken) {
      probe.awaitLast(status.apply(probe));
    }
    long end = System.nanoTime() + quiet().toNanos();
    for (WatchProbe probe : taken) {
      Duration rest = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      probe.expectSettled(status.apply(probe), rest);
    }
  }

  /** Check answers OK with this status and one message. */
  CheckReply expectCheck(String service, ServingStatus status) throws InterruptedException {
    CheckReply reply = client().check(service);
    expectStatus(service, status, reply);
    return reply;
  }

  /** Check answers OK with its status for each, asked together. */
  void expectAll(Map<String, ServingStatus> statuses) {
    client()
        .checkAll(statuses.keySet())
        .forEach(
            (service, reply) ->
                expectStatus(service, requireNonNull(statuses.get(service)), reply));
  }

  private void expectStatus(String service, ServingStatus status, CheckReply reply) {
    expect(reply.is(status), "OK, " + status + " from Check(" + Words.quoted(service) + ")", reply);
  }

  /** Check answers NOT_FOUND. */
  CheckReply expectNotFound(String service) throws InterruptedException {
    CheckReply reply = client().check(service);
    expectNotFound(service, reply);
    return reply;
  }

  /** Check answers NOT_FOUND for each, asked together. */
  void expectNoneFound(Collection<String> services) {
    client().checkAll(services).forEach(this::expectNotFound);
  }

  private void expectNotFound(String service, CheckReply reply) {
    expect(reply.is(Code.NOT_FOUND), "NOT_FOUND from Check(" + Words.quoted(service) + ")", reply);
  }

  /** List answers OK, once. */
  Map<String, ServingStatus> expectList() throws InterruptedException {
    ListReply reply = client().list();
    expect(reply.isOk(), "OK and one message from List", reply);
    return new LinkedHashMap<>(reply.statuses());
  }

  /** It holds, or else the clause is broken: {@code expected}, but {@code came}. */
  void expect(boolean holds, String expected, Object came) {
    if (!holds) {
      throw new Violation(expected, came.toString());
    }
  }

  /** A step that another clause is about: if that one is broken, this case is blocked by it. */
  void given(String clauseId, Step step) throws Exception {
    try {
      step.run();
    } catch (Violation violation) {
      throw new Blocked(clauseId, violation);
    }
  }
}
