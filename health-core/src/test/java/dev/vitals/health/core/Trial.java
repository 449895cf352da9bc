package dev.vitals.health.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.OracleCheck.Result;
import dev.vitals.health.core.Subject.Call;
import dev.vitals.health.core.Subject.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Takes the same steps on both sides, the health and the oracle, and notes them for people. */
final class Trial {

  private static final long[] LENGTHS = {
    1, 1_000_000, 100_000_007, 1_000_000_011, 5_000_000_021L, 100_000_000_049L
  };
  private static final List<ServingStatus> SETTABLE =
      List.of(ServingStatus.NOT_SERVING, ServingStatus.SERVING, ServingStatus.UNKNOWN);

  /** A drain that is waited for; when it is over. */
  record Wait(CompletableFuture<Void> over, long until) {}

  private record Pin(ServiceOverride override, OracleService service, int place) {}

  final Oracle oracle = new Oracle();
  final Subject subject;
  final List<Subject.Watcher> watchers = new ArrayList<>();
  final List<Subject.Asker> askers = new ArrayList<>();
  final List<Wait> waits = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  private final List<Pin> pins = new ArrayList<>();
  private final List<Spec> specs;

  Trial(Setup setup) {
    specs = setup.specs();
    log.add("start with " + setup);
    if ((setup.survivors() & 1) != 0) {
      oracle.survivors.add("a");
    }
    if ((setup.survivors() & 2) != 0) {
      oracle.survivors.add("");
    }
    subject = new Subject(setup);
    Map<String, Map<Spec, Boolean>> services = new LinkedHashMap<>();
    services.put("a", pick(setup.first(), 0));
    services.put("b", pick(setup.second(), 0));
    services.put("", pick(setup.overall() == Setup.Overall.OWN ? setup.second() : 0, 0));
    oracle.overallIsOwn = setup.overall() != Setup.Overall.ALL;
    oracle.start(services);
  }

  private Map<Spec, Boolean> pick(int bits, int optional) {
    Map<Spec, Boolean> picked = new LinkedHashMap<>();
    for (int i = 0; i < specs.size(); i++) {
      if ((bits >> i & 1) == 1) {
        picked.put(specs.get(i), (optional >> i & 1) == 0);
      }
    }
    return picked;
  }

  void take(Act act) {
    switch (act.op()) {
      case TO_NEXT -> toNext(act.x(), act.z());
      case ADVANCE -> advance(length(act));
      case COMPLETE -> complete(act);
      case SCRIPT -> script(act.x() % 2 == 0 ? "quick" : "tap", end(act));
      case SET -> set(act.x() % 2 == 0 ? "lost" : "cache", End.values()[act.y() % 4]);
      case ADD -> add(name(act.x(), 3), act.y(), act.z());
      case REMOVE -> remove(name(act.x(), 3));
      case REPLACE -> replace(name(act.x(), 4), act.y(), act.z());
      case SURVIVE -> survive(name(act.x(), 4), act.y() % 2 == 0);
      case HAND -> hand(name(act.x(), 4), SETTABLE.get(act.y() % 3));
      case ASK -> ask(name(act.x(), 5));
      case GIVE_UP -> giveUp(act.x());
      case WATCH -> watch(name(act.x(), 5), act.y() % 3 != 2);
      case POLL -> poll(act.x());
      case UNWATCH -> unwatch(act.x());
      case LIST -> list(act.x() % 6);
      case DRAIN -> drain();
      case DRAIN_FOR -> drainFor(1_000_000_233L * (1 + act.x() % 8));
      case RESUME -> resume();
      case PIN -> pin(name(act.x(), 4), SETTABLE.get(act.y() % 3));
      case UNPIN -> unpin(act.x());
      case SWITCH_OFF -> switchOff(act.x());
      case SWITCH_ON -> switchOn(act.x());
    }
    oracle.lookAtQuestions();
  }

  private static String name(int number, int of) {
    return List.of("a", "b", "c", "", "nobody").get(number % of);
  }

  private static End end(Act act) {
    return End.values()[act.y() % End.values().length];
  }

  // Time.

  private void toNext(int more, int delta) {
    for (int i = 0; i <= more % 3; i++) {
      Oracle.Event next = oracle.next();
      if (next != null) {
        advance(Math.max(0, next.at() - oracle.now + (i == more % 3 ? delta % 3 - 1 : 0)));
      }
    }
  }

  private long length(Act act) {
    Spec spec = specs.get(act.y() % specs.size());
    return switch (act.x() % 5) {
      case 0 -> LENGTHS[act.z() % LENGTHS.length];
      case 1 -> spec.timeout() + act.z() % 3;
      case 2 -> spec.interval() + act.z() % 3;
      case 3 -> spec.isRun() ? spec.stale() + act.z() % 3 : 0;
      default -> spec.timeout() / 2;
    };
  }

  private void advance(long nanos) {
    note("advance " + Duration.ofNanos(nanos));
    subject.time.advance(Duration.ofNanos(nanos));
    oracle.advance(nanos);
  }

  // Checks.

  private void complete(Act act) {
    List<Call> calls = subject.calls;
    List<Call> open = calls.stream().filter(call -> !call.isDone()).toList();
    List<Call> from = act.z() % 8 == 7 || open.isEmpty() ? calls : open;
    if (from.isEmpty()) {
      return;
    }
    Call call = from.get(from.size() - 1 - act.x() % from.size());
    boolean isOpen = !call.isDone();
    note("complete " + call + " with " + end(act) + (isOpen ? "" : ", though it is over"));
    call.end(end(act));
    OracleCheck check = oracle.checks.get(call.spec.name());
    if (isOpen && check != null && check.running && check.run == call.number) {
      Result result = Subject.result(end(act));
      check.finish(result.outcome(), result.reason());
    }
  }

  private void script(String check, End end) {
    note("from now on " + check + " gives " + end);
    subject.scripts.put(check, end);
    oracle.scripts.put(check, Subject.result(end));
  }

  private void set(String check, End end) {
    note("set " + check + " to " + end);
    CheckResult result = Subject.value(end);
    ((ServiceStatus) subject.checks.get(check)).set(result);
    oracle.set(check, new Result(result.outcome(), result.reason()));
  }

  // Services.

  private void add(String name, int checks, int optional) {
    Map<Spec, Boolean> list = pick(checks, optional);
    note("add '" + name + "' with " + words(list));
    boolean added =
        attempt(
            IllegalArgumentException.class,
            !oracle.services.containsKey(name),
            () -> subject.health.addService(name, subject.pick(checks, optional)));
    if (added) {
      openIfAnOldRunHangs(list);
      oracle.list(new OracleService(name), list);
    }
  }

  private void replace(String name, int checks, int optional) {
    Map<Spec, Boolean> list = pick(checks, optional);
    note("replace the checks of '" + name + "' by " + words(list));
    OracleService known = oracle.services.get(name);
    boolean replaced =
        attempt(
            IllegalArgumentException.class,
            known != null,
            () -> subject.health.replaceChecks(name, subject.pick(checks, optional)));
    if (replaced) {
      openIfAnOldRunHangs(list);
      oracle.replace(known, list);
    }
  }

  private void survive(String name, boolean survives) {
    note("'" + name + "' " + (survives ? "survives" : "does not survive") + " a drain");
    subject.health.survivesDrain(name, survives);
    oracle.survive(name, survives);
  }

  private void openIfAnOldRunHangs(Map<Spec, Boolean> list) {
    for (Spec spec : list.keySet()) {
      boolean hangs =
          subject.calls.stream().anyMatch(call -> call.spec.equals(spec) && !call.isDone());
      if (hangs && !oracle.checks.containsKey(spec.name())) {
        oracle.open("when a check begins again whose run from before hangs");
      }
    }
  }

  private static String words(Map<Spec, Boolean> list) {
    List<String> words = new ArrayList<>();
    list.forEach((spec, critical) -> words.add(spec.name() + (critical ? "" : " (optional)")));
    return words.toString();
  }

  private void remove(String name) {
    note("remove '" + name + "'");
    OracleService known = oracle.services.get(name);
    assertThat(subject.health.removeService(name)).as("it was known").isEqualTo(known != null);
    if (known != null) {
      oracle.remove(known);
    }
  }

  private void hand(String name, ServingStatus status) {
    note("set '" + name + "' to " + status + " by hand");
    boolean can = oracle.canSetByHand(name);
    if (attempt(IllegalStateException.class, can, () -> subject.health.set(name, status))) {
      oracle.setByHand(name, status);
    }
  }

  private void pin(String name, ServingStatus status) {
    note("override '" + name + "' with " + status);
    OracleService known = oracle.services.get(name);
    attempt(
        IllegalArgumentException.class,
        known != null,
        () ->
            pins.add(
                new Pin(
                    subject.health.override(name, status, "by hand"),
                    known,
                    known.overrides.size())));
    if (known != null) {
      known.overrides.add(status);
      oracle.recompute(known);
    }
  }

  private void unpin(int number) {
    if (!pins.isEmpty()) {
      Pin pin = pins.get(number % pins.size());
      note("close override " + pin.place + " of '" + pin.service.name + "'");
      pin.override.close();
      pin.service.overrides.set(pin.place, null);
      if (oracle.services.get(pin.service.name) == pin.service) {
        oracle.recompute(pin.service);
      }
    }
  }

  private void switchOff(int number) {
    String name = specs.get(number % specs.size()).name();
    note("switch off " + name);
    OracleCheck known = oracle.checks.get(name);
    if (attempt(
        IllegalArgumentException.class,
        known != null,
        () -> subject.health.switchOff(name, "by hand"))) {
      oracle.switchOff(known, true);
    }
  }

  private void switchOn(int number) {
    String name = specs.get(number % specs.size()).name();
    note("switch on " + name);
    OracleCheck known = oracle.checks.get(name);
    boolean[] was = new boolean[1];
    if (attempt(
        IllegalArgumentException.class,
        known != null,
        () -> was[0] = subject.health.switchOn(name))) {
      assertThat(was[0]).as("it was off").isEqualTo(known.off);
      oracle.switchOff(known, false);
    }
  }

  private void drain() {
    note("drain");
    subject.health.drain();
    oracle.drain(true);
  }

  private void drainFor(long nanos) {
    note("drain for " + Duration.ofNanos(nanos));
    CompletableFuture<Void> over = subject.health.drain(Duration.ofNanos(nanos));
    waits.add(new Wait(over, oracle.now + nanos));
    oracle.drain(true);
  }

  private void resume() {
    note("resume");
    subject.health.resume();
    for (Wait wait : waits) {
      assertThat(wait.over.isDone()).as("a drain that is resumed").isTrue();
    }
    waits.clear();
    oracle.drain(false);
  }

  // Readers.

  private void ask(String name) {
    note("check '" + name + "': question " + askers.size());
    askers.add(subject.new Asker(name));
    oracle.ask(name);
  }

  private void giveUp(int number) {
    if (!askers.isEmpty()) {
      int place = number % askers.size();
      note("give up question " + place);
      PendingCheck pending = askers.get(place).pending;
      pending.cancel();
      oracle.questions.get(place).cancelled = true;
    }
  }

  private void watch(String name, boolean eager) {
    note("watch '" + name + "'" + (eager ? "" : " lazily") + ": watch " + watchers.size());
    watchers.add(subject.new Watcher(name, eager, oracle.timeline(name).size() - 1));
    oracle.watching.merge(name, 1, Integer::sum);
    oracle.rouse(name);
  }

  private void poll(int number) {
    List<Subject.Watcher> lazy = watchers.stream().filter(w -> !w.eager).toList();
    if (!lazy.isEmpty()) {
      Subject.Watcher watcher = lazy.get(number % lazy.size());
      note("poll watch " + watchers.indexOf(watcher));
      ServingStatus before = watcher.last();
      ServingStatus status = watcher.poll();
      assertThat(status).as("not the same twice").isNotEqualTo(before == null ? "" : before);
      if (oracle.left == null) {
        ServingStatus now = oracle.status(watcher.name);
        assertThat(status).as("what is polled").isEqualTo(now == before ? null : now);
      }
    }
  }

  private void unwatch(int number) {
    if (!watchers.isEmpty()) {
      Subject.Watcher watcher = watchers.remove(number % watchers.size());
      note("close a watch of '" + watcher.name + "'");
      watcher.watch.close();
      assertThat(watcher.watch.poll()).as("after close").isNull();
      oracle.watching.merge(watcher.name, -1, Integer::sum);
    }
  }

  private void list(int limit) {
    boolean refused = limit < oracle.services.size();
    note("list" + (limit == 0 ? "" : " at most " + limit));
    SortedMap<String, ServingStatus> before = oracle.statuses();
    SortedMap<String, ServingStatus> listed =
        limit == 0
            ? subject.health.statuses()
            : subject.health.statuses(limit).orElseGet(TreeMap::new);
    if (limit == 0 || !refused) {
      oracle.services.values().forEach(service -> service.ask());
    }
    if (oracle.left == null) {
      assertThat(listed)
          .as("the list")
          .isIn(limit != 0 && refused ? List.of(Map.of()) : List.of(before, oracle.statuses()));
    }
  }

  // Notes.

  private void note(String step) {
    log.add(Duration.ofNanos(oracle.now) + " " + step);
  }

  /** Does it, unless it should be refused; whether it was done. */
  private static boolean attempt(Class<?> refusal, boolean allowed, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      assertThat(e).as("refused").isInstanceOf(refusal);
      assertThat(allowed).as("allowed, and refused with %s", e).isFalse();
      return false;
    }
    assertThat(allowed).as("allowed").isTrue();
    return true;
  }
}
