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
  private int maxWatchesPerClient = 10_000;
  private int maxUnknownNamesPerClient = 1_000;
  private int checkThreads = Threads.CHECK_THREADS;
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
   * kill a server that is draining. That stays with the name when the service is removed and added
   * again.
   *
   * @param names of services given to this builder, {@code ""} included
   * @see Health#survivesDrain
   */
  public HealthBuilder survivesDrain(String... names) {
    survivors.addAll(Require.list("survivesDrain", names));
    return this;
  }

  /** Adds a listener. Several are called independently of each other. */
  public HealthBuilder listener(HealthListener listener) {
    listeners.add(requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Runs checks on this executor, which stays the caller's to shut down: virtual threads, say. By
   * default on {@link #checkThreads} daemon threads of its own.
   *
   * <p>If the executor runs a task on the thread that hands it over, as {@code CallerRunsPolicy}
   * does, that task goes to a thread of health's own, unless {@link #time} is given, too.
   */
  public HealthBuilder checkExecutor(Executor executor) {
    checker = requireNonNull(executor, "checkExecutor");
    return this;
  }

  /**
   * How many daemon threads run checks where no {@link #checkExecutor} is given. At least 1; twice
   * as many as processors by default, and at least 8. Each run that has outlasted its timeout adds
   * one thread until it ends, so that checks that hang do not keep others from running; checks that
   * are slow and end in time never add any.
   */
  public HealthBuilder checkThreads(int threads) {
    checkThreads = Require.atLeast(1, "checkThreads", threads);
    return this;
  }

  /**
   * Calls watchers and listeners on this executor, the caller's. By default on two daemon threads,
   * more once some hang. Where hundreds watch a service, as many of its threads as are free notify
   * them.
   *
   * <p>What it refuses, runs on the thread that hands it over, or does not begin within half a
   * second, a spare thread of health's own does.
   */
  public HealthBuilder notifyExecutor(Executor executor) {
    notifier = requireNonNull(executor, "notifyExecutor");
    return this;
  }

  /**
   * Uses this executor, the caller's, for timing. By default one daemon thread. If it is shut down
   * before health is closed, a daemon thread takes its place within a second or two.
   */
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

  /**
   * How many watches one client may have open at once: one identity, or one route where the
   * transport knows no identity. At least 1; 10,000 by default.
   */
  public HealthBuilder maxWatchesPerClient(int watches) {
    maxWatchesPerClient = Require.atLeast(1, "maxWatchesPerClient", watches);
    return this;
  }

  /**
   * How many watches of names that were unknown when they were opened one client may have at once.
   * At least 0; 1,000 by default.
   */
  public HealthBuilder maxUnknownNamesPerClient(int names) {
    maxUnknownNamesPerClient = Require.atLeast(0, "maxUnknownNamesPerClient", names);
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
    Threads.Given given = new Threads.Given(time, timer, checker, notifier, checkThreads);
    Kernel kernel = new Kernel(given, random);
    LifecycleState lifecycle = new LifecycleState();
    WatchLimits limits =
        new WatchLimits(
            new WatchLimits.Values(
                maxNameBytes,
                maxWatches,
                maxUnknownNames,
                maxWatchesPerClient,
                maxUnknownNamesPerClient));
    ServiceRegistry registry =
        new ServiceRegistry(
            kernel,
            lifecycle,
            new NameTable(kernel, lifecycle, limits),
            new Listeners(listeners, kernel),
            history,
            maxNameBytes);
    Health health = new Health(registry);
    try {
      fill(registry);
    } finally {
      kernel.deferred.flush();
      if (!started) {
        kernel.close();
      }
    }
    return health;
  }

  private void fill(ServiceRegistry registry) {
    synchronized (registry.kernel.lock) {
      try {
        survivors.forEach(name -> registry.survivesDrain(name, true));
        services.forEach(registry::add);
        registry.addOverall(overall);
        started = true;
      } finally {
        if (!started) {
          registry.checks.stopAll();
        }
      }
    }
  }
}
