package dev.vitals.health.core;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthListener;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import dev.vitals.health.Watch;
import dev.vitals.health.core.Oracle.Moment;
import dev.vitals.health.core.OracleCheck.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/**
 * The side of a differential trial that is tried: a health on manual time, its checks and users.
 */
final class Subject implements HealthListener {

  /** How a run that a trial completes ends. */
  enum End {
    PASS,
    FAIL,
    DEGRADED,
    UNKNOWN,
    THROW,
    NULL,
    ERROR
  }

  final ManualTime time = new ManualTime();
  private final Instant start = time.now();
  final Map<String, HealthCheck> checks = new LinkedHashMap<>();
  final List<Call> calls = new ArrayList<>();
  final Map<String, Integer> runs = new HashMap<>();
  final Map<String, List<Transition>> transitions = new HashMap<>();
  final Map<String, List<CheckResult.Outcome>> ran = new HashMap<>();
  final Map<String, End> scripts = new HashMap<>();
  final Health health;

  Subject(Setup setup) {
    setup.specs().forEach(spec -> checks.put(spec.name(), check(spec)));
    HealthBuilder builder = Lab.inline(time).listener(this).history(4);
    builder.service("a", pick(setup.first(), 0)).service("b", pick(setup.second(), 0));
    if (setup.overall() != Setup.Overall.ALL) {
      builder.overall(pick(setup.overall() == Setup.Overall.OWN ? setup.second() : 0, 0));
    }
    if ((setup.survivors() & 1) != 0) {
      builder.survivesDrain("a");
    }
    if ((setup.survivors() & 2) != 0) {
      builder.survivesDrain("");
    }
    health = builder.start();
  }

  /** Returns those checks whose bits are set, optional where the others are. */
  HealthCheck[] pick(int bits, int optional) {
    List<HealthCheck> picked = new ArrayList<>();
    int bit = 1;
    for (HealthCheck check : checks.values()) {
      if ((bits & bit) != 0) {
        picked.add((optional & bit) != 0 ? HealthCheck.optional(check) : check);
      }
      bit <<= 1;
    }
    return picked.toArray(HealthCheck[]::new);
  }

  private HealthCheck check(Spec spec) {
    if (!spec.isRun()) {
      return ServiceStatus.create(spec.name());
    }
    ServiceCheck.Blocking scripted =
        context -> {
          runs.merge(spec.name(), 1, Integer::sum);
          return play(scripts.getOrDefault(spec.name(), End.PASS));
        };
    return spec.timed(
            spec.scripted()
                ? ServiceCheck.blocking(spec.name(), scripted)
                : ServiceCheck.async(spec.name(), context -> begin(spec)))
        .build();
  }

  private Call begin(Spec spec) {
    Call call = new Call(spec, runs.merge(spec.name(), 1, Integer::sum));
    calls.add(call);
    return call;
  }

  private static CheckResult play(End end) throws Exception {
    return switch (end) {
      case THROW -> throw new IllegalStateException("thrown");
      case ERROR -> throw new StackOverflowError("thrown");
      default -> value(end);
    };
  }

  static CheckResult value(End end) {
    return switch (end) {
      case PASS -> CheckResult.passing();
      case DEGRADED -> CheckResult.passing("slow");
      case FAIL -> CheckResult.failing("broken");
      case UNKNOWN -> CheckResult.unknown("warming up");
      default -> null;
    };
  }

  /** What an end counts as; a reason of "?" is the main code's to word. */
  static Result result(End end) {
    return switch (end) {
      case THROW, NULL, ERROR -> new Result(CheckResult.Outcome.FAILING, "?");
      default -> new Result(value(end).outcome(), value(end).reason());
    };
  }

  long now() {
    return Duration.between(start, time.now()).toNanos();
  }

  long elapsed(Instant at) {
    return Duration.between(start, at).toNanos();
  }

  @Override
  public void statusChanged(Transition transition) {
    transitions.computeIfAbsent(transition.service(), any -> new ArrayList<>()).add(transition);
  }

  @Override
  public void checkRan(CheckReport check) {
    if (check.overrun() == null || check.overrun().isZero()) { // a hanging run is not over
      ran.computeIfAbsent(check.name(), any -> new ArrayList<>()).add(check.last().outcome());
    }
  }

  /** A run under way. Whoever follows it hears of its end twice. */
  final class Call extends CompletableFuture<CheckResult> {
    final Spec spec;
    final int number;

    Call(Spec spec, int number) {
      this.spec = spec;
      this.number = number;
    }

    void end(End end) {
      switch (end) {
        case THROW -> completeExceptionally(new IllegalStateException("thrown"));
        case ERROR -> completeExceptionally(new StackOverflowError("thrown"));
        default -> complete(value(end));
      }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      return spec.obeys() && super.cancel(mayInterrupt);
    }

    @Override
    public CompletableFuture<CheckResult> whenComplete(
        BiConsumer<? super CheckResult, ? super Throwable> action) {
      return super.whenComplete(
          (result, failure) -> {
            action.accept(result, failure);
            action.accept(result, failure);
          });
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }

    @Override
    public String toString() {
      return spec.name() + " run " + number;
    }
  }

  /** Somebody who watches: at once, or when a trial says so. */
  final class Watcher {
    final String name;
    final boolean eager;
    final int since; // the place in the name's timeline at which it came
    final List<Moment> seen = new ArrayList<>();
    final Watch watch;

    Watcher(String name, boolean eager, int since) {
      this.name = name;
      this.eager = eager;
      this.since = since;
      watch = health.watch(name, this::changed);
      if (eager) {
        poll();
      }
    }

    private void changed(Watch changed) {
      if (eager && watch != null) { // else it is told before it has come
        poll();
      }
    }

    ServingStatus poll() {
      ServingStatus status = watch.poll();
      if (status != null) {
        seen.add(new Moment(now(), status));
      }
      return status;
    }

    ServingStatus last() {
      return seen.isEmpty() ? null : seen.get(seen.size() - 1).status();
    }
  }

  /** Somebody who asks, and the answers. */
  final class Asker {
    final List<Moment> answers = new ArrayList<>();
    final PendingCheck pending;

    Asker(String name) {
      pending = health.check(name, status -> answers.add(new Moment(now(), status)));
    }
  }
}
