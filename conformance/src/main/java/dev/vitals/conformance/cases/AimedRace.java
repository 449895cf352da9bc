package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawClient;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.http2.WireMessage;
import dev.vitals.conformance.rig.Aim;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.Patience;
import dev.vitals.conformance.rig.RawRig;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Rounds of one change beside sixteen Watches of one service, all on one connection or spread over
 * several. Confined to the case's thread, except that a second thread makes the change.
 */
final class AimedRace {
  private static final int WATCH_COUNT = 16;

  /** Beyond a hundred resets, a server may take a client for one that means harm. */
  private static final int MAX_CALLS_PER_CONNECTION = 96;

  /** Long enough for two threads to be awake when the moment comes. */
  private static final long LEAD_NANOS = 150_000;

  private final CaseContext c;
  private final RawClient client;
  private final int size;
  private final String service;
  private final ExecutorService setter;
  private final Aim aim;
  private final Patience patience = new Patience();
  private final List<RawConnection> connections = new ArrayList<>();
  private int callsPerConnection;
  private ServingStatus status = SERVING;

  /** A race on a new service, with Watches on {@code size} connections. */
  AimedRace(CaseContext c, RawClient client, int size) throws Exception {
    this.c = c;
    this.client = client;
    this.size = size;
    this.service = c.known(SERVING);
    this.aim = new Aim(c.random());
    this.setter = Executors.newSingleThreadExecutor(AimedRace::daemon);
    c.closing(setter::shutdownNow);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "setter");
    thread.setDaemon(true);
    return thread;
  }

  /** A Watch, and the connection that it is on. */
  private record Opened(RawConnection connection, RawStream watch) {}

  Aim aim() {
    return aim;
  }

  /** How long it took at most from a change until all Watches beside it had been told. */
  Duration slowest() {
    return patience.slowest();
  }

  String told() {
    return aim.meetings()
        + " of "
        + aim.rounds()
        + " changes met the Watches that were begun beside them on "
        + Words.count(size, "connection");
  }

  /** Changes the status while Watches are begun, and expects all of them to end on the new one. */
  void round() throws Exception {
    renewConnections();
    status = status.other();
    List<Opened> opened = openBesideChange(status, aim.delay());
    long changed = System.nanoTime();
    List<Opened> taken = new ArrayList<>();
    int before = 0;
    for (Opened each : opened) {
      Optional<ServingStatus> first = first(each.watch);
      if (first.isPresent()) {
        taken.add(each);
        before += first.get() == status ? 0 : 1;
      }
    }
    expectTold(taken, changed);
    patience.came(Duration.ofNanos(System.nanoTime() - changed));
    connections.forEach(RawRig::pingOrEnd);
    expectTold(taken, changed); // still: what was read before the change may be sent after it
    for (Opened each : opened) {
      each.watch.cancel();
      each.connection.forget(each.watch);
    }
    aim.saw(before, Math.max(1, taken.size()));
  }

  private void renewConnections() {
    boolean ending = connections.stream().anyMatch(it -> it.goAway().isPresent());
    callsPerConnection += WATCH_COUNT / size;
    if (connections.isEmpty() || ending || callsPerConnection > MAX_CALLS_PER_CONNECTION) {
      connections.forEach(RawConnection::close);
      connections.clear();
      while (connections.size() < size) {
        connections.add(client.connect(c.address()));
      }
      callsPerConnection = WATCH_COUNT / size;
    }
  }

  private List<Opened> openBesideChange(ServingStatus to, long delay) throws Exception {
    long start = System.nanoTime() + LEAD_NANOS;
    Future<?> change =
        setter.submit(
            () -> {
              Aim.awaitMoment(start + Math.max(0, delay));
              c.steer().setQuietly(service, to);
              return null;
            });
    int limit = size * c.streamLimit(connections.get(0));
    List<Opened> opened = new ArrayList<>();
    Aim.awaitMoment(start + Math.max(0, -delay));
    while (opened.size() < Math.min(WATCH_COUNT, limit)) {
      RawConnection connection = connections.get(opened.size() % size);
      opened.add(new Opened(connection, connection.watch(service)));
    }
    try {
      change.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
    return opened;
  }

  /** What a Watch begins with; empty if it was refused, as a limit or a GOAWAY may do. */
  private Optional<ServingStatus> first(RawStream watch) throws Exception {
    Optional<ServingStatus> first = watch.firstStatus().map(ServingStatus::of);
    RawReply reply = watch.reply();
    if (first.isEmpty() && isRefused(reply)) {
      return Optional.empty();
    }
    String either = status.other() + " or " + status + " first on Watch";
    c.given(
        "HC-WATCH-01",
        () -> {
          c.expectInTime(first.isPresent() || reply.ended(), either, reply.summary());
          boolean isEither = first.filter(it -> it == status || it == status.other()).isPresent();
          c.expect(isEither, either, reply.summary());
        });
    return first;
  }

  private static boolean isRefused(RawReply reply) {
    return reply.wasNotProcessed()
        || reply.is(WireCode.RESOURCE_EXHAUSTED)
        || reply.is(WireCode.FAILED_PRECONDITION);
  }

  private void expectTold(List<Opened> watches, long changed) throws Exception {
    for (Opened each : watches) {
      if (!isTold(each, patience.limit())) {
        expectLaterAtLeast(each, changed);
      }
    }
  }

  /** Whether its last message is the new status, or the server has turned it away. */
  private boolean isTold(Opened opened, Duration limit) {
    return opened.watch.awaitLast(this::isStatus, limit) || opened.watch.reply().wasNotProcessed();
  }

  private boolean isStatus(WireMessage message) {
    return WireHealth.status(message.payload()) == status.ordinal();
  }

  /**
   * The watcher was not told in the time that others took many times over. If Check and a Watch
   * that is begun now on the same connection show the change, nothing is slow: it was lost. Else it
   * may yet come.
   */
  private void expectLaterAtLeast(Opened opened, long changed) throws Exception {
    String ended = opened.watch.reply().summary();
    c.given("HC-WATCH-10", () -> c.expect(!opened.watch.ended(), "an open Watch", ended));
    CheckReply check = c.client().check(service);
    Optional<Integer> another = opened.connection.watch(service).firstStatus();
    boolean othersKnow = check.is(status) && another.equals(Optional.of(status.ordinal()));
    if (isTold(opened, othersKnow ? Duration.ZERO : Await.LIMIT)) {
      return;
    }
    String expected = status + " as the last message of a Watch that was begun beside the change";
    String last =
        opened
            .watch
            .last()
            .map(it -> WireHealth.name(WireHealth.status(it.payload())))
            .orElse("none");
    String came =
        last
            + ", "
            + Words.time(Duration.ofNanos(System.nanoTime() - changed))
            + " after the change, in round "
            + (aim.rounds() + 1)
            + "; Check answers "
            + check
            + ", and another Watch of the same connection "
            + another.map(WireHealth::name).orElse("nothing");
    throw othersKnow ? new Violation(expected, came) : Violation.late(expected, came);
  }
}
