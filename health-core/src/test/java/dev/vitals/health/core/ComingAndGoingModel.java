package dev.vitals.health.core;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * A name that becomes known and unknown while watches of it come and go. Only one unknown name may
 * be watched at a time, so that one which was not forgotten refuses the next.
 */
public final class ComingAndGoingModel {

  private static final String NAME = "later";

  private final QueueExecutor notifier = new QueueExecutor();
  private final Health health =
      Lab.inline(new ManualTime())
          .notifyExecutor(notifier)
          .history(0)
          .maxUnknownNames(1)
          .overall()
          .start();
  private final Reading first = new Reading();
  private final Reading second = new Reading();

  public ComingAndGoingModel() {
    notifier.runAll(); // what is told at the start
  }

  @Operation
  public void add() {
    health.addService(NAME);
  }

  @Operation
  public void remove() {
    health.removeService(NAME);
  }

  @Operation
  public ServingStatus check() {
    return health.status(NAME);
  }

  @Operation
  public ServingStatus openFirst() {
    return first.open(health);
  }

  @Operation
  public void closeFirst() {
    first.watch.close();
  }

  @Operation
  public ServingStatus openSecond() {
    return second.open(health);
  }

  @Operation
  public void closeSecond() {
    second.watch.close();
  }

  @Operation
  public void tell() {
    notifier.runAll();
  }

  @Validate
  public void atTheEnd() {
    notifier.runAll();
    int open = 0;
    for (Reading reading : new Reading[] {first, second}) {
      if (reading.watch != null && reading.watch.isOpen()) {
        open++;
        if (reading.last != health.status(NAME)) {
          throw new AssertionError("a watch ends on " + reading.last);
        }
        reading.watch.close();
      }
    }
    if (health.openWatches() != 0) {
      throw new AssertionError("of " + open + " watches are left " + health.openWatches());
    }
    health.watch("another", changed -> {}).close();
  }

  /** One watch, read whenever it is told. */
  private static final class Reading {
    volatile Watch watch;
    private ServingStatus last;

    ServingStatus open(Health health) {
      Watch opened = health.watch(NAME, this::read);
      watch = opened;
      return read(opened);
    }

    private synchronized ServingStatus read(Watch opened) {
      ServingStatus status = opened.poll();
      last = status == null ? last : status;
      return last;
    }
  }

  /** What the operations say when they come one after the other. */
  public static final class Sequential {
    private boolean known;

    public Sequential() {}

    public void add() {
      known = true;
    }

    public void remove() {
      known = false;
    }

    public ServingStatus check() {
      return known ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN;
    }

    public ServingStatus openFirst() {
      return check();
    }

    public ServingStatus openSecond() {
      return check();
    }

    public void closeFirst() {}

    public void closeSecond() {}

    public void tell() {}
  }
}
