package dev.vitals.health.core;

import dev.vitals.health.HealthSource;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.util.ArrayList;
import java.util.List;

/** A reader that keeps up: polls at the start and whenever it is told. For one thread. */
final class Reader implements WatchListener, AutoCloseable {

  final List<ServingStatus> seen = new ArrayList<>();
  final Watch watch;
  int signals;

  private Reader(HealthSource source, String service) {
    watch = source.watch(service, this);
    poll(watch);
  }

  static Reader of(HealthSource source, String service) {
    return new Reader(source, service);
  }

  @Override
  public void changed(Watch changed) {
    signals++;
    poll(changed);
  }

  private void poll(Watch polled) {
    ServingStatus status = polled.poll();
    if (status != null) {
      seen.add(status);
    }
  }

  ServingStatus last() {
    return seen.get(seen.size() - 1);
  }

  @Override
  public void close() {
    watch.close();
  }
}
