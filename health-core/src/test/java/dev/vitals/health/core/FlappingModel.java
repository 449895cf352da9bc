package dev.vitals.health.core;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * One service that fails and passes while it is asked and watched. One watch is polled at will;
 * further ones join, and read when they are told, as a transport does.
 */
public final class FlappingModel {

  private final QueueExecutor notifier = new QueueExecutor();
  private final ServiceStatus status = ServiceStatus.create("db");
  private final Health health =
      Lab.inline(new ManualTime())
          .notifyExecutor(notifier)
          .history(0)
          .service("a", status)
          .overall()
          .start();
  private final Watch polled = health.watch("a", changed -> {});
  private final List<Reading> readers = new CopyOnWriteArrayList<>();

  public FlappingModel() {
    join();
    notifier.runAll(); // what is told at the start
  }

  @Operation
  public void pass() {
    status.set(CheckResult.passing());
  }

  @Operation
  public void fail() {
    status.set(CheckResult.failing("lost"));
  }

  @Operation
  public ServingStatus check() {
    return health.status("a");
  }

  @Operation
  public ServingStatus list() {
    return health.statuses().get("a");
  }

  /** Null if there is nothing new. */
  @Operation(nonParallelGroup = "reader")
  public ServingStatus poll() {
    return polled.poll();
  }

  /** Opens a watch and returns what it shows first. */
  @Operation
  public ServingStatus join() {
    Reading reading = new Reading();
    Watch watch = health.watch("a", reading::read);
    readers.add(reading);
    return reading.read(watch);
  }

  /** The notifier tells whom it has been given to tell. */
  @Operation
  public void tell() {
    notifier.runAll();
  }

  @Validate
  public void atTheEnd() {
    notifier.runAll();
    ServingStatus shown = health.status("a");
    for (Reading reading : readers) {
      if (reading.last != shown) {
        throw new AssertionError("a watch ends on " + reading.last + " and a Check on " + shown);
      }
    }
  }

  /** Reads whenever it is told, one call at a time. */
  private static final class Reading {
    private ServingStatus last;

    synchronized ServingStatus read(Watch watch) {
      ServingStatus status = watch.poll();
      if (status != null && status == last) {
        throw new AssertionError("twice in a row: " + status);
      }
      last = status == null ? last : status;
      return last;
    }
  }

  /** What the operations say when they come one after the other. */
  public static final class Sequential {
    private ServingStatus shown = ServingStatus.UNKNOWN;
    private ServingStatus taken;

    public Sequential() {}

    public void pass() {
      shown = ServingStatus.SERVING;
    }

    public void fail() {
      shown = ServingStatus.NOT_SERVING;
    }

    public ServingStatus check() {
      return shown;
    }

    public ServingStatus list() {
      return shown;
    }

    public ServingStatus join() {
      return shown;
    }

    public ServingStatus poll() {
      ServingStatus before = taken;
      taken = shown;
      return before == shown ? null : shown;
    }

    public void tell() {}
  }
}
