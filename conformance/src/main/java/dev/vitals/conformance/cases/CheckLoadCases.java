package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.Rounds;
import dev.vitals.conformance.rig.Steering;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.text.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What Check answers when much is going on. */
final class CheckLoadCases {
  private static final Duration PROBE = Duration.ofSeconds(1);
  private static final int CALLS_AT_ONCE = 8;

  private CheckLoadCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-CHECK-16/in-time",
                "A Check is answered within a second beside 100 services, 1000 Watches and a burst.",
                CheckLoadCases::inTime)
            .needs(Need.CHECK, Need.WATCH, Need.SET, Need.NOT_SERVING, Need.DYNAMIC)
            .kills(
                "check-slow-2s",
                "check-waits-for-watchers",
                "check-waits-for-changes",
                "check-refused-beside-watches")
            .traits(FRESH, ENDS, PROVOKES),
        Case.of(
                "HC-CHECK-16/alone",
                "A Check is answered within a second when nothing else is going on.",
                CheckLoadCases::alone)
            .needs(Need.CHECK)
            .kills("check-slow-2s")
            .quick(),
        Case.of(
                "HC-CHECK-17/parallel",
                "Thirteen hundred Checks, 64 at a time, are all answered with a status of the burst they meet.",
                CheckLoadCases::parallel)
            .traits(PROVOKES)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills(
                "check-serialised-by-lock-held-in-send",
                "set-removes-then-puts",
                "check-wrong-once-in-1000")
            .quick());
  }

  private static void inTime(CaseContext c) throws Exception {
    List<String> services = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String name = c.name();
      c.steer().setQuietly(name, SERVING);
      services.add(name);
    }
    List<String> watched = new ArrayList<>();
    for (int i = 0; i < c.scaled(1000, 100); i++) {
      watched.add(services.get(i % services.size()));
    }
    List<WatchProbe> asked = c.watchMany(watched);
    c.awaitFirst(asked);
    List<WatchProbe> open = asked.stream().filter(probe -> !probe.wasRefused()).toList();
    for (WatchProbe probe : open) {
      c.given("HC-WATCH-13", () -> expectServing(c, probe));
    }
    HealthClient asking = connected(c, services.get(1));
    Steering.Burst burst =
        c.steer().startBurst(services.get(0), 2000, SERVING, 1, Duration.ofMillis(1));
    awaitAChange(burst, open);
    long[] micros = askRepeatedly(c, asking, services.get(1), SERVING, 400, CALLS_AT_ONCE);
    burst.await();
    judge(c, micros, "beside " + open.size() + " Watches");
  }

  private static void expectServing(CaseContext c, WatchProbe probe) {
    if (probe.last() == null) {
      throw probe.violation("SERVING first", probe.end());
    }
    c.expect(probe.last() == SERVING, "SERVING first", Words.orNone(probe.last()));
  }

  /** Else all is asked before the burst has begun, on a busy machine. */
  private static void awaitAChange(Steering.Burst burst, List<WatchProbe> open)
      throws InterruptedException {
    Await.until(
        Await.LIMIT,
        () -> !burst.isRunning() || open.stream().anyMatch(probe -> probe.received() > 1));
  }

  private static void alone(CaseContext c) throws Exception {
    judge(c, askRepeatedly(c, connected(c, ""), "", null, 50, 1), "alone");
  }

  /** A client that needs no time any more to connect. */
  private static HealthClient connected(CaseContext c, String service) throws Exception {
    HealthClient client = c.newClient();
    client.checkSilently(service);
    return client;
  }

  /**
   * Several at once, so that a server that stands still for a while keeps more than one waiting.
   */
  private static long[] askRepeatedly(
      CaseContext c,
      HealthClient asking,
      String service,
      @Nullable ServingStatus wanted,
      int times,
      int atOnce)
      throws Exception {
    long[] micros = new long[times];
    Rounds rounds = c.rounds(times / atOnce);
    int asked = 0;
    while (asked < times && rounds.next()) {
      List<CompletableFuture<CheckReply>> together = new ArrayList<>();
      for (int i = 0; i < atOnce; i++) {
        together.add(asking.checkAsync(service));
      }
      for (CompletableFuture<CheckReply> each : together) {
        CheckReply reply = each.join();
        String answer = "an answer from Check " + (asked + 1);
        c.expect(reply.code() != null, answer, reply);
        if (wanted != null) {
          c.expectReply(reply, wanted, "OK, " + wanted + " from Check " + (asked + 1));
        }
        micros[asked++] = reply.micros();
      }
    }
    return Arrays.copyOf(micros, asked);
  }

  private static void judge(CaseContext c, long[] micros, String when) {
    Arrays.sort(micros);
    long p50 = micros[micros.length / 2];
    long p99 = micros[Math.max(0, (int) Math.ceil(micros.length * 0.99) - 1)];
    c.measure("Check, p50, " + when, p50 / 1000.0, "ms");
    c.measure("Check, p99, " + when, p99 / 1000.0, "ms");
    c.expectInTime(
        p99 <= PROBE.toNanos() / 1000,
        "99 of 100 Checks answered within 1 s, which is what probes wait by default",
        "p50 "
            + Words.time(Duration.ofNanos(p50 * 1000))
            + ", p99 "
            + Words.time(Duration.ofNanos(p99 * 1000)));
  }

  private static void parallel(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    Rounds rounds = c.manyRounds(21);
    while (rounds.next()) {
      Steering.Burst burst = c.steer().startBurst(name, 500, SERVING, 1, Duration.ofNanos(50_000));
      List<CompletableFuture<CheckReply>> asked = new ArrayList<>();
      for (int i = 0; i < c.streams(64); i++) {
        asked.add(c.client().checkAsync(name));
      }
      for (CompletableFuture<CheckReply> each : asked) {
        CheckReply reply = each.join();
        c.expectResting(
            List.of(CaseContext.about(SERVING), CaseContext.about(NOT_SERVING)),
            reply.is(SERVING) || reply.is(NOT_SERVING),
            "OK with SERVING or NOT_SERVING from each of 64 parallel Checks",
            reply);
      }
      burst.await();
    }
  }
}
