package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.Subject;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawFrame;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawMemory;
import dev.vitals.conformance.rig.RawRig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Calls that are opened and dropped by the thousand, one by one or with their connection. */
final class RawLoadCases {
  private static final int BATCH_CALL_COUNT = 50;
  private static final int MAX_CONNECTIONS = 300;

  private RawLoadCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-WATCH-16/unknown-names",
                "names that were watched once and that nobody knows are not kept",
                RawRig.with(RawLoadCases::unknownNames))
            .needs(Need.WATCH)
            .kills("watch-leak-unknown-names")
            .traits(Case.Trait.FRESH, Case.Trait.PROVOKES)
            .longOnly(),
        Case.of(
                "HC-RPC-22/tcp-reset",
                "a connection that is reset with 100 open Watches harms no other, and is forgotten",
                RawRig.with(RawLoadCases::tcpReset))
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("reset-kills-others")
            .traits(Case.Trait.PROVOKES),
        Case.of(
                "HC-RPC-23/rapid-reset",
                "10 000 Watches that are reset as they are opened do not bring the server down, nor its Watch",
                RawRig.with(RawLoadCases::rapidReset))
            .needs(Need.WATCH, Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("rapid-reset-oom", "rapid-reset-leaves-deaf")
            // Until the flood has gone by, a server may turn new calls away: gRPC's C core does.
            .traits(Case.Trait.PROVOKES, Case.Trait.ENDS));
  }

  /**
   * Opens and cancels Watches, a batch at a time, on as many connections as the server asks for.
   */
  private static void openAndCancel(CaseContext c, RawRig rig, int number, Supplier<String> name) {
    RawConnection connection = rig.connect();
    int connections = 1;
    int batch = Math.min(BATCH_CALL_COUNT, c.streamLimit(connection));
    for (int done = 0; done < number; done += batch) {
      if (connection.goAway().isPresent() || connection.closed().isPresent()) {
        if (++connections > MAX_CONNECTIONS) {
          return;
        }
        connection.close();
        connection = rig.connect();
      }
      List<RawStream> open = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        open.add(connection.watch(name.get()));
      }
      if (connection.goAway().isEmpty()) { // After it, what was not begun to be answered never is.
        rig.awaitFirst(open);
      }
      open.forEach(RawStream::cancel);
      open.forEach(connection::forget);
    }
    connection.close();
  }

  private static void unknownNames(CaseContext c, RawRig rig) throws Exception {
    if (!c.capabilities().ops().contains("stats")) {
      RawMemory.unknownNames(
          c,
          number -> openAndCancel(c, rig, number, () -> longName(c)),
          number -> sameName(c, rig, number));
      return;
    }
    Subject.Stats before = c.steer().stats();
    int number = c.scaled(20_000, 2_000);
    openAndCancel(c, rig, number, () -> longName(c));
    Subject.Stats after = statsBackTo(c, before.watchers());
    String since = ", as before " + number + " unknown names were watched and let go";
    c.expectInTime(
        after.watchers() <= before.watchers(),
        before.watchers() + " watchers" + since,
        after.watchers() + " watchers");
    c.expect(
        after.names() <= Math.max(0, before.names()),
        before.names() + " names" + since,
        after.names() + " names");
  }

  private static void sameName(CaseContext c, RawRig rig, int number) {
    String name = longName(c);
    openAndCancel(c, rig, number, () -> name);
  }

  /** As long as every server must take. */
  private static String longName(CaseContext c) {
    String fresh = c.unknownName();
    return fresh + "x".repeat(200 - fresh.length());
  }

  private static Subject.Stats statsBackTo(CaseContext c, long watchers) throws Exception {
    Subject.Stats[] seen = {c.subject().stats()};
    long end = System.nanoTime() + Await.LIMIT.toNanos();
    while (seen[0].watchers() > watchers && System.nanoTime() < end) {
      Await.until(c.quiet(), () -> false);
      seen[0] = c.subject().stats();
    }
    return c.steer().stats();
  }

  private static void tcpReset(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection stays = rig.connect();
    RawStream watch = stays.watch(name);
    c.given("HC-WATCH-01", () -> rig.expectNext(watch, SERVING));
    boolean counts = c.capabilities().ops().contains("stats");
    long before = counts ? c.steer().stats().watchers() : 0;

    RawConnection doomed = rig.connect();
    int number = Math.min(100, c.streamLimit(doomed));
    List<RawStream> watches = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      watches.add(doomed.watch(name));
    }
    int open = rig.awaitFirst(watches);
    c.timeline().add("reset of a TCP connection with " + open + " open Watches");
    doomed.abort();
    rig.expectAlive(name, SERVING, "a TCP reset");
    watch.staysQuiet(c.quiet());
    c.expectResting(
        "HC-WATCH-05",
        !watch.ended(),
        "the Watch of another connection to go on",
        watch.reply().summary());

    c.set(name, NOT_SERVING);
    rig.awaitStatus(watch, NOT_SERVING);
    rig.expectStatus(stays.check(name), NOT_SERVING, "Check on another connection");
    if (counts) {
      Subject.Stats after = statsBackTo(c, before);
      c.expectInTime(
          after.watchers() <= before,
          before + " watchers, as before the connection that was reset",
          after.watchers() + " watchers");
    }
  }

  private static void rapidReset(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect();
    int number = c.scaled(10_000, 1_000);
    int sent = 0;
    while (sent < number && connection.goAway().isEmpty() && connection.closed().isEmpty()) {
      RawStream watch = connection.watch(name);
      watch.cancel();
      connection.forget(watch);
      sent++;
    }
    if (connection.goAway().isEmpty() && connection.closed().isEmpty()) {
      RawRig.pingOrEnd(connection);
    }
    c.note(
        sent
            + " of "
            + number
            + " sent; "
            + connection.goAway().map(RawFrame::toString).orElse("no GOAWAY"));
    connection.close();
    rig.expectAlive(name, SERVING, number + " rapid resets");
    RawStream watch = rig.connect().watch(name);
    rig.expectNext(watch, SERVING);
    c.set(name, NOT_SERVING);
    rig.awaitStatus(watch, NOT_SERVING);
  }
}
