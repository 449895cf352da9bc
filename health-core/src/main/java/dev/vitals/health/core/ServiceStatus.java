package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A check that the application sets, because it knows first: in a connection's listener, a circuit
 * breaker, an operator's command. Cheaper and quicker than a check that health runs.
 *
 * <p>Thread-safe. Unknown until it is first set. Every query that starts after {@link #set} has
 * returned sees what was set; of two sets at once, the later one stays.
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
   * Creates a status that is unknown until it is set.
   *
   * @throws IllegalArgumentException if the name is empty, over 256 bytes of UTF-8 or malformed
   */
  public static ServiceStatus create(String name) {
    Require.name("check", name, ServiceCheck.MAX_NAME_BYTES);
    Require.that(!name.isEmpty(), "check", "''", "a name, for reports and log lines");
    return new ServiceStatus(name);
  }

  /** Creates the status of a service that is set by hand. */
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
   * Sets the result, which counts at once: thresholds do not apply, because the caller knows. Never
   * waits for a watcher, a check or the network.
   */
  public void set(CheckResult result) {
    requireNonNull(result, "result");
    StackReserve.ensure();
    this.result = result;
    for (Runnable reader : readers) {
      reader.run();
    }
  }

  /** Sets the result and notifies nobody. */
  void replace(CheckResult result) {
    this.result = result;
  }

  /** Returns the result that was last set. */
  public CheckResult get() {
    return result;
  }

  boolean isSet() {
    return result != NOT_SET;
  }

  /**
   * Adds a reader, which runs after each set. The caller must {@link #get} the result after
   * joining.
   */
  void join(Runnable reader) {
    readers.add(reader);
  }

  void leave(Runnable reader) {
    readers.remove(reader);
  }
}
