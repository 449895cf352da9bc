package dev.vitals.health.grpc;

import static java.time.Duration.ofMillis;

import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthListener;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthBuilder;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import io.grpc.ManagedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An application as a container loads and unloads it: all that health has is in use while it runs.
 * It is called by what its container knows, too: a function and an executor.
 */
final class Deployment implements Function<@Nullable Executor, String> {

  private final CountDownLatch ran = new CountDownLatch(3);
  private final CountDownLatch told = new CountDownLatch(1);

  /** Runs and ends it; on its container's threads if they are given, else on health's own. */
  @Override
  public String apply(@Nullable Executor containers) {
    ServiceStatus cache = ServiceStatus.create("cache");
    HealthBuilder builder =
        Health.builder()
            .service("acme.Background", background("db"), hanging("hangs"), cache)
            .service("acme.OnDemand", onDemand("disk"))
            .service("acme.Async", async("queue"))
            .overall(cache)
            .survivesDrain("")
            .listener(
                new HealthListener() {
                  @Override
                  public void missed(long events) {
                    throw new AssertionError("missed");
                  }
                });
    if (containers != null) {
      builder.checkExecutor(containers).notifyExecutor(containers);
    }
    Health health = builder.start();
    String seen;
    try (Rig rig = new Rig(Transport.IN_PROCESS, health)) {
      ManagedChannel channel = rig.connect();
      Follower follower = Follower.of(channel, "acme.OnDemand");
      Follower nobody = Follower.of(channel, "nobody").expect(ServingStatus.SERVICE_UNKNOWN);
      Watch watch = health.watch("", this::changed);
      Watch failing = health.watch("", Deployment::fail);
      cache.set(CheckResult.passing());
      follower.skipTo(ServingStatus.SERVING);
      await(ran);
      await(told);
      health.override("", ServingStatus.NOT_SERVING, "repair").close();
      CountDownLatch drained = new CountDownLatch(1);
      health.drain(ofMillis(1)).thenRun(drained::countDown);
      await(drained); // not orTimeout: its thread would keep this class loader
      seen = Rig.check(channel, "") + " " + Rig.list(channel).size() + " " + watch.isOpen();
      failing.close();
      health.close();
      follower.skipTo(ServingStatus.NOT_SERVING);
      nobody.expectEnd(io.grpc.Status.Code.UNAVAILABLE);
    }
    return seen;
  }

  private void changed(Watch watch) {
    if (watch.poll() == ServingStatus.SERVING) {
      told.countDown();
    }
  }

  private static void fail(Watch watch) {
    throw new IllegalStateException("a watcher of the application");
  }

  private ServiceCheck background(String name) {
    return ServiceCheck.blocking(name, context -> pass()).period(ofMillis(5)).build();
  }

  private ServiceCheck onDemand(String name) {
    return ServiceCheck.blocking(name, context -> pass()).ttl(ofMillis(5)).build();
  }

  /** Runs past its timeout and past the end, and ignores that it is cancelled. */
  private static ServiceCheck hanging(String name) {
    return ServiceCheck.async(name, context -> new Stubborn()).timeout(ofMillis(5)).build();
  }

  private ServiceCheck async(String name) {
    return ServiceCheck.async(name, context -> CompletableFuture.completedFuture(pass())).build();
  }

  private CheckResult pass() {
    ran.countDown();
    return CheckResult.passing();
  }

  private static final class Stubborn extends CompletableFuture<CheckResult> {
    @Override
    public boolean cancel(boolean mayInterrupt) {
      return false;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("waited 20 s");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
