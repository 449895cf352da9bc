package dev.vitals.benchmarks.counts;

import dev.vitals.benchmarks.subject.Subject;
import dev.vitals.benchmarks.subject.SubjectKind;
import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthListener;
import dev.vitals.health.Transition;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.ManualTime;
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

  private static final int LARGE_COUNT = 10_000;
  private static final int SMALL_WATCHER_COUNT = 100;

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
    counts.put("walks_a_change", passesAChange());
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

  /**
   * Returns what one more watcher makes a change allocate, from the notification pass to the
   * encoded bytes.
   */
  public static long bytesAMessage() {
    return Math.round((double) (bytesAChange(LARGE_COUNT) - bytesAChange(1)) / (LARGE_COUNT - 1));
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
                for (int i = 0; i < LARGE_COUNT; i++) {
                  call.open(request);
                }
              });
      return Math.round((double) bytes / LARGE_COUNT);
    }
  }

  /** Returns how many messages a watcher gets if all changes come before its thread runs. */
  public static long stormMessages() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    try (StubWatches watches = new StubWatches(tasks::add).opened(LARGE_COUNT)) {
      runAll(tasks);
      long before = watches.messages();
      for (int i = 0; i < LARGE_COUNT - 1; i++) { // an odd number: they end on another status
        watches.flip();
      }
      runAll(tasks);
      return (watches.messages() - before) / LARGE_COUNT;
    }
  }

  /**
   * Returns how many messages are sent to a client that does not read, however many changes come.
   */
  public static long stalledMessages() {
    try (StubWatches watches = new StubWatches(Runnable::run).opened(1)) {
      watches.ready(false);
      long before = watches.messages();
      for (int i = 0; i < LARGE_COUNT; i++) {
        watches.flip();
      }
      return watches.messages() - before;
    }
  }

  /** Returns how many tasks a change of a name with 10,000 watchers submits. */
  public static long handOffsAChange() {
    return tasks(LARGE_COUNT, Queue::size) - tasks(0, Queue::size);
  }

  /** Returns how many notification passes it takes to reach them all: each submits the next. */
  public static long passesAChange() {
    return tasks(LARGE_COUNT, Counts::runAll) - tasks(0, Counts::runAll);
  }

  /** Returns the same for 100 watchers, which are one shard. */
  public static long passesAtSmallCount() {
    return tasks(SMALL_WATCHER_COUNT, Counts::runAll) - tasks(0, Counts::runAll);
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
      watches.prepare(LARGE_COUNT);
      Histogram.now(); // what reading it loads is not counted
      Histogram before = Histogram.now();
      watches.open();
      Histogram after = Histogram.now();
      return new Histogram(
          Math.round((double) (after.objects() - before.objects()) / LARGE_COUNT),
          Math.round((double) (after.bytes() - before.bytes()) / LARGE_COUNT));
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
        Health.builder()
            .time(new ManualTime()) // lets the executor run inline
            .notifyExecutor(Runnable::run)
            .listener(listener)
            .overall();
    builder.service("user one", shared).service("user two", shared);
    for (int i = 0; i < LARGE_COUNT; i++) {
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
