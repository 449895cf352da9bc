package dev.vitals.health.grpc;

import dev.vitals.health.HealthListener;
import dev.vitals.health.HealthReport;
import dev.vitals.health.HealthSource;
import dev.vitals.health.PendingCheck;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/** A source as another one, but for what a test overrides. */
class ForwardingSource implements HealthSource {

  private final HealthSource source;

  ForwardingSource(HealthSource source) {
    this.source = source;
  }

  @Override
  public ServingStatus status(String service) {
    return source.status(service);
  }

  @Override
  public PendingCheck check(String service, Consumer<? super ServingStatus> answer) {
    return source.check(service, answer);
  }

  @Override
  public SortedMap<String, ServingStatus> statuses() {
    return source.statuses();
  }

  @Override
  public Optional<SortedMap<String, ServingStatus>> statuses(int limit) {
    return source.statuses(limit);
  }

  @Override
  public Watch watch(String service, WatchListener listener) {
    return source.watch(service, listener);
  }

  @Override
  public Optional<ServiceReport> report(String service) {
    return source.report(service);
  }

  @Override
  public HealthReport report() {
    return source.report();
  }

  @Override
  public void addListener(HealthListener listener) {
    source.addListener(listener);
  }

  @Override
  public boolean removeListener(HealthListener listener) {
    return source.removeListener(listener);
  }

  @Override
  public int openWatches() {
    return source.openWatches();
  }

  @Override
  public long refusedWatches() {
    return source.refusedWatches();
  }
}
