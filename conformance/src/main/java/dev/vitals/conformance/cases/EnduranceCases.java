package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.http2.RawClient;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.HealthClient;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.Rounds;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What still works after a thousand services, tens of thousands of changes or two hundred
 * connections, on the second connection, and for names that not every table holds: limits that no
 * text grants.
 */
final class EnduranceCases {
  private static final Duration BURST_TIME = Duration.ofSeconds(4);

  private EnduranceCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-CHECK-01/many-services",
                "Eleven hundred services are known at once, each with its own status.",
                EnduranceCases::manyServices)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING, Need.DYNAMIC)
            .kills("services-max-99", "services-max-1000", "services-oldest-forgotten"),
        Case.of(
                "HC-CHECK-09/other-connections",
                "A set shows on every connection, on those that asked before as well.",
                EnduranceCases::otherConnections)
            .needs(Need.CHECK, Need.SET, Need.NOT_SERVING)
            .kills("second-connection-stale")
            .quick(),
        Case.of(
                "HC-CONS-05/cold-connections",
                "Two hundred Checks, each on a connection of its own, are all answered.",
                EnduranceCases::coldConnections)
            .needs(Need.CHECK)
            .kills("connections-max-100")
            .traits(PROVOKES),
        Case.of(
                "HC-NAME-04/watched",
                "A watcher of a name beyond ASCII is told of its changes.",
                c -> told(c, c.name() + "-é-漢字-😀"))
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING, Need.DYNAMIC)
            .kills("watch-non-ascii-deaf"),
        Case.of(
                "HC-NAME-06/watched",
                "A watcher of a name of 200 bytes is told of its changes.",
                c -> told(c, padded(c.name())))
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING, Need.DYNAMIC)
            .kills("watch-long-name-deaf", "name-max-64"),
        Case.of(
                "HC-WATCH-05/many-changes",
                "After bursts of up to 68 000, eleven hundred changes all arrive, one after another.",
                EnduranceCases::manyChanges)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills(
                "watch-ends-after-64",
                "watch-mute-after-1000",
                "changes-lost-after-1000",
                "changes-lost-after-65535")
            .traits(PROVOKES),
        Case.of(
                "HC-WATCH-07/among-many",
                "Of four hundred changes, one after another, none is told twice.",
                EnduranceCases::noneTwice)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-repeats-now-and-then"));
  }

  private static void manyServices(CaseContext c) throws Exception {
    List<String> names = new ArrayList<>();
    Rounds rounds = c.manyRounds(1100);
    while (rounds.next()) {
      names.add(c.name());
      c.steer().setQuietly(names.get(names.size() - 1), status(names.size() - 1));
    }
    Rounds asked = c.manyRounds(names.size());
    for (int n = 0; n < names.size() && asked.next(); n++) {
      int i = n % 2 == 0 ? n / 2 : names.size() - 1 - n / 2; // the oldest and the newest first
      CheckReply reply = c.client().checkSilently(names.get(i));
      String service = "service " + (i + 1) + " of " + names.size();
      c.expectReply(reply, status(i), "OK, " + status(i) + " from Check of " + service);
    }
  }

  static ServingStatus status(int number) {
    return number % 2 == 0 ? SERVING : NOT_SERVING;
  }

  private static void otherConnections(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    List<HealthClient> clients = List.of(c.client(), c.newClient(), c.newClient());
    for (int i = 0; i < 6; i++) {
      c.set(name, status(i));
      for (HealthClient client : clients) {
        CheckReply reply = client.check(name);
        c.expectReply(reply, status(i), "OK, " + status(i) + " on every connection");
      }
    }
  }

  private static void coldConnections(CaseContext c) throws Exception {
    RawClient client = c.rawClient(line -> {});
    Rounds rounds = c.rounds(200);
    while (rounds.next()) {
      RawConnection connection = client.connect(c.address());
      RawReply reply = connection.check("");
      connection.close();
      c.expect(
          reply.ended() && reply.lost().isEmpty(),
          "an answer to a Check on connection " + rounds.round() + ", each after the one before",
          reply.summary());
    }
  }

  private static String padded(String name) {
    return name + "x".repeat(200 - name.length());
  }

  private static void told(CaseContext c, String name) throws Exception {
    c.set(name, SERVING);
    WatchProbe watch = c.watch(name);
    watch.expectNext(SERVING);
    c.set(name, NOT_SERVING);
    watch.expectChange(NOT_SERVING);
    c.set(name, SERVING);
    watch.expectChange(SERVING);
  }

  private static void manyChanges(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    WatchProbe watch = c.watching(name, SERVING);
    Duration took = burst(c, watch, 2000);
    if (took.multipliedBy(33).compareTo(BURST_TIME) < 0) {
      burst(c, watch, 66_000); // more than sixteen bits can count, where the server is fast enough
    }
    Rounds rounds = c.manyRounds(1100);
    while (rounds.next()) {
      c.steer().setQuietly(name, status(rounds.round()));
      watch.expectChange(status(rounds.round()));
    }
  }

  /** Makes changes and waits until the watcher is done with them; the wait for nothing left out. */
  private static Duration burst(CaseContext c, WatchProbe watch, int changes) throws Exception {
    long start = System.nanoTime();
    c.steer().burst(watch.service(), changes, SERVING, 1, Duration.ZERO);
    Duration rest = c.quiet().multipliedBy(4);
    watch.awaitDrained(SERVING, rest);
    c.expectConverged(List.of(watch), SERVING);
    return Duration.ofNanos(System.nanoTime() - start).minus(rest).minus(c.quiet());
  }

  private static void noneTwice(CaseContext c) throws Exception {
    WatchProbe watch = c.watching(c.known(SERVING), SERVING);
    Rounds rounds = c.rounds(400);
    while (rounds.next()) {
      ServingStatus before = status(rounds.round() - 1);
      ServingStatus after = status(rounds.round());
      c.steer().setQuietly(watch.service(), after);
      WatchEvent event = watch.next();
      if (event != null && event.status() == before) {
        throw watch.violation(after + " next, as change " + rounds.round() + ",", event);
      }
      c.given(
          "HC-WATCH-05",
          () -> {
            if (event == null || event.status() != after) {
              throw watch.violation(after + " next", event);
            }
          });
    }
  }
}
