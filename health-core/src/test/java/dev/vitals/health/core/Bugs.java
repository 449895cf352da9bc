package dev.vitals.health.core;

import dev.vitals.health.core.Bug.Edit;
import java.util.List;

/** The planted bugs, by the invariant that they break. */
final class Bugs {

  private Bugs() {}

  static List<Bug> all() {
    return List.of(
        // Convergence.
        Bug.of(
            "a change during a walk does not have it begin again",
            "InterleavingsTest.a_change_during_a_walk_reaches_everybody",
            new Edit("Crowd", "cursor < 0 && seen != audience.changes", "false")),
        Bug.of(
            "who makes a change looks at a crowd while its walk ends",
            "InterleavingsTest.a_change_during_a_walk_reaches_everybody",
            new Edit("Crowd", "synchronized boolean isDue", "boolean isDue")),
        Bug.of(
            "only the first crowd of many watchers is told",
            "CrowdsTest.everybody_is_told_while_watches_of_ten_routes_and_of_none_come_and_go",
            new Edit("Audience", "next < crowds.length", "next < 1")),
        Bug.of(
            "a walk that begins does not hand off the next",
            "CrowdsTest.each_walk_that_begins_hands_off_the_next_before_it_tells_anybody",
            new Edit(
                "Audience", "      starting = null;\n      relay();", "      starting = null;")),
        Bug.of(
            "a second change goes on where the first had got to",
            "CrowdsTest.a_change_while_crowds_are_being_told_reaches_those_told_before_it",
            new Edit("Audience", "    next = 0;\n", "    next %= crowds.length;\n")),
        Bug.of(
            "a watch takes its first status before it joins",
            "InterleavingsTest.a_change_while_a_watch_joins_is_read_or_told",
            new Edit("LiveWatch", "  int place;", "  @Nullable ServingStatus early;\n  int place;"),
            new Edit(
                "LiveWatch",
                "now = crowd.audience.status();",
                "now = early != null ? early : crowd.audience.status();\n    early = null;"),
            new Edit(
                "Board",
                "    LiveWatch watch;\n",
                "    LiveWatch watch;\n    var early = status(name);\n"),
            new Edit(
                "Board",
                "watch = audiences.join(name, listener, lane);",
                "watch = audiences.join(name, listener, lane);\n      watch.early = early;")),
        // No invention.
        Bug.of(
            "a poll does not compare",
            "InterleavingsTest.a_poll_gives_what_is_shown_and_never_the_same_twice",
            new Edit("LiveWatch", "if (now == taken)", "if (now == null)")),
        // Read your write.
        Bug.of(
            "a change is shown only as the outbox is flushed",
            "InterleavingsTest.what_was_set_is_shown_to_whoever_asks_afterwards",
            new Edit(
                "Board",
                "    service.show(status, now);",
                "    outbox.add(() -> { synchronized (lock) { service.show(status, now); } });")),
        // Constant cost.
        Bug.of(
            "each change starts a walk of its own",
            "MemoryTest.A_watch_costs_the_same_after_10_changes_and_after_1010.while_nobody_tells_it",
            new Edit("Audience", "while (starting == null && next", "while (next"),
            new Edit("Crowd", "return !walking && size > 0", "return size > 0")),
        Bug.of(
            "a watch queues what it has yet to be told",
            "MemoryTest.A_watch_costs_the_same_after_10_changes_and_after_1010"
                + ".while_it_is_being_told_and_does_not_come_back",
            new Edit(
                "LiveWatch",
                "  int place;",
                "  final java.util.List<Object> queue = new java.util.ArrayList<>();\n  int place;"),
            new Edit(
                "Crowd",
                "    return !walking && size",
                "    if (walking) {\n      watches[0].queue.add(new Object());\n    }\n"
                    + "    return !walking && size")),
        // Nobody waits.
        Bug.of(
            "a watcher is called under the lock",
            "NobodyWaitsTest.for_a_watcher",
            new Edit("Crowd", "watch.tell();", "synchronized (board.lock) { watch.tell(); }")),
        Bug.of(
            "a watcher is called under its crowd's lock",
            "NobodyWaitsTest.for_a_watcher",
            new Edit("Crowd", "watch.tell();", "synchronized (this) { watch.tell(); }")),
        Bug.of(
            "who sets a status walks",
            "NobodyWaitsTest.for_a_watcher",
            new Edit("Crowd", "hand(board.notifier,", "hand(Runnable::run,")),
        Bug.of(
            "a Check waits on its caller's thread",
            "NobodyWaitsTest.for_a_check_on_demand",
            new Edit(
                "Questions",
                "    Service service = board.find(name);\n    if",
                "    var run = new java.util.concurrent.CompletableFuture<ServingStatus>();\n"
                    + "    Service service = board.find(name);\n    if"),
            new Edit(
                "Questions",
                "|| !waits(service, answer)) {\n      answer.accept(board.status(name));\n    }",
                "|| !waits(service, run::complete)) {\n      answer.accept(board.status(name));\n"
                    + "    } else {\n      answer.accept(run.join());\n    }")),
        // Isolation.
        Bug.of(
            "errors of a watcher are not caught",
            "OffendersTest.harm_nobody_else",
            new Edit("LiveWatch", "catch (Throwable e)", "catch (RuntimeException e)")),
        Bug.of(
            "nobody looks whether a walk gets on",
            "OffendersTest.that_hang_harm_nobody_else",
            new Edit("Crowd", "watchdog.set(STALL);\n    return", "return")),
        Bug.of(
            "watchers that ask for no executor are told by another's",
            "NearTest.each_is_told_where_it_asks_for_whatever_the_routes",
            new Edit(
                "Audience",
                "crowd.executor == lane.executor) {\n        return",
                "true) {\n        return")),
        Bug.of(
            "nobody looks whether an executor comes to it",
            "NearTest.an_executor_that_does_not_come_to_it_is_not_waited_for",
            new Edit("Crowd", "(walkerRuns || near)", "walkerRuns")),
        Bug.of(
            "a late result counts",
            "OverrunTest.A_run_that_outlasts_its_timeout.has_its_late_result_dropped",
            new Edit("CheckLoop", "settled != run || run.settled", "settled != run")),
        Bug.of(
            "a run ends as often as its code says so",
            "SingleFlightTest.A_run.that_is_over_twice_makes_no_room_beside_the_one_after_it",
            new Edit("CheckLoop", "if (ended != run) {", "if (false) {")),
        // Release.
        Bug.of(
            "a name that nobody watches any more is kept",
            "InterleavingsTest"
                + ".a_watch_that_is_closed_leaves_nothing_behind_of_a_name_that_nobody_knows",
            new Edit(
                "Audiences",
                "      watching--;\n      forgetIfUnused(audience);",
                "      watching--;")),
        Bug.of(
            "whether anybody watches a name is asked without the lock",
            "InterleavingsTest.a_watch_that_joins_as_the_last_one_leaves_is_not_forgotten",
            new Edit(
                "Audiences",
                "      watching--;\n      forgetIfUnused(audience);",
                "      watching--;"),
            new Edit(
                "Audiences",
                "  private void forgetIfUnused",
                "  void forget(Audience audience) {\n    byName.remove(audience.name, audience);\n  }\n\n"
                    + "  private void forgetIfUnused"),
            new Edit(
                "Board",
                "      audiences.leave(watch);\n    }",
                "      audiences.leave(watch);\n    }\n"
                    + "    if (watch.crowd.audience.isEmpty() && watch.crowd.audience.service == null) {\n"
                    + "      synchronized (lock) {\n        audiences.forget(watch.crowd.audience);\n      }\n"
                    + "    }")));
  }
}
