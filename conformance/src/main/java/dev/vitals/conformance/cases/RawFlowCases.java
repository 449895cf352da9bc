package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawSettings;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.http2.WireMessage;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import dev.vitals.conformance.rig.Steering;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Watchers that do not read. A server can buffer some ten thousand small messages between itself
 * and a window of 64 KiB, so one that would block shows it only after many changes.
 */
final class RawFlowCases {
  private static final int CHANGE_COUNT = 20_000;

  /** As much window as HTTP/2 allows, less what a stream may have already. */
  static final int MAX_WINDOW_BYTES = Integer.MAX_VALUE - RawSettings.WINDOW;

  /** Slow enough for a server that merges changes to send most of them. */
  private static final Duration SLOW_CHANGE_PAUSE = Duration.ofNanos(30_000);

  private static final int SLOW_CHANGE_COUNT = 2_000;

  /** More messages than a server that asks whether it may send keeps for one who does not read. */
  private static final int MIN_MESSAGE_COUNT = 500;

  private static final int MAX_BURSTS = 10;
  private static final Duration BURST_LIMIT = Await.LIMIT.multipliedBy(3);

  private static final Duration JOINED = Duration.ofSeconds(1);
  static final Duration SETTLED = Duration.ofMillis(600);

  private RawFlowCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-24/resumes-on-last",
                "a watcher that reads again after many changes ends on the last status, and is told on",
                RawRig.with(RawFlowCases::resumesOnLast))
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("stalled-drop-newest", "stalled-deaf-afterwards")
            .traits(Case.Trait.PROVOKES),
        Case.of(
                "HC-WATCH-22/every-kind-of-stall",
                "watchers that never read hold up no change, no Check and no other watcher",
                RawRig.with(RawFlowCases::stalledBlocksNobody))
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("stalled-blocks-set", "stalled-blocks-others", "stalled-blocks-check")
            .traits(Case.Trait.FRESH, Case.Trait.PROVOKES),
        Case.of(
                "HC-RPC-21/ping-while-stalled",
                "PING and Check are answered on a connection whose watchers do not read",
                RawRig.with(RawFlowCases::pingWhileStalled))
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("stalled-blocks-connection")
            .traits(Case.Trait.PROVOKES));
  }

  private static void stalledBlocksNobody(CaseContext c, RawRig rig) throws Exception {
    c.givenChangesAreTold();
    String name = rig.known(SERVING);
    String other = c.known(SERVING);
    RawConnection reading = rig.connect();
    RawStream reader = reading.watch(name);
    RawStream neighbour = reading.watch(other);
    c.given("HC-WATCH-01", () -> rig.expectNext(reader, SERVING));
    c.given("HC-WATCH-01", () -> rig.expectNext(neighbour, SERVING));
    List<RawStream> stalled = new ArrayList<>(stall(rig, name, RawSettings.DEFAULT, 2));
    stalled.addAll(stall(rig, name, RawSettings.DEFAULT.initialWindow(0), 2));
    RawConnection deaf = rig.connect();
    deaf.openUnread(RawRequest.watch()).sendLast(request(name)).awaitHeaders(JOINED);
    deaf.readSocket(false);
    c.timeline()
        .add("5 watchers stalled: 2 never grant, 2 began with window 0, 1 leaves the socket");

    long start = System.nanoTime();
    change(c, name, c.scaled(CHANGE_COUNT, 2_000), Duration.ZERO, reader);
    c.measure("changes with stalled watchers", (System.nanoTime() - start) / 1e6, "ms");
    RawReply check = reading.check(name);
    rig.expectStatus(check, NOT_SERVING, "Check while watchers are stalled");
    endsOn(c, reader, NOT_SERVING, "a watcher that reads, beside stalled ones");
    c.set(other, NOT_SERVING);
    rig.awaitStatus(neighbour, NOT_SERVING);
    rig.expectAlive(other, NOT_SERVING, "changes with stalled watchers");
    deaf.readSocket(true);
    stalled.forEach(RawStream::cancel);
  }

  /** Makes many changes, and goes on waiting as long as a watcher that reads sees some of them. */
  private static void change(
      CaseContext c, String name, int count, Duration pause, RawStream reader) throws Exception {
    Steering.Burst burst = c.steer().startBurst(name, count, NOT_SERVING, 1, pause);
    int seen = -1;
    while (burst.isRunning()) {
      c.expectInTime(
          seen != reader.received(),
          count + " changes to go on while watchers do not read",
          "no end of them, and after "
              + seen
              + " messages nothing for "
              + Words.time(Await.LIMIT)
              + " to a watcher that reads");
      seen = reader.received();
      int before = seen;
      Await.until(Await.LIMIT, () -> !burst.isRunning() || reader.received() > before);
    }
    burst.await();
  }

  /**
   * Has one half read again, and after the next change the other: a server that drops what it
   * cannot send has stuck on one status, which is the wrong one for one of the halves.
   */
  private static void resume(
      CaseContext c, String name, List<RawStream> stalled, ServingStatus last) throws Exception {
    int half = stalled.size() / 2;
    ServingStatus next = last.other();
    resumeAtOnce(c, name, stalled.subList(0, half), last);
    resumeAtOnce(c, name, stalled.subList(half, stalled.size()), next);
  }

  /** Reads again: what comes ends on the last status, and a change after that is told too. */
  private static void resumeAtOnce(
      CaseContext c, String name, List<RawStream> stalled, ServingStatus last) throws Exception {
    stalled.forEach(watch -> watch.grant(MAX_WINDOW_BYTES));
    for (RawStream watch : stalled) {
      endsOn(c, watch, last, "a watcher that reads again");
    }
    ServingStatus next = last.other();
    c.set(name, next);
    for (RawStream watch : stalled) {
      Await.until(Await.LIMIT, () -> lastIs(watch, next) || watch.ended());
      String who = "a watcher that had stalled and caught up, when it was set";
      expectLast(c, watch, next, next + " to " + who);
      watch.cancel();
    }
  }

  private static void resumesOnLast(CaseContext c, RawRig rig) throws Exception {
    c.givenChangesAreTold();
    String name = c.known(SERVING);
    RawSettings none = RawSettings.DEFAULT.initialWindow(0);
    List<RawStream> both = new ArrayList<>();
    for (int half = 0; half < 2; half++) {
      both.addAll(stall(rig, name, none, 1));
      both.addAll(stall(rig, name, RawSettings.DEFAULT, 1));
    }
    burst(c, name, SLOW_CHANGE_COUNT, SERVING, SLOW_CHANGE_PAUSE);
    burst(c, name, c.scaled(CHANGE_COUNT, SLOW_CHANGE_COUNT), NOT_SERVING, Duration.ZERO);
    resume(c, name, both, NOT_SERVING);
    for (ServingStatus last : List.of(SERVING, NOT_SERVING)) {
      List<RawStream> again = stall(rig, name, none, 4);
      fill(c, rig, name, last);
      resume(c, name, again, last);
    }
  }

  /**
   * Makes changes until one who reads was told of many: on a busy machine a server may see so few
   * of them apart that it fills nobody's window.
   */
  private static void fill(CaseContext c, RawRig rig, String name, ServingStatus last)
      throws Exception {
    RawStream reader = rig.connect().watch(name);
    c.given("HC-WATCH-01", () -> reader.awaitMessages(1));
    for (int bursts = 0; bursts < MAX_BURSTS && reader.received() < MIN_MESSAGE_COUNT; bursts++) {
      burst(c, name, SLOW_CHANGE_COUNT, last, SLOW_CHANGE_PAUSE);
    }
    c.timeline().add("a watcher that reads was told of " + reader.received());
    reader.cancel();
  }

  /** Makes many changes; a server that does not get them done breaks another clause. */
  static void burst(CaseContext c, String name, int count, ServingStatus last, Duration pause)
      throws Exception {
    Steering.Burst burst = c.steer().startBurst(name, count, last, 1, pause);
    boolean done = Await.until(BURST_LIMIT, () -> !burst.isRunning());
    String changes = count + " changes to be done while a watcher does not read";
    String late = "no end of them within " + Words.time(BURST_LIMIT);
    c.given("HC-WATCH-22", () -> c.expectInTime(done, changes, late));
    burst.await();
  }

  private static void pingWhileStalled(CaseContext c, RawRig rig) throws Exception {
    c.givenChangesAreTold();
    String name = c.known(SERVING);
    RawConnection connection = rig.connect(RawSettings.DEFAULT.initialWindow(0));
    c.given("HC-CHECK-01", () -> rig.expectStatus(connection.check(name), SERVING, "Check"));
    RawStream reader = rig.connect().watch(name);
    c.given("HC-WATCH-01", () -> rig.expectNext(reader, SERVING));
    for (int i = 0; i < 3; i++) {
      connection.openUnread(RawRequest.watch()).sendLast(request(name)).awaitHeaders(JOINED);
    }
    c.given(
        "HC-WATCH-22",
        () -> change(c, name, c.scaled(CHANGE_COUNT, 2_000), SLOW_CHANGE_PAUSE, reader));
    Duration trip = connection.ping();
    c.measure("PING beside stalled watchers", trip.toNanos() / 1e6, "ms");
    adviseCheck(c, rig, connection, name);
  }

  /**
   * With the PING answered the clause is kept; a Check that is not answered beside it is advice.
   */
  private static void adviseCheck(
      CaseContext c, RawRig rig, RawConnection connection, String name) {
    try {
      rig.expectStatus(connection.check(name), NOT_SERVING, "Check");
    } catch (Violation violation) {
      c.advise(violation.expected() + " on a connection with stalled watchers", violation);
    }
  }

  /** Opens watchers that never grant a byte, and waits until the server has them. */
  static List<RawStream> stall(RawRig rig, String name, RawSettings settings, int count) {
    RawConnection connection = rig.connect(settings);
    List<RawStream> stalled = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      stalled.add(connection.openUnread(RawRequest.watch()).sendLast(request(name)));
    }
    // Headers need no window; a server that keeps them back until the message fits has them still.
    stalled.forEach(watch -> watch.awaitHeaders(JOINED));
    return stalled;
  }

  /** The last message is this one, and stays the last. */
  private static void endsOn(CaseContext c, RawStream watch, ServingStatus last, String who)
      throws InterruptedException {
    long end = System.nanoTime() + Await.LIMIT.toNanos();
    watch.awaitMessages(1);
    boolean settled = false;
    while (!settled && !watch.ended() && System.nanoTime() < end) {
      settled =
          Await.until(SETTLED, () -> lastIs(watch, last))
              && !Await.until(SETTLED, () -> !lastIs(watch, last));
    }
    expectLast(c, watch, last, "the last message to " + who + " to be " + last);
  }

  private static boolean lastIs(RawStream watch, ServingStatus status) {
    return watch.last().map(RawFlowCases::status).equals(Optional.of(status.ordinal()));
  }

  private static int status(WireMessage message) {
    return WireHealth.status(message.payload());
  }

  /** Judges by one look, so that what is told is what was judged, though more may come. */
  private static void expectLast(
      CaseContext c, RawStream watch, ServingStatus status, String expected) {
    boolean ended = watch.ended();
    Optional<Integer> last = watch.last().map(RawFlowCases::status);
    String came =
        last.map(WireHealth::name).orElse("no message")
            + " as the last of "
            + watch.received()
            + (ended ? ", and the end of the call" : " after " + Words.time(Await.LIMIT));
    boolean isLast = last.equals(Optional.of(status.ordinal()));
    c.expectInTime(List.of("HC-WATCH-05"), isLast, expected, came);
  }

  private static byte[] request(String name) {
    return WireBytes.framed(WireHealth.request(name));
  }
}
