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
            "a pass does not notice a change during its round",
            "InterleavingsTest.a_change_during_a_round_reaches_everybody",
            new Edit(
                "WatcherShard",
                "    catchUp();\n    LiveWatch watch = cursor;",
                "    LiveWatch watch = cursor;")),
        Bug.of(
            "only the first shard of many watchers is notified",
            "ShardsTest.everybody_is_notified_while_watches_of_ten_routes_and_of_none_come_and_go",
            new Edit(
                "ServiceWatchers",
                "        remaining = shards.size();",
                "        remaining = Math.min(1, shards.size());")),
        Bug.of(
            "the relay does not go on",
            "ShardsTest.each_task_hands_off_the_next_before_it_calls_anybody",
            new Edit("ServiceWatchers", "pass != null && isMoreLeft()", "false")),
        Bug.of(
            "a watch takes its first status before it joins",
            "InterleavingsTest.a_change_while_a_watch_joins_is_read_or_told",
            new Edit(
                "LiveWatch",
                "  boolean joined;",
                "  @Nullable ServingStatus early;\n  boolean joined;"),
            new Edit(
                "LiveWatch",
                "now = shard.watchers.status();",
                "now = early != null ? early : shard.watchers.status();\n    early = null;"),
            new Edit(
                "ServiceRegistry",
                "    LiveWatch watch = names.join(",
                "    var early = status(name);\n    LiveWatch watch = names.join("),
            new Edit(
                "ServiceRegistry",
                "    Service service = services.get(name);\n"
                    + "    if (service != null && !service.onDemand()",
                "    watch.early = early;\n"
                    + "    Service service = services.get(name);\n"
                    + "    if (service != null && !service.onDemand()")),
        Bug.of(
            "a listener that comes back while it is called is forgotten",
            "HealthListenerTest.A_listener_that_comes_later"
                + ".misses_nothing_though_it_leaves_and_comes_back_at_any_time",
            new Edit(
                "Listeners", "        queues.add(queue);\n        return;", "        return;")),
        Bug.of(
            "a listener that was removed still gets what waited for it",
            "HealthListenerTest.A_listener_that_comes_later"
                + ".is_not_called_for_what_waits_when_it_is_removed",
            new Edit("ListenerQueue", "    events.clear();\n", "")),
        // No invention.
        Bug.of(
            "a poll does not compare",
            "InterleavingsTest.a_poll_gives_what_is_shown_and_never_the_same_twice",
            new Edit("LiveWatch", "if (now == taken)", "if (now == null)")),
        // Read your write.
        Bug.of(
            "a change is shown only as deferred actions are flushed",
            "InterleavingsTest.what_was_set_is_shown_to_whoever_asks_afterwards",
            new Edit(
                "ServiceRegistry",
                "      service.shown = status;\n",
                "      kernel.deferred.add(\n"
                    + "          () -> { synchronized (kernel.lock) { service.shown = status; }"
                    + " });\n")),
        Bug.of(
            "a report does not notice that something has changed while it was read",
            "WholeReportTest.A_report_of_all_services"
                + ".is_read_again_if_anything_changes_between_two_batches",
            new Edit("StatusQueries", "return changes == registry.changes();", "return true;")),
        // Constant cost.
        Bug.of(
            "each change starts a relay of its own",
            "MemoryTest.A_watch_costs_the_same_after_10_changes_and_after_1010.while_nobody_tells_it",
            new Edit("ServiceWatchers", "if (relaying || size == 0)", "if (size == 0)")),
        Bug.of(
            "a watch queues what it has yet to be told",
            "MemoryTest.A_watch_costs_the_same_after_10_changes_and_after_1010"
                + ".while_it_is_being_told_and_does_not_come_back",
            new Edit(
                "ServiceWatchers",
                "  volatile int changes;",
                "  volatile int changes;\n"
                    + "  final java.util.List<Object> queue = new java.util.ArrayList<>();"),
            new Edit(
                "ServiceWatchers",
                "    changes++;",
                "    changes++;\n    queue.add(new Object());")),
        // Nobody waits.
        Bug.of(
            "a watcher is called under the lock",
            "NobodyWaitsTest.for_a_watcher",
            new Edit(
                "NotificationPass",
                "shard.call(watch);",
                "synchronized (shard.watchers.names.kernel.lock) { shard.call(watch); }")),
        Bug.of(
            "a watcher is called under its shard's lock",
            "NobodyWaitsTest.for_a_watcher",
            new Edit(
                "NotificationPass",
                "shard.call(watch);",
                "synchronized (shard) { shard.call(watch); }")),
        Bug.of(
            "whoever sets a status calls the watchers",
            "NobodyWaitsTest.for_a_watcher",
            new Edit("ServiceWatchers", "names.kernel.handOff(executor(), this);", "run();")),
        Bug.of(
            "a Check waits on its caller's thread",
            "NobodyWaitsTest.for_a_check_on_demand",
            new Edit(
                "StatusQueries",
                "      pending = ask(service, answer);\n",
                "      var run = new java.util.concurrent.CompletableFuture<ServingStatus>();\n"
                    + "      pending = ask(service, run::complete);\n"
                    + "      if (pending != null) {\n"
                    + "        answer.accept(run.join());\n"
                    + "      }\n")),
        Bug.of(
            "a list that is refused has read everything before",
            "ListingTest.A_list_above_its_limit.looks_at_no_service",
            new Edit(
                "StatusQueries",
                "    if (registry.services.size() > limit) {\n"
                    + "      return Optional.empty();\n"
                    + "    }\n",
                "")),
        // Isolation.
        Bug.of(
            "errors of a watcher are not caught",
            "OffendersTest.harm_nobody_else",
            new Edit("LiveWatch", "catch (Throwable e)", "catch (RuntimeException e)")),
        Bug.of(
            "nobody looks whether a pass gets on",
            "OffendersTest.that_hang_harm_nobody_else",
            new Edit("WatcherShard", "    watchers.names.kernel.watchdog.register(this);\n", "")),
        Bug.of(
            "an executor that loses a task is waited for",
            "LostTasksTest.A_notifier_that_loses_a_task.does_not_keep_watchers_on_an_old_status",
            new Edit("Handoff", "threads.time.nanos() - since >= patience", "false")),
        Bug.of(
            "a late result counts",
            "OverrunTest.A_run_that_outlasts_its_timeout.has_its_late_result_dropped",
            new Edit("CheckScheduler", "if (!ended.settled) {", "if (true) {")),
        Bug.of(
            "a run ends as often as its code says so",
            "SingleFlightTest.A_run.that_ends_twice_lets_no_other_start_beside_the_one_after_it",
            new Edit("CheckScheduler", "if (ended == run) {", "if (true) {")),
        Bug.of(
            "a run that goes on after its timeout counts as one failure",
            "OverrunTest.A_run_that_outlasts_its_timeout_with_a_threshold_above_one"
                + ".does_not_freeze_the_status_that_was",
            new Edit(
                "CheckScheduler",
                "      timeout.setIfUnset(check.intervalNanos + timeoutNanos);\n",
                "      timeout.clear();\n")),
        Bug.of(
            "a check that was removed while it hangs is run again beside that run",
            "OverrunTest.A_check_that_is_removed_while_it_hangs_and_added_again"
                + ".is_not_run_beside_the_old_run",
            new Edit("CheckTable", "if (before != null) {", "if (false) {")),
        Bug.of(
            "a pause of the process makes results stale",
            "PauseTest.A_pause_of_the_process.makes_no_result_stale",
            new Edit("ActiveClock", "lost += now - sign;", "lost += 0;")),
        Bug.of(
            "a notifier that begins nothing is trusted with each further task",
            "CircuitBreakerTest.An_executor_that_has_not_begun_a_task_in_time"
                + ".gets_no_more_until_it_begins_one",
            new Edit("Handoff", "        threads.hasNotBegun(executor);\n", "")),
        Bug.of(
            "each step of a relay waits for a slow notifier, however many have waited",
            "LostTasksTest.A_notifier_that_begins_each_task_late"
                + ".is_waited_for_by_a_few_steps_of_a_round",
            new Edit("ServiceWatchers", "waited < MAX_WAIT ||", "waited >= 0 ||")),
        Bug.of(
            "a tick that a timer has lost is waited for",
            "TimerTest.A_timer_that_loses_a_task"
                + ".and_the_two_after_it_keeps_no_check_from_running_that_somebody_asks_for",
            new Edit("Supervisor", "(ticking && !isOverdue())", "ticking")),
        Bug.of(
            "a check that is switched off decides when it fails",
            "SwitchedOffTest.A_check_that_is_switched_off"
                + ".decides_no_service_until_it_is_switched_on_again",
            new Edit(
                "CheckState",
                "return isSwitchedOff() ? Outcome.PASSING : outcome(now);",
                "return isSwitchedOff() && outcome(now) != Outcome.FAILING\n"
                    + "        ? Outcome.PASSING\n        : outcome(now);")),
        Bug.of(
            "a Check waits for a check that is switched off",
            "SwitchedOffTest.A_check_that_is_switched_off.that_has_no_result_yet_holds_nobody_up",
            new Edit(
                "StatusQueries",
                "service.decides(scheduler.state) && !scheduler.state.isSwitchedOff()",
                "service.decides(scheduler.state)")),
        // Release.
        Bug.of(
            "a name that nobody watches any more is kept",
            "InterleavingsTest"
                + ".a_watch_that_is_closed_leaves_nothing_behind_of_a_name_that_nobody_knows",
            new Edit(
                "NameTable",
                "watch.countedUnknown);\n      forgetIfUnused(watchers);",
                "watch.countedUnknown);")),
        Bug.of(
            "whether anybody watches a name is asked without the lock",
            "InterleavingsTest.a_watch_that_joins_as_the_last_one_leaves_is_not_forgotten",
            new Edit(
                "ServiceWatchers",
                "synchronized boolean forgetIfUnused()",
                "boolean forgetIfUnused()")),
        Bug.of(
            "shards are kept until a name's last watch goes",
            "ShardsTest.after_a_peak_of_many_routes_a_watch_costs_what_it_cost_before",
            new Edit("ServiceWatchers", "if (shard.size() == 0) {", "if (size == 0) {")),
        // Fairness.
        Bug.of(
            "a change sends the relay back to the first shard",
            "ShardsTest.while_a_status_flaps_every_shard_gets_its_turn",
            new Edit(
                "ServiceWatchers",
                "        remaining = shards.size();",
                "        remaining = shards.size();\n        cursor = 0;")),
        Bug.of(
            "a change sends a round back to its first watch",
            "ShardsTest.while_a_status_flaps_every_watcher_of_a_shard_gets_its_turn",
            new Edit("LiveWatch", "  boolean joined;", "  boolean joined;\n  int number;"),
            new Edit(
                "WatcherShard",
                "      seen = watchers.changes;\n      remaining = size;",
                "      seen = watchers.changes;\n      remaining = size;\n"
                    + "      while (cursor != null && cursor.number != 0) {\n"
                    + "        cursor = cursor.next;\n      }"),
            new Edit(
                "WatcherShard",
                "    watch.joined = true;",
                "    watch.joined = true;\n    watch.number = size;")),
        Bug.of(
            "a task goes on for as long as changes come",
            "ShardsTest.no_task_calls_more_than_one_round_however_fast_changes_come",
            new Edit("WatcherShard", "      pass.budget--;\n", "")),
        Bug.of(
            "one client may take all watches",
            "LimitsTest.A_client.has_a_share_of_the_watches",
            new Edit("WatchLimits", "client.watches >= limits.watchesPerClient()", "false")));
  }
}
