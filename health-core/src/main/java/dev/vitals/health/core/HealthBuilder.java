package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.HealthListener;
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

/** Builds a {@link Health}. Not thread-safe; may be used once. */
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
  private int maxWatchesPerClient = -1; // a tenth of all
  private int maxUnknownNamesPerClient = -1;
  private int checkThreads = Threads.CHECK_THREADS;
  private int history = 16;
  private boolean started;

  HealthBuilder() {}

  /**
   * Adds a service, which serves if all of its critical checks pass; without any it always serves.
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
   * Gives the overall service a list of its own. By default it depends on all checks; with an empty
   * list it always serves.
   */
  public HealthBuilder overall(HealthCheck... checks) {
    Require.that(overall == null, "overall", "given twice", "once");
    overall = Require.list("check", checks);
    return this;
  }

  /**
   * Names services that a drain leaves as they are, such as liveness: it must not make an
   * orchestrator kill a server that drains. The setting belongs to the name: it stays if the
   * service is removed and added again.
   *
   * @param names names of services given to this builder, or {@code ""}
   * @see Health#survivesDrain
   */
  public HealthBuilder survivesDrain(String... names) {
    survivors.addAll(Require.list("survivesDrain", names));
    return this;
  }

  /**
   * Adds a listener, which receives events from the start on. Health calls several listeners
   * independently of each other.
   *
   * @see Health#addListener
   */
  public HealthBuilder listener(HealthListener listener) {
    listeners.add(requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Runs checks on this executor, such as one of virtual threads. The caller shuts it down. By
   * default, {@link #checkThreads} daemon threads of health's own run checks, and one more for each
   * run that holds its thread after its timeout. Health adds no thread to this executor: if checks
   * that hang hold all its threads, the other checks do not run, grow stale and read {@code
   * UNKNOWN}.
   *
   * <p>If the executor runs tasks on the submitting thread, as {@code CallerRunsPolicy} does, a
   * thread of health's own runs the check, unless {@link #time} is given, too.
   */
  public HealthBuilder checkExecutor(Executor executor) {
    checker = requireNonNull(executor, "checkExecutor");
    return this;
  }

  /**
   * Sets how many daemon threads run checks if no {@link #checkExecutor} is given. At least 1; by
   * default twice the number of processors, and at least 8. A run that holds its thread after its
   * timeout adds one thread until it returns, and so does a run that has waited for its whole
   * timeout behind one that is overdue. So checks that hang do not keep others from running, and
   * checks that are slow but end in time add no thread.
   */
  public HealthBuilder checkThreads(int threads) {
    checkThreads = Require.atLeast(1, "checkThreads", threads);
    return this;
  }

  /**
   * Calls watchers and listeners on this executor. The caller shuts it down. By default two daemon
   * threads call them, and more once some hang. If a service has hundreds of watchers, all free
   * threads of the executor notify them.
   *
   * <p>If the executor refuses a task, does not begin it within half a second, or would run it on
   * the submitting thread, a spare thread of health's own runs it: no thread that changes a status
   * calls a watcher. After a task that it did not begin in time, spare threads run all others, too,
   * until the executor begins one again. With a supplied {@link #time}, tasks may run inline.
   *
   * <p>{@code execute} must not block, because a thread that changes a status calls it and waits
   * for it. Once it has blocked for half a second, spare threads run the tasks, and no other thread
   * calls it until it returns.
   */
  public HealthBuilder notifyExecutor(Executor executor) {
    notifier = requireNonNull(executor, "notifyExecutor");
    return this;
  }

  /**
   * Uses this executor as the timer. Its methods must not block. The caller shuts it down. If that
   * happens before health is closed, a daemon thread replaces it within a second or two; and if the
   * executor fires nothing any more, within four or five. Meanwhile no check runs and no run times
   * out, and statuses stay as they are until results grow stale. By default the timer is one daemon
   * thread.
   */
  public HealthBuilder timer(ScheduledExecutorService timer) {
    this.timer = requireNonNull(timer, "timer");
    return this;
  }

  /** Uses this time instead of the machine's: a {@link ManualTime} in tests. */
  public HealthBuilder time(HealthTime time) {
    this.time = requireNonNull(time, "time");
    return this;
  }

  /** Takes jitter from this thread-safe source of numbers from 0 to 1. Random by default. */
  public HealthBuilder random(DoubleSupplier random) {
    this.random = requireNonNull(random, "random");
    return this;
  }

  /** Sets the maximum length of a service's name, in bytes of UTF-8. At least 1; 256 by default. */
  public HealthBuilder maxNameBytes(int bytes) {
    maxNameBytes = Require.atLeast(1, "maxNameBytes", bytes);
    return this;
  }

  /** Sets how many watches may be open at once. At least 1; 100,000 by default. */
  public HealthBuilder maxWatches(int watches) {
    maxWatches = Require.atLeast(1, "maxWatches", watches);
    return this;
  }

  /** Sets how many distinct unknown names may be watched at once. At least 0; 10,000 by default. */
  public HealthBuilder maxUnknownNames(int names) {
    maxUnknownNames = Require.atLeast(0, "maxUnknownNames", names);
    return this;
  }

  /**
   * Sets how many watches one client may have open at once. A client is one identity, or one route
   * if the transport knows no identity. At least 1; by default a tenth of {@link #maxWatches}.
   */
  public HealthBuilder maxWatchesPerClient(int watches) {
    maxWatchesPerClient = Require.atLeast(1, "maxWatchesPerClient", watches);
    return this;
  }

  /**
   * Sets how many open watches one client may have of names that were unknown when it opened them.
   * At least 0; by default a tenth of {@link #maxUnknownNames}.
   */
  public HealthBuilder maxUnknownNamesPerClient(int names) {
    maxUnknownNamesPerClient = Require.atLeast(0, "maxUnknownNamesPerClient", names);
    return this;
  }

  /**
   * Sets how many transitions of each service health keeps for reports. At least 0; 16 by default.
   */
  public HealthBuilder history(int transitions) {
    history = Require.atLeast(0, "history", transitions);
    return this;
  }

  /**
   * Starts health. Checks begin to run, and services with checks report {@code UNKNOWN} until the
   * first results.
   *
   * @throws IllegalArgumentException if the settings do not fit together; nothing runs then
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
                share(maxWatchesPerClient, maxWatches),
                share(maxUnknownNamesPerClient, maxUnknownNames)));
    ServiceRegistry registry =
        new ServiceRegistry(
            kernel,
            lifecycle,
            new NameTable(kernel, lifecycle, limits),
            new Listeners(kernel),
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

  /** Returns what one client may have at once: a tenth of what all may, unless it is given. */
  private static int share(int given, int ofAll) {
    return given >= 0 ? given : (ofAll + 9) / 10;
  }

  private void fill(ServiceRegistry registry) {
    synchronized (registry.kernel.lock) {
      try {
        listeners.forEach(registry.listeners::add);
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
