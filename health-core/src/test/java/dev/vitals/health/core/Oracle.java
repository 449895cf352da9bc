package dev.vitals.health.core;

import dev.vitals.health.CheckResult.Outcome;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.OracleCheck.Result;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the specification says, step by step and by one thread: docs/guarantees.md's semantics in
 * the plainest words, with nothing of the main code in it. It looks at everything at every step.
 *
 * <p>Where the specification leaves open what happens it says so, once and for all: from then on
 * nobody may hold anything against it.
 */
final class Oracle {

  static final int OPEN = -1;

  /** Something that will come by itself; whether it may change what is shown. */
  record Event(long at, boolean shows, Runnable happens) {}

  /** The status of a name from a moment on. */
  record Moment(long at, ServingStatus status) {}

  /** A question that may have to wait. */
  static final class Question {
    final String service;
    final OracleService asked;
    final int since; // the place in the name's timeline at which it was asked
    final Map<OracleCheck, Integer> waits = new LinkedHashMap<>(); // and how many had settled
    boolean may; // be answered
    boolean must;
    boolean cancelled;
    boolean seen; // its answer

    Question(String service, @Nullable OracleService asked, int since) {
      this.service = service;
      this.asked = asked;
      this.since = since;
    }
  }

  final Map<String, OracleService> services = new LinkedHashMap<>();
  final Map<String, OracleCheck> checks = new LinkedHashMap<>();
  final Map<String, Integer> runs = new HashMap<>();
  final Map<String, Result> scripts = new HashMap<>();
  final Map<String, Integer> watching = new HashMap<>(); // how many watch a name
  final Map<String, Result> set = new HashMap<>(); // what statuses were last set to
  final Set<String> survivors = new LinkedHashSet<>();
  final List<Question> questions = new ArrayList<>();
  final Map<String, List<Outcome>> ran = new HashMap<>(); // results of runs, in order
  final Map<String, List<OracleService.Change>> changes = new HashMap<>();
  long now;
  boolean draining;
  boolean closed;
  boolean overallIsOwn;
  @Nullable String left; // open, by the specification

  private final Map<String, List<Moment>> timelines = new HashMap<>();

  void open(String question) {
    left = left == null ? question : left;
  }

  int countRun(String check) {
    return runs.merge(check, 1, Integer::sum);
  }

  Result script(String check) {
    return scripts.getOrDefault(check, new Result(Outcome.PASSING, ""));
  }

  // Reading.

  ServingStatus status(String name) {
    OracleService service = services.get(name);
    return service == null ? ServingStatus.SERVICE_UNKNOWN : service.shown;
  }

  /** What a name has had, from the beginning of the trial on. */
  List<Moment> timeline(String name) {
    return timelines.computeIfAbsent(
        name, any -> new ArrayList<>(List.of(new Moment(0, ServingStatus.SERVICE_UNKNOWN))));
  }

  boolean isWatched(OracleCheck check) {
    return users(check).stream().anyMatch(user -> watching.getOrDefault(user.name, 0) > 0);
  }

  private List<OracleService> users(OracleCheck check) {
    return services.values().stream().filter(user -> user.checks.containsKey(check)).toList();
  }

  // Showing.

  void recompute(OracleCheck check) {
    users(check).forEach(this::recompute);
  }

  void recompute(OracleService service) {
    show(service, decide(service));
  }

  private ServingStatus decide(OracleService service) {
    if (closed || (draining && !survivors.contains(service.name))) {
      return ServingStatus.NOT_SERVING;
    }
    ServingStatus pinned = service.pinned();
    return pinned != null ? pinned : service.aggregate();
  }

  private void show(OracleService service, ServingStatus status) {
    if (status != service.shown) {
      OracleService.Change change = service.change(status, now);
      changes.computeIfAbsent(service.name, any -> new ArrayList<>()).add(change);
      timeline(service.name).add(new Moment(now, status));
    }
  }

  // Services and their checks.

  /** Gives a service other checks: what nobody lists any more stops, what is new begins. */
  void list(OracleService service, Map<Spec, Boolean> list) {
    service.checks.clear();
    List<OracleCheck> fresh = new ArrayList<>();
    list.forEach((spec, critical) -> service.checks.put(find(spec, fresh), critical));
    services.put(service.name, service);
    recompute(service);
    followAll();
    stopUnused();
    begin(fresh);
    rouse(service.name);
    rouse("");
  }

  /** Gives a service that is known other checks, whatever decided it before. */
  void replace(OracleService service, Map<Spec, Boolean> list) {
    overallIsOwn |= service.name.isEmpty();
    service.byHand = null;
    list(service, list);
  }

  void survive(String name, boolean survives) {
    if (survives) {
      survivors.add(name);
    } else {
      survivors.remove(name);
    }
    OracleService service = services.get(name);
    if (service != null) {
      recompute(service);
    }
  }

  private OracleCheck find(Spec spec, List<OracleCheck> fresh) {
    OracleCheck known = checks.get(spec.name());
    if (known != null) {
      return known;
    }
    OracleCheck check = new OracleCheck(this, spec);
    checks.put(spec.name(), check);
    fresh.add(check);
    Result was = set.get(spec.name());
    if (was != null && !spec.isRun()) {
      check.record(was.outcome(), was.reason());
    }
    return check;
  }

  void begin(List<OracleCheck> fresh) {
    for (OracleCheck check : fresh) {
      if (check.spec.sort() == Spec.Sort.BACKGROUND) {
        check.begin();
      }
    }
  }

  /** Whoever watches a name also watches its new checks. */
  void rouse(String name) {
    OracleService service = services.get(name);
    if (service != null && watching.getOrDefault(name, 0) > 0) {
      service.ask();
    }
  }

  void remove(OracleService service) {
    show(service, ServingStatus.SERVICE_UNKNOWN);
    services.remove(service.name);
    followAll();
    stopUnused();
  }

  private void stopUnused() {
    List<OracleCheck> unused = checks.values().stream().filter(c -> users(c).isEmpty()).toList();
    for (OracleCheck check : unused) {
      check.stopped = true;
      checks.remove(check.spec.name());
    }
  }

  /** Without a list of its own, the overall status depends on all checks. */
  void followAll() {
    OracleService overall = services.get("");
    if (overall != null && !overallIsOwn) {
      overall.checks.clear();
      services.forEach(
          (name, service) -> {
            if (service != overall) {
              service.checks.forEach(
                  (c, critical) -> overall.checks.merge(c, critical, (x, y) -> x || y));
            }
          });
      recompute(overall);
    }
  }

  /** Begins with these services, the overall one among them. */
  void start(Map<String, Map<Spec, Boolean>> lists) {
    List<OracleCheck> fresh = new ArrayList<>();
    lists.forEach(
        (name, list) -> {
          OracleService service = new OracleService(name);
          list.forEach((spec, critical) -> service.checks.put(find(spec, fresh), critical));
          services.put(name, service);
        });
    followAll();
    services.values().forEach(this::recompute);
    begin(fresh);
  }

  // Setting.

  void set(String name, Result result) {
    set.put(name, result);
    OracleCheck check = checks.get(name);
    if (check != null) {
      check.record(result.outcome(), result.reason());
      recompute(check);
    }
  }

  boolean canSetByHand(String name) {
    OracleService known = services.get(name);
    return known == null
        || known.byHand != null
        || known.checks.isEmpty()
        || (name.isEmpty() && !overallIsOwn);
  }

  void setByHand(String name, ServingStatus status) {
    Spec spec = Spec.set("status of '" + name + "'");
    Outcome outcome =
        switch (status) {
          case SERVING -> Outcome.PASSING;
          case NOT_SERVING -> Outcome.FAILING;
          default -> Outcome.UNKNOWN;
        };
    set(spec.name(), new Result(outcome, "?"));
    OracleService service = services.computeIfAbsent(name, OracleService::new);
    if (service.byHand == null) {
      overallIsOwn |= name.isEmpty();
      list(service, Map.of(spec, true));
      service.byHand = checks.get(spec.name());
    }
  }

  /** An operator takes a check out of what decides, or puts it back. */
  void switchOff(OracleCheck check, boolean off) {
    check.off = off;
    recompute(check);
  }

  void drain(boolean drains) {
    draining = drains;
    services.values().forEach(this::recompute);
  }

  /** Whatever is known reports NOT_SERVING from now on, and nobody waits any longer. */
  void close() {
    closed = true;
    services.values().forEach(this::recompute);
    checks.values().forEach(check -> check.stopped = true);
    lookAtQuestions();
  }

  SortedMap<String, ServingStatus> statuses() {
    SortedMap<String, ServingStatus> statuses = new TreeMap<>();
    services.forEach((name, service) -> statuses.put(name, service.shown));
    return statuses;
  }

  // Asking.

  Question ask(String name) {
    OracleService service = services.get(name);
    Question question = new Question(name, service, timeline(name).size() - 1);
    if (service != null) {
      boolean certain = isCertain(service);
      for (OracleCheck check : List.copyOf(service.checks.keySet())) {
        int before = check.settled;
        boolean usable = check.known && !check.isOld();
        check.ask();
        boolean decides = service.checks.get(check) && !check.off && !certain && !usable;
        if (decides && (check.isAwaited() || check.settled > before)) {
          question.waits.put(check, before);
        }
      }
    }
    questions.add(question);
    return question;
  }

  private boolean isCertain(OracleService service) {
    return service.pinned() != null
        || closed
        || (draining && !survivors.contains(service.name))
        || service.checks.entrySet().stream()
            .anyMatch(use -> use.getValue() && failsForCertain(use.getKey()));
  }

  /** An old failure of a check that runs on demand is no answer: a new run is. */
  private static boolean failsForCertain(OracleCheck check) {
    boolean old = check.spec.sort() == Spec.Sort.ON_DEMAND && check.isOld();
    return check.outcome() == Outcome.FAILING && !old && !check.off;
  }

  /** Sees which questions may be answered by now, and which must. */
  void lookAtQuestions() {
    for (Question question : questions) {
      question
          .waits
          .entrySet()
          .removeIf(e -> e.getKey().settled > e.getValue() || e.getKey().stopped || e.getKey().off);
      boolean gone = services.get(question.service) != question.asked;
      boolean replaced =
          question.asked != null
              && !gone
              && !question.asked.checks.keySet().containsAll(question.waits.keySet());
      question.must |= question.waits.isEmpty();
      question.may |= question.must || gone || replaced || isCertain(question.asked);
    }
  }

  // Time.

  /** When the next thing comes by itself, or null. */
  @Nullable Event next() {
    List<Event> events = new ArrayList<>();
    checks.values().forEach(check -> check.foresee(events));
    return events.stream().min(Comparator.comparingLong(Event::at)).orElse(null);
  }

  void advance(long nanos) {
    long until = now + nanos;
    for (Event next = next(); next != null && next.at() <= until; next = next()) {
      refuseTies(next);
      now = next.at();
      next.happens().run();
      lookAtQuestions();
    }
    now = until;
  }

  private void refuseTies(Event next) {
    List<Event> events = new ArrayList<>();
    checks.values().forEach(check -> check.foresee(events));
    if (events.stream().filter(e -> e.shows() && e.at() == next.at()).count() > 1) {
      open("the order of what comes at one moment");
    }
  }
}
