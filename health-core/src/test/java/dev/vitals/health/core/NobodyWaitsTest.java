package dev.vitals.health.core;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthListener;
import dev.vitals.health.Transition;
import dev.vitals.health.Watch;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * Foreign code hangs, and everything that can be asked of health still returns. A wait for a lock
 * of who hangs is seen in the thread; any other wait is a fault once it outlasts all patience.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NobodyWaitsTest {

  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final ServiceStatus status = ServiceStatus.create("status");
  private volatile Thread hanging;
  private volatile Thread caller;
  private volatile boolean armed;

  @AfterEach
  void stop() {
    release.countDown();
  }

  /** Each task has a thread of its own, so that nothing waits for a thread. */
  private static void run(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  /** What foreign code does here. On a caller's thread it must not run at all. */
  private void hang(String what) {
    if (Thread.currentThread() == caller) {
      violations.add(what + " runs on the caller's thread");
    } else if (armed) {
      armed = false;
      hanging = Thread.currentThread();
      held.countDown();
      Lab.hang(release);
    }
  }

  private ServiceCheck.Builder hangingCheck(String name) {
    return ServiceCheck.blocking(
        name,
        context -> {
          hang("a check");
          return CheckResult.passing();
        });
  }

  private HealthBuilder builder() {
    return Health.builder()
        .time(new ManualTime())
        .random(() -> 0.5)
        .checkExecutor(NobodyWaitsTest::run)
        .notifyExecutor(NobodyWaitsTest::run)
        .service("a", status)
        .service("b")
        .service("asked", hangingCheck("asked").ttl(Lab.PERIOD).build());
  }

  private Map<String, Runnable> everything(Health health) {
    Map<String, Runnable> all = new LinkedHashMap<>();
    all.put("ServiceStatus.set", () -> status.set(CheckResult.failing("lost")));
    all.put("set of another service", () -> health.set("b", NOT_SERVING));
    all.put("status", () -> health.status("a"));
    all.put("check", () -> health.check("asked", answer -> {}));
    all.put("statuses", health::statuses);
    all.put("report", () -> health.report("a"));
    all.put("watch", () -> watchPollAndClose(health));
    all.put("addService", () -> health.addService("c", hangingCheck("c").build()));
    all.put("removeService", () -> health.removeService("c"));
    all.put("override", () -> health.override("a", SERVING, "pinned").close());
    all.put("drain", health::drain);
    all.put("resume", health::resume);
    all.put("close", health::close);
    return all;
  }

  private void watchPollAndClose(Health health) {
    Watch watch = health.watch("a", changed -> hang("a watcher"));
    watch.poll();
    watch.close();
  }

  private void mustReturn(String name, Runnable operation) {
    Thread thread = new Thread(operation);
    thread.setDaemon(true);
    caller = thread;
    thread.start();
    long deadline = System.nanoTime() + Lab.PATIENCE.toNanos();
    while (thread.isAlive() && violations.isEmpty()) {
      if (waitsForWhoHangs(thread)) {
        violations.add(name + " waits for a lock that who hangs holds");
      } else if (System.nanoTime() > deadline) {
        violations.add(name + " does not return: " + List.of(thread.getStackTrace()));
      }
      Thread.onSpinWait();
    }
    assertThat(violations).isEmpty();
  }

  /**
   * Whether it waits for a lock that who hangs holds. Other waits may be short and are no fault:
   * for the one who is in a lock for a moment, or for a class that another thread initializes.
   */
  private boolean waitsForWhoHangs(Thread thread) {
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId());
    return info != null && hanging != null && info.getLockOwnerId() == hanging.getId();
  }

  /** Has something hang, then does everything. */
  private void nothingWaits(Health health, String trigger, Runnable triggered) {
    armed = true;
    mustReturn(trigger, triggered);
    Lab.await(held);
    everything(health).forEach(this::mustReturn);
  }

  @Test
  void for_a_watcher() {
    Health health = builder().start();
    health.watch("a", watch -> hang("a watcher"));
    nothingWaits(health, "ServiceStatus.set", () -> status.set(CheckResult.passing()));
  }

  @Test
  void for_a_listener() {
    HealthListener listener =
        new HealthListener() {
          @Override
          public void statusChanged(Transition transition) {
            hang("a listener");
          }
        };
    Health health = builder().listener(listener).start();
    nothingWaits(health, "ServiceStatus.set", () -> status.set(CheckResult.passing()));
  }

  @Test
  void for_a_check() {
    Health health = builder().start();
    nothingWaits(
        health, "addService", () -> health.addService("d", hangingCheck("in the back").build()));
  }

  @Test
  void for_a_check_on_demand() {
    Health health = builder().start();
    nothingWaits(health, "check", () -> health.check("asked", answer -> {}));
  }

  @Test
  void for_an_answer() {
    ServiceCheck quick =
        ServiceCheck.blocking("quick", context -> CheckResult.passing()).ttl(Lab.PERIOD).build();
    Health health = builder().service("quick", quick).start();
    nothingWaits(health, "check", () -> health.check("quick", answer -> hang("an answer")));
  }
}
