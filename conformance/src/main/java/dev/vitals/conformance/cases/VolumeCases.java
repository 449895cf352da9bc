package dev.vitals.conformance.cases;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.rig.Case.Trait.ENDS;
import static dev.vitals.conformance.rig.Case.Trait.FRESH;
import static dev.vitals.conformance.rig.Case.Trait.PROVOKES;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.ListReply;
import dev.vitals.conformance.rig.Need;
import dev.vitals.conformance.rig.RawRig;
import dev.vitals.conformance.rig.Rounds;
import dev.vitals.conformance.rig.WatchEvent;
import dev.vitals.conformance.rig.WatchProbe;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What holds for many at once: watchers, connections, entries, and names that come meanwhile. */
final class VolumeCases {
  private static final int CONNECTION_COUNT = 150;
  private static final int NAME_BYTES = 200;
  private static final int NEW_NAME_COUNT = 80;

  private VolumeCases() {}

  static List<Case> all() {
    return List.of(
        Case.of(
                "HC-LIST-07/beyond-a-window",
                "A list of 80 KB, more than a client's window, comes whole or is refused.",
                VolumeCases::beyondAWindow)
            .needs(Need.LIST, Need.SET, Need.DYNAMIC)
            .kills("list-cut-at-64k", "list-long-names-left-out")
            .traits(FRESH, ENDS),
        Case.of(
                "HC-LIST-11/while-services-come",
                "Lists begun while services are added are answered, with the others as they are.",
                VolumeCases::whileServicesCome)
            .needs(Need.LIST, Need.SET, Need.DYNAMIC, Need.NOT_SERVING)
            .kills("list-fails-when-services-come")
            .traits(FRESH, ENDS, PROVOKES),
        Case.of(
                "HC-WATCH-05/beside-many-services",
                "A change arrives although hundreds of services are known.",
                VolumeCases::besideManyServices)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING, Need.DYNAMIC)
            .kills("watch-deaf-above-256-services"),
        Case.of(
                "HC-WATCH-13/many",
                "All of six hundred watchers of one service are told, if the server takes so many.",
                VolumeCases::sixHundred)
            .needs(Need.WATCH, Need.SET, Need.NOT_SERVING)
            .kills("watch-max-512")
            .traits(PROVOKES),
        Case.of(
                "HC-CONS-05/connections-at-once",
                "A hundred and fifty connections are open at once, and a Check on each is answered.",
                RawRig.with(VolumeCases::connectionsAtOnce))
            .needs(Need.CHECK)
            .kills("connections-max-128-open")
            .traits(PROVOKES));
  }

  private static void beyondAWindow(CaseContext c) throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < c.scaled(400, 350); i++) {
      String fresh = c.unknownName();
      names.add(fresh + "x".repeat(NAME_BYTES - fresh.length()));
      c.steer().setQuietly(names.get(i), i % 2 == 0 ? SERVING : ServingStatus.NOT_SERVING);
      if (i == 30) {
        ListReply first = c.client().list(); // which services that were there before may prevent
        if (!first.is(Code.RESOURCE_EXHAUSTED)) {
          c.expect(first.isOk(), "OK with all entries, or RESOURCE_EXHAUSTED", first);
          expectEntries(c, first.statuses(), names);
        }
      }
    }
    ListReply reply = c.client().list();
    c.note("List of " + names.size() + " entries of " + NAME_BYTES + " bytes and more: " + reply);
    if (!reply.is(Code.RESOURCE_EXHAUSTED)) {
      c.expect(reply.isOk(), "OK with all entries, or RESOURCE_EXHAUSTED", reply);
      expectEntries(c, reply.statuses(), names);
    }
  }

  private static void expectEntries(
      CaseContext c, Map<String, ServingStatus> listed, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      ServingStatus status = i % 2 == 0 ? SERVING : NOT_SERVING;
      ServingStatus there = listed.get(names.get(i));
      c.expectResting(
          "HC-LIST-01",
          there == status,
          "each of "
              + names.size()
              + " names of "
              + NAME_BYTES
              + " bytes in List, this one "
              + status,
          there == null ? "it is not among the " + listed.size() + " entries" : there);
    }
  }

  private static void whileServicesCome(CaseContext c) throws Exception {
    String still = c.known(NOT_SERVING);
    AtomicInteger listed = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<@Nullable Exception> adding = new CompletableFuture<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < NEW_NAME_COUNT; i++) {
      names.add(c.name());
    }
    Thread thread = new Thread(() -> adding.complete(add(c, names, listed, over)), "coming");
    thread.setDaemon(true);
    thread.start();
    try {
      while (!adding.isDone()) {
        expectListed(c, still);
        listed.incrementAndGet();
      }
    } finally {
      over.set(true);
    }
    Exception failure = adding.join();
    if (failure != null) {
      throw failure;
    }
    Map<String, ServingStatus> all = c.expectList();
    c.expectResting(
        "HC-LIST-01",
        all.keySet().containsAll(names),
        "all " + names.size() + " services that came, in List",
        ListLimitCases.missing(Set.copyOf(names), all));
  }

  private static void expectListed(CaseContext c, String still) throws InterruptedException {
    ListReply reply = c.client().list();
    if (reply.is(Code.RESOURCE_EXHAUSTED)) {
      throw new NotApplicable("the server lists fewer than 100 services, which HC-LIST-06 minds");
    }
    c.expectResting(
        "HC-LIST-01",
        reply.isOk() && reply.statuses().get(still) == NOT_SERVING,
        "OK from List while services come, with NOT_SERVING for one that was there before",
        reply.isOk()
            ? reply + ", and for that one: " + Words.orNone(reply.statuses().get(still))
            : reply);
  }

  /** A few for each List, so that they come in the midst of Lists however fast either is. */
  private static @Nullable Exception add(
      CaseContext c, List<String> names, AtomicInteger listed, AtomicBoolean over) {
    try {
      for (int i = 0; i < names.size() && !over.get(); i++) {
        c.steer().setQuietly(names.get(i), SERVING);
        int lists = i / 2;
        Await.until(Await.LIMIT, () -> listed.get() >= lists || over.get());
      }
      return null;
    } catch (Exception e) {
      return e;
    }
  }

  private static void besideManyServices(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    WatchProbe early = c.watching(name, SERVING);
    Rounds rounds = c.manyRounds(600);
    while (rounds.next()) {
      c.steer().setQuietly(c.name(), SERVING);
    }
    WatchProbe late = c.watching(name, SERVING);
    for (ServingStatus status : List.of(NOT_SERVING, SERVING)) {
      c.set(name, status);
      for (WatchProbe watch : List.of(early, late)) {
        watch.expectChange(status);
      }
    }
  }

  /** A limit that is told as one is legal, and another clause's matter. */
  private static void sixHundred(CaseContext c) throws Exception {
    String name = c.known(SERVING);
    List<WatchProbe> open = new ArrayList<>();
    for (WatchProbe watch : c.watchMany(Collections.nCopies(c.scaled(600, 100), name))) {
      WatchEvent first = watch.next();
      if (!watch.wasRefused()) {
        if (first == null || first.status() != SERVING) {
          throw watch.violation("SERVING next", first);
        }
        open.add(watch);
      }
    }
    if (open.isEmpty()) {
      throw new NotApplicable("the server refuses to take Watches");
    }
    c.measure("Watches of one service open at once, of 600", open.size(), "");
    for (ServingStatus status : List.of(NOT_SERVING, SERVING)) {
      c.set(name, status);
      for (WatchProbe watch : open) {
        watch.expectChange(status);
      }
    }
  }

  private static void connectionsAtOnce(CaseContext c, RawRig rig) {
    List<RawConnection> open = new ArrayList<>();
    Rounds rounds = c.manyRounds(CONNECTION_COUNT);
    while (rounds.next()) {
      RawConnection connection = rig.connect();
      RawReply reply = connection.check("");
      c.expect(
          reply.ended() && reply.lost().isEmpty(),
          "an answer to a Check on connection " + rounds.round() + " of those open at once",
          reply.summary());
      open.add(connection);
    }
    for (RawConnection connection : open) {
      RawReply reply = connection.check("");
      c.expect(
          reply.ended() && reply.lost().isEmpty(),
          "an answer on each of " + open.size() + " connections that are open at once",
          reply.summary());
    }
  }
}
