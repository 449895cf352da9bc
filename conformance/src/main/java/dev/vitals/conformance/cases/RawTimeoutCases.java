package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawFrame;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.RawRequest;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.http2.WireBytes;
import dev.vitals.conformance.http2.WireCode;
import dev.vitals.conformance.http2.WireHealth;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Deadlines that the server keeps, and calls that the client ends. */
final class RawTimeoutCases {
  private static final Duration LATEST = Duration.ofSeconds(5);

  /** 99 999 999 nanoseconds, less a little for clocks that tick. */
  private static final Duration A_TENTH = Duration.ofMillis(90);

  private RawTimeoutCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-RPC-01/server-deadline",
                "a Watch with 200 ms to live is ended by the server, though the client waits",
                RawRig.with(RawTimeoutCases::serverDeadline))
            .needs(Need.WATCH, Need.SET)
            .kills("ignores-deadline"),
        Case.of(
                "HC-RPC-02/all-units",
                "a Check with any unit of time and eight digits is answered",
                RawRig.with(RawTimeoutCases::checkWithAllUnits))
            .needs(Need.CHECK, Need.SET),
        Case.of(
                "HC-RPC-02/no-overflow",
                "a Watch with a long time to live is open and goes on, however long it is",
                RawRig.with(RawTimeoutCases::watchWithLongTimes))
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("timeout-overflow", "timeout-unit-missing"),
        Case.of(
                "HC-RPC-03/odd-timeouts",
                "what becomes of calls whose time is over at once or is malformed",
                RawRig.with(RawTimeoutCases::oddTimeouts))
            .needs(Need.CHECK, Need.SET)
            .traits(Case.Trait.PROVOKES),
        Case.of(
                "HC-RPC-04/quiet-after-reset",
                "after the client's RST_STREAM changes send nothing on that stream",
                RawRig.with(RawTimeoutCases::quietAfterReset))
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("sends-after-cancel"));
  }

  private static void serverDeadline(CaseContext c, RawRig rig) throws Exception {
    String name = c.known(SERVING);
    RawRequest request = RawRequest.watch().with("grpc-timeout", "200m");
    long start = System.nanoTime();
    RawStream watch =
        rig.connect().open(request).sendLast(WireBytes.framed(WireHealth.request(name)));
    RawReply reply = watch.awaitEnd(LATEST);
    Duration lived = Duration.ofNanos(System.nanoTime() - start);
    c.measure("server ends a Watch of 200 ms after", lived.toNanos() / 1e6, "ms");
    Set<WireCode> usual = Set.of(WireCode.DEADLINE_EXCEEDED, WireCode.CANCELLED);
    c.expectResting(
        "HC-WATCH-05",
        usual.contains(reply.code()) || reply.reset().isPresent(),
        "DEADLINE_EXCEEDED or RST_STREAM(CANCEL) when the time is over",
        reply.summary());
    c.expect(
        lived.compareTo(Duration.ofMillis(150)) > 0,
        "the call to live for 200 ms",
        reply.summary() + " after " + Words.time(lived));
  }

  private static void checkWithAllUnits(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    RawConnection connection = rig.connect();
    for (String timeout : List.of("1H", "60S", "30000m", "30000000u", "99999999H", "99999999n")) {
      long start = System.nanoTime();
      RawReply reply = checkWithin(connection, name, timeout);
      boolean late = System.nanoTime() - start > A_TENTH.toNanos();
      boolean slow = timeout.endsWith("n") && late;
      c.expect(
          slow || reply.is(SERVING.ordinal()),
          "OK, SERVING from Check with grpc-timeout " + timeout,
          reply.summary());
    }
  }

  private static RawReply checkWithin(RawConnection connection, String name, String timeout) {
    RawRequest request = RawRequest.check().with("grpc-timeout", timeout);
    return connection.call(request, WireHealth.request(name));
  }

  private static void watchWithLongTimes(CaseContext c, RawRig rig) throws Exception {
    String name = c.known(SERVING);
    RawConnection connection = rig.connect();
    RawStream without = connection.watch(name);
    c.given("HC-WATCH-01", () -> rig.expectNext(without, SERVING));
    List<String> timeouts = List.of("1H", "60S", "30000m", "30000000u", "99999999H");
    // The largest of the other units: as valid, but no client sends them, and few servers try them.
    List<String> rarities = List.of("99999999M", "99999999S", "99999999m", "99999999u");
    // Each Watch follows a different name: another clause judges how many watchers a name may have.
    List<String> names = new ArrayList<>(List.of(name));
    List<RawStream> watches = watchWithin(c, rig, connection, names, timeouts);
    List<RawStream> rarely = watchWithin(c, rig, connection, names, rarities);
    without.staysQuiet(c.quiet());
    for (String each : names) {
      c.set(each, NOT_SERVING);
    }
    c.given("HC-WATCH-05", () -> rig.awaitStatus(without, NOT_SERVING));
    for (int i = 0; i < watches.size(); i++) {
      Optional<Violation> fault = outlived(rig, watches.get(i));
      String goesOn = "a Watch with grpc-timeout " + timeouts.get(i) + " to go on";
      String came = fault.map(Violation::came).orElse("");
      if (fault.filter(Violation::isLate).isPresent()) {
        c.expectInTime(false, goesOn, came); // it is silent
      }
      c.expect(fault.isEmpty(), goesOn, came); // it has ended
    }
    for (int i = 0; i < rarely.size(); i++) {
      String goesOn = "a Watch with grpc-timeout " + rarities.get(i) + " to go on";
      outlived(rig, rarely.get(i)).ifPresent(fault -> c.advise(goesOn, fault));
    }
  }

  private static List<RawStream> watchWithin(
      CaseContext c,
      RawRig rig,
      RawConnection connection,
      List<String> names,
      List<String> timeouts)
      throws Exception {
    List<RawStream> watches = new ArrayList<>();
    for (String timeout : timeouts) {
      String name = c.known(SERVING);
      names.add(name);
      RawStream watch = connection.open(RawRequest.watch().with("grpc-timeout", timeout));
      watch.sendLast(WireBytes.framed(WireHealth.request(name)));
      watches.add(watch);
    }
    rig.awaitFirst(watches);
    return watches;
  }

  private static Optional<Violation> outlived(RawRig rig, RawStream watch) {
    try {
      rig.awaitStatus(watch, NOT_SERVING);
      return Optional.empty();
    } catch (Violation violation) {
      return Optional.of(violation);
    }
  }

  private static void oddTimeouts(CaseContext c, RawRig rig) throws Exception {
    String name = rig.known(SERVING);
    for (String timeout : List.of("1n", "0S", "5x", "123456789S", "-1S", "S", "1.5S", "")) {
      RawRequest request = RawRequest.check().with("grpc-timeout", timeout);
      RawStream call = rig.connect().open(request);
      call.sendLast(WireBytes.framed(WireHealth.request(name)));
      String outcome;
      try {
        outcome = call.awaitEnd(Duration.ofSeconds(2)).summary();
      } catch (Violation open) {
        outcome = "no end within 2 s";
      }
      c.note("grpc-timeout '" + timeout + "': " + outcome);
    }
    rig.expectAlive(name, SERVING, "odd grpc-timeouts");
  }

  private static void quietAfterReset(CaseContext c, RawRig rig) throws Exception {
    String name = c.known(SERVING);
    RawConnection connection = rig.connect();
    RawStream gone = connection.watch(name);
    RawStream stays = connection.watch(name);
    c.given("HC-WATCH-01", () -> rig.expectNext(gone, SERVING));
    c.given("HC-WATCH-01", () -> rig.expectNext(stays, SERVING));
    gone.cancel();
    rig.sync(connection);
    gone.staysQuiet(c.quiet()); // nothing is under way: what comes now was sent after the reset
    int before = gone.reply().frames().size();
    for (ServingStatus status : List.of(NOT_SERVING, SERVING, NOT_SERVING)) {
      c.set(name, status);
      c.given("HC-CHECK-18", () -> c.expect(connection.closed().isEmpty(), "it lives", "closed"));
      c.given("HC-WATCH-15", () -> rig.awaitStatus(stays, status));
    }
    rig.sync(connection);
    List<RawFrame> all = gone.reply().frames();
    List<RawFrame> after = all.subList(before, all.size());
    // Trailers that cross the reset, or follow it as those of gRPC's C core do, are of no
    // consequence.
    after.stream()
        .filter(RawFrame.Headers.class::isInstance)
        .map(RawFrame::toString)
        .forEach(c::note);
    List<RawFrame> late = after.stream().filter(RawFrame.Data.class::isInstance).toList();
    c.expect(late.isEmpty(), "no message on a stream that the client has reset", late);
  }
}
