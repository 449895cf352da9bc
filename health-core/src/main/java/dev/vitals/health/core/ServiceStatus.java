package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A check that is set by whoever knows first: a connection's listener, a circuit breaker, an
 * operator. Cheaper and quicker than one that is run.
 *
 * <p>Thread-safe. Unknown until it is first set. What is set is visible to every question that
 * starts after {@link #set} has returned; of two sets at once the later one stays.
 */
public final class ServiceStatus implements HealthCheck {

  private static final CheckResult NOT_SET = CheckResult.unknown("not set yet");

  private final String name;
  private final List<Runnable> readers = new CopyOnWriteArrayList<>();
  private volatile CheckResult result = NOT_SET;

  private ServiceStatus(String name) {
    this.name = name;
  }

  /**
   * Creates one that is not known yet.
   *
   * @throws IllegalArgumentException if the name is empty, over 256 bytes of UTF-8 or malformed
   */
  public static ServiceStatus create(String name) {
    Require.name("check", name, ServiceCheck.MAX_NAME_BYTES);
    Require.that(!name.isEmpty(), "check", "''", "a name, for reports and log lines");
    return new ServiceStatus(name);
  }

  /** Creates the one by which a service is set by hand. */
  static ServiceStatus of(String service, CheckResult result) {
    ServiceStatus status = new ServiceStatus("status of '" + service + "'");
    status.result = result;
    return status;
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Says how it is, at once and whatever was before: thresholds do not apply, for whoever sets it
   * knows. Never waits for a watcher, a check or the network.
   */
  public void set(CheckResult result) {
    requireNonNull(result, "result");
    StackReserve.ensure();
    this.result = result;
    for (Runnable reader : readers) {
      reader.run();
    }
  }

  /** Sets it and notifies nobody. */
  void replace(CheckResult result) {
    this.result = result;
  }

  /** Returns what was last set. */
  public CheckResult get() {
    return result;
  }

  boolean isSet() {
    return result != NOT_SET;
  }

  /** Has a health notified after each set. It must read {@link #get} after joining. */
  void join(Runnable reader) {
    readers.add(reader);
  }

  void leave(Runnable reader) {
    readers.remove(reader);
  }
}
