package dev.vitals.benchmarks.counts;

import dev.vitals.benchmarks.subject.Subject;
import dev.vitals.benchmarks.subject.SubjectKind;
import dev.vitals.health.CheckResult;
import dev.vitals.health.Transition;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.HealthListener;
import dev.vitals.health.core.ServiceStatus;
import dev.vitals.health.v1.HealthGrpc;
import io.grpc.ServerMethodDefinition;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/**
 * Counts what Vitals itself spends, with stub calls in the place of a transport. The same on every
 * machine: executors run at once or by hand, and nothing is timed.
 */
public final class Counts {

  private static final int MANY = 10_000;
  private static final int FEW = 100;

  private Counts() {}

  /** Returns all counts, by the names that results give them. */
  public static Map<String, Long> all() {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("allocated_a_message_b", bytesAMessage());
    counts.put(
        "allocated_a_check_beyond_bare_b",
        bytesACheck(SubjectKind.VITALS) - bytesACheck(SubjectKind.FLOOR_SHARDED));
    counts.put("storm_messages_a_watcher", stormMessages());
    counts.put("stalled_messages", stalledMessages());
    counts.put("handoffs_a_change", handOffsAChange());
    counts.put("walks_a_change", walksAChange());
    counts.put("retained_objects_a_watcher", retained().objects());
    counts.put("retained_bytes_a_watcher", retained().bytes());
    counts.put("services_touched_beyond_users", servicesTouchedBeyondUsers());
    counts.put("allocated_among_services_beyond_few_b", bytesAmongServicesBeyondFew());
    return counts;
  }

  /** Returns by how much most an operation on one service allocates more among many of them. */
  private static long bytesAmongServicesBeyondFew() {
    return Arrays.stream(AmongServices.values())
        .mapToLong(AmongServices::bytesBeyondFew)
        .max()
        .orElseThrow();
  }

  /** Returns what one more watcher makes a change allocate, from the walk to the encoded bytes. */
  public static long bytesAMessage() {
    return Math.round((double) (bytesAChange(MANY) - bytesAChange(1)) / (MANY - 1));
  }

  private static long bytesAChange(int watchers) {
    try (StubWatches watches = new StubWatches(Runnable::run).opened(watchers)) {
      return Allocation.of(watches::flip);
    }
  }

  /**
   * Returns what a Check allocates, its listener, metadata and encoded message included; but not
   * its request, which protobuf parses.
   */
  public static long bytesACheck(SubjectKind kind) {
    try (Subject subject = kind.start()) {
      ServerMethodDefinition<?, ?> check =
          subject.service().getMethod(HealthGrpc.getCheckMethod().getFullMethodName());
      StubCall<Object, ?> call = StubCall.of(check);
      Object request = call.parse(StubWatches.REQUEST);
      long bytes =
          Allocation.of(
              () -> {
                for (int i = 0; i < MANY; i++) {
                  call.open(request);
                }
              });
      return Math.round((double) bytes / MANY);
    }
  }

  /** Returns how often a watcher is told if all changes come before its thread gets to run. */
  public static long stormMessages() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    try (StubWatches watches = new StubWatches(tasks::add).opened(MANY)) {
      runAll(tasks);
      long before = watches.messages();
      for (int i = 0; i < MANY - 1; i++) { // an odd number: they end on another status
        watches.flip();
      }
      runAll(tasks);
      return (watches.messages() - before) / MANY;
    }
  }

  /** Returns how many messages a client that has no room is sent, however often it is told. */
  public static long stalledMessages() {
    try (StubWatches watches = new StubWatches(Runnable::run).opened(1)) {
      watches.ready(false);
      long before = watches.messages();
      for (int i = 0; i < MANY; i++) {
        watches.flip();
      }
      return watches.messages() - before;
    }
  }

  /** Returns how many tasks who makes a change hands off because of its 10,000 watchers. */
  public static long handOffsAChange() {
    return tasks(MANY, Queue::size) - tasks(0, Queue::size);
  }

  /** Returns how many tasks it takes to tell all of them: each hands off the next. */
  public static long walksAChange() {
    return tasks(MANY, Counts::runAll) - tasks(0, Counts::runAll);
  }

  /** Returns the same, where a few watch. */
  public static long walksToAFew() {
    return tasks(FEW, Counts::runAll) - tasks(0, Counts::runAll);
  }

  private static long tasks(int watchers, ToIntFunction<Queue<Runnable>> counts) {
    Queue<Runnable> tasks = new ArrayDeque<>();
    try (StubWatches watches = new StubWatches(tasks::add).opened(watchers)) {
      runAll(tasks);
      watches.flip();
      int counted = counts.applyAsInt(tasks);
      runAll(tasks);
      return counted;
    }
  }

  private static int runAll(Queue<Runnable> tasks) {
    int count = 0;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
      count++;
    }
    return count;
  }

  /** Returns what an open watch keeps on our side: objects of ours, and bytes of any class. */
  static Histogram retained() {
    try (StubWatches watches = new StubWatches(Runnable::run)) {
      watches.prepare(MANY);
      Histogram.now(); // what reading it loads is not counted
      Histogram before = Histogram.now();
      watches.open();
      Histogram after = Histogram.now();
      return new Histogram(
          Math.round((double) (after.objects() - before.objects()) / MANY),
          Math.round((double) (after.bytes() - before.bytes()) / MANY));
    }
  }

  /** Returns how many services change, beside the two that use it, when a check does. */
  public static long servicesTouchedBeyondUsers() {
    AtomicLong changed = new AtomicLong();
    HealthListener listener =
        new HealthListener() {
          @Override
          public void statusChanged(Transition transition) {
            changed.incrementAndGet();
          }
        };
    ServiceStatus shared = passing("shared");
    HealthBuilder builder =
        Health.builder().notifyExecutor(Runnable::run).listener(listener).overall();
    builder.service("user one", shared).service("user two", shared);
    for (int i = 0; i < MANY; i++) {
      builder.service("other " + i, passing("of " + i));
    }
    Health health = builder.start();
    changed.set(0);
    shared.set(CheckResult.failing("lost"));
    long others = changed.get() - 2;
    health.close();
    return others;
  }

  private static ServiceStatus passing(String name) {
    ServiceStatus status = ServiceStatus.create(name);
    status.set(CheckResult.passing());
    return status;
  }
}
