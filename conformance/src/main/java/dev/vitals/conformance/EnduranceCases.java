package dev.vitals.conformance;

import static dev.vitals.conformance.Case.Trait.PROVOKES;
import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What still works after a thousand services, five thousand cancels or two hundred connections, on
 * the second connection, and for names that not every table holds: limits that no text grants.
 */
final class EnduranceCases {
  private static final Duration SHORT = Duration.ofNanos(100_000);
  private static final Duration BURST_TIME = Duration.ofSeconds(4);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration NOTICEABLE = Duration.ofMillis(40);
  private static final int AT_ONCE = 50;
  private static final int MOST_GUESTS = 20;

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
            .kills("watch-repeats-now-and-then"),
        Case.of(
                "HC-WATCH-16/cost-of-a-change",
                "Changes cost no more after three thousand Watches were opened and cancelled.",
                EnduranceCases::costOfAChange)
            .needs(Need.WATCH, Need.SET, Need.FLAP, Need.NOT_SERVING)
            .kills("watch-leak")
            .traits(PROVOKES),
        Case.of(
                "HC-WATCH-15/after-many-cancels",
                "A watcher that comes after five thousand cancelled ones is told like the first.",
                EnduranceCases::afterManyCancels)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watches-deaf-after-500-cancels", "watches-deaf-after-4096-cancels")
            .traits(PROVOKES),
        Case.of(
                "HC-WATCH-15/cancels-in-a-burst",
                "Watchers that stay end on the last status, while others come and go in a burst.",
                EnduranceCases::cancelsInBurst)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("cancel-loses-newcomer")
            .traits(PROVOKES));
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
      c.expect(
          reply.is(status(i)),
          "OK, " + status(i) + " from Check of service " + (i + 1) + " of " + names.size(),
          reply);
    }
  }

  private static ServingStatus status(int number) {
    return number % 2 == 0 ? SERVING : NOT_SERVING;
  }

  private static void otherConnections(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    List<HealthClient> clients = List.of(c.client(), c.newClient(), c.newClient());
    for (int i = 0; i < 6; i++) {
      c.set(name, status(i));
      for (HealthClient client : clients) {
        CheckReply reply = client.check(name);
        c.expect(reply.is(status(i)), "OK, " + status(i) + " on every connection", reply);
      }
    }
  }

  private static void coldConnections(CaseContext c) throws Exception {
    RawClient client = c.closing(new RawClient(line -> {}));
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

  private static void afterManyCancels(CaseContext c) throws Exception {
    String known = c.known(SERVING);
    HealthClient client = openAndCancel(c, Guests.bold(c), known, 5000);
    for (HealthClient on : List.of(client, c.newClient())) {
      WatchProbe last = watchAtLast(c, on, known);
      c.set(known, NOT_SERVING);
      last.expectChange(NOT_SERVING);
      c.set(known, SERVING);
      last.expectChange(SERVING);
    }
  }

  /** Every fourth Watch is of a name that nobody knows. Returns the client that came last. */
  private static HealthClient openAndCancel(CaseContext c, Guests guests, String known, int count)
      throws Exception {
    Rounds rounds = c.manyRounds(count / AT_ONCE);
    while (rounds.next()) {
      HealthClient client = guests.forCalls(AT_ONCE);
      List<WatchProbe> watches = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        watches.add(client.watch(i % 4 == 3 ? c.unknownName() : known, "guest"));
      }
      for (WatchProbe watch : watches) {
        ServingStatus wanted = watch.service().equals(known) ? SERVING : SERVICE_UNKNOWN;
        WatchEvent first = watch.next();
        if (guests.calmDown(watch)) {
          break; // the others of this round went with the connection
        }
        if (!watch.wasRefused()) { // by a limit, which may hear of cancels a little late
          c.given(
              wanted == SERVING ? "HC-WATCH-01" : "HC-WATCH-02",
              () -> expectFirst(watch, wanted, first));
        }
        watch.cancel();
      }
    }
    return guests.forCalls(0);
  }

  private static void expectFirst(
      WatchProbe watch, ServingStatus wanted, @Nullable WatchEvent first) {
    if (first == null || first.status() != wanted) {
      throw watch.violation(wanted + " first", first);
    }
  }

  /** Opens a Watch; where a limit refuses it, again until the cancels before have been heard of. */
  private static WatchProbe watchAtLast(CaseContext c, HealthClient on, String name)
      throws InterruptedException {
    long until = System.nanoTime() + Await.LIMIT.toNanos();
    WatchProbe watch = c.watch(on, name);
    WatchEvent first = watch.next();
    while (watch.wasRefused() && System.nanoTime() < until) {
      Await.until(PAUSE, () -> false);
      watch = c.watch(on, name);
      first = watch.next();
    }
    expectFirst(watch, SERVING, first);
    return watch;
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
          () ->
              c.expect(event != null && event.status() == after, after + "", Words.orNone(event)));
    }
  }

  /**
   * Watchers that are kept are told, and that takes time: so little for each that only many show
   * it, so few bursts in a row as will do, and the fastest of three is what a busy machine leaves
   * as it is.
   */
  private static void costOfAChange(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    Map<Integer, Duration> before = new LinkedHashMap<>();
    for (int count = 250; count <= c.scaled(4000, 500); count *= 2) {
      before.put(count, fastest(c, name, count));
    }
    openAndCancel(c, new Guests(c), name, 3000);
    c.client().check(name);
    for (Map.Entry<Integer, Duration> each : before.entrySet()) {
      Duration after = fastest(c, name, each.getKey());
      c.measure(each.getKey() + " changes after 3000 cancels", after.toNanos() / 1e6, "ms");
      c.expect(
          after.compareTo(each.getValue().multipliedBy(5).plus(NOTICEABLE)) < 0,
          each.getKey()
              + " changes to take about as long as before, "
              + Words.time(each.getValue()),
          Words.time(after) + ", after 3000 Watches were opened and cancelled");
    }
  }

  private static Duration fastest(CaseContext c, String name, int count) throws Exception {
    Duration fastest = Await.LIMIT.multipliedBy(6);
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      Steering.Burst burst = c.steer().startBurst(name, count, SERVING, 1, Duration.ZERO);
      boolean done = Await.until(Await.LIMIT.multipliedBy(2), () -> !burst.isRunning());
      c.expect(done, count + " changes to be done", "no end of them");
      burst.await();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      fastest = took.compareTo(fastest) < 0 ? took : fastest;
    }
    return fastest;
  }

  private static void cancelsInBurst(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    List<WatchProbe> stay = c.watchMany(Collections.nCopies(8, name));
    for (WatchProbe watch : stay) {
      c.given("HC-WATCH-13", () -> watch.expectNext(SERVING));
    }
    Rounds rounds = c.rounds(10);
    while (rounds.next()) {
      List<HealthClient> clients = List.of(c.newClient(), c.newClient());
      ServingStatus last = status(c.random().nextInt(2));
      Steering.Burst burst = c.steer().startBurst(name, 500, last, 1, SHORT);
      List<WatchProbe> all = new ArrayList<>(stay);
      for (int i = 0; burst.isRunning() && i < MOST_GUESTS; i++) {
        WatchProbe leaving = clients.get(i % 2).watch(name, "guest");
        leaving.next(Duration.ofMillis(c.random().nextInt(3)));
        all.add(clients.get((i + 1) % 2).watch(name, "newcomer"));
        leaving.cancel();
      }
      burst.await();
      c.expectConverged(all, last);
      all.subList(stay.size(), all.size()).forEach(WatchProbe::cancel);
      clients.forEach(HealthClient::close);
    }
  }
}
