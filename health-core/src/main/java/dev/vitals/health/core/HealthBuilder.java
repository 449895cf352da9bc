package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Health} needs. Not thread-safe; may be used once. */
public final class HealthBuilder {

  private final Map<String, List<HealthCheck>> services = new LinkedHashMap<>();
  private final Set<String> survivors = new LinkedHashSet<>();
  private final List<HealthListener> listeners = new ArrayList<>();
  private @Nullable List<HealthCheck> overall;
  private @Nullable Executor checker;
  private @Nullable Executor notifier;
  private @Nullable ScheduledExecutorService timer;
  private @Nullable HealthTime time;
  private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
  private int maxNameBytes = 256;
  private int maxWatches = 100_000;
  private int maxUnknownNames = 10_000;
  private int history = 16;
  private boolean started;

  HealthBuilder() {}

  /**
   * Adds a service that serves if all of its critical checks pass; without any it always serves.
   *
   * @param name any well-formed string but {@code ""}, compared exactly
   * @param checks each critical, unless wrapped by {@link HealthCheck#optional}
   * @throws IllegalArgumentException if the name was given already, or is {@code ""}
   */
  public HealthBuilder service(String name, HealthCheck... checks) {
    requireNonNull(name, "service");
    Require.that(!name.isEmpty(), "service", "''", "a name; for the server as a whole, overall()");
    List<HealthCheck> list = Require.list("check", checks);
    boolean isNew = services.putIfAbsent(name, list) == null;
    Require.that(isNew, "service", Printable.quote(name), "each name once");
    return this;
  }

  /**
   * Gives the overall service a list of its own. Left out, it depends on all checks; an empty list
   * makes it always serve.
   */
  public HealthBuilder overall(HealthCheck... checks) {
    Require.that(overall == null, "overall", "given twice", "once");
    overall = Require.list("check", checks);
    return this;
  }

  /**
   * Names services that a drain leaves as they are: liveness, which must not make an orchestrator
   * kill a server that is draining.
   *
   * @param names of services given to this builder, {@code ""} included
   */
  public HealthBuilder survivesDrain(String... names) {
    survivors.addAll(Require.list("survivesDrain", names));
    return this;
  }

  /** Adds a listener. Several are told independently of each other. */
  public HealthBuilder listener(HealthListener listener) {
    listeners.add(requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Runs checks on this executor, which stays the caller's to shut down: virtual threads, say. By
   * default on daemon threads of its own, as few as processors allow, more once some hang.
   */
  public HealthBuilder checkExecutor(Executor executor) {
    checker = requireNonNull(executor, "checkExecutor");
    return this;
  }

  /**
   * Calls watchers and listeners on this executor, the caller's. By default on two daemon threads,
   * more once some hang. Where hundreds watch a service, as many of its threads as are free tell
   * them.
   */
  public HealthBuilder notifyExecutor(Executor executor) {
    notifier = requireNonNull(executor, "notifyExecutor");
    return this;
  }

  /** Uses this executor, the caller's, for timing. By default one daemon thread. */
  public HealthBuilder timer(ScheduledExecutorService timer) {
    this.timer = requireNonNull(timer, "timer");
    return this;
  }

  /** Goes by this time instead of the machine's: a {@link ManualTime} in tests. */
  public HealthBuilder time(HealthTime time) {
    this.time = requireNonNull(time, "time");
    return this;
  }

  /** Takes jitter from this source of numbers from 0 to 1, thread-safe. Random by default. */
  public HealthBuilder random(DoubleSupplier random) {
    this.random = requireNonNull(random, "random");
    return this;
  }

  /** The longest name of a service, in bytes of UTF-8. At least 1; 256 by default. */
  public HealthBuilder maxNameBytes(int bytes) {
    maxNameBytes = Require.atLeast(1, "maxNameBytes", bytes);
    return this;
  }

  /** How many watches may be open at once. At least 1; 100,000 by default. */
  public HealthBuilder maxWatches(int watches) {
    maxWatches = Require.atLeast(1, "maxWatches", watches);
    return this;
  }

  /** How many distinct unknown names may be watched at once. At least 0; 10,000 by default. */
  public HealthBuilder maxUnknownNames(int names) {
    maxUnknownNames = Require.atLeast(0, "maxUnknownNames", names);
    return this;
  }

  /** How many transitions of each service are kept for reports. At least 0; 16 by default. */
  public HealthBuilder history(int transitions) {
    history = Require.atLeast(0, "history", transitions);
    return this;
  }

  /**
   * Starts: checks begin to run, and services report {@code UNKNOWN} until their first results.
   *
   * @throws IllegalArgumentException if what was given does not fit together; nothing runs then
   * @throws IllegalStateException if this builder has been used
   */
  public Health start() {
    if (started) {
      throw new IllegalStateException("builder: used (expected: a new one for each health)");
    }
    for (String name : survivors) {
      boolean known = name.isEmpty() || services.containsKey(name);
      Require.that(known, "survivesDrain", Printable.quote(name), "a name given to service()");
    }
    Require.that(
        time == null || timer == null,
        "timer",
        "given with a time",
        "one of the two: a time has a timer");
    Threads threads = new Threads(time, timer, checker, notifier);
    Board board =
        new Board(
            threads,
            random,
            new Audiences.Limits(maxNameBytes, maxWatches, maxUnknownNames),
            history,
            listeners);
    Roster roster = new Roster(board, maxNameBytes);
    Health health = new Health(board, roster, threads::shutDown);
    try {
      fill(board, roster, threads);
    } finally {
      board.outbox.flush();
    }
    return health;
  }

  private void fill(Board board, Roster roster, Threads threads) {
    synchronized (board.lock) {
      try {
        services.forEach((name, checks) -> roster.add(name, checks, survivors.contains(name)));
        roster.addOverall(overall, survivors.contains(""));
        started = true;
      } finally {
        if (!started) {
          roster.stopAll();
          board.outbox.close(threads::shutDown);
        }
      }
    }
  }
}
