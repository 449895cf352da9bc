package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A check that the application sets, because it knows first: in a connection's listener, a circuit
 * breaker, an operator's command. Cheaper and quicker than a check that health runs.
 *
 * <p>Thread-safe. Unknown until it is first set. Every query that starts after {@link #set} has
 * returned sees what was set; of two sets at once, the later one stays.
 */
public final class ServiceStatus implements HealthCheck {

  static final CheckResult NOT_SET = CheckResult.unknown("not set yet");

  private final Description description;
  private final List<Runnable> readers = new CopyOnWriteArrayList<>();
  private volatile CheckResult result = NOT_SET;

  private ServiceStatus(Description description) {
    this.description = description;
  }

  /**
   * Creates a status that is unknown until it is set.
   *
   * @throws IllegalArgumentException if the name is empty, over 256 bytes of UTF-8 or malformed
   */
  public static ServiceStatus create(String name) {
    return builder(name).build();
  }

  /**
   * Returns a builder of a status with tags or a runbook.
   *
   * @throws IllegalArgumentException if the name is empty, over 256 bytes of UTF-8 or malformed
   */
  public static Builder builder(String name) {
    return new Builder(Description.of(name));
  }

  /** Creates the status of a service that is set by hand. */
  static ServiceStatus of(String service, CheckResult result) {
    Description description = new Description("status of '" + service + "'", Set.of(), null);
    ServiceStatus status = new ServiceStatus(description);
    status.result = result;
    return status;
  }

  @Override
  public String name() {
    return description.name();
  }

  @Override
  public Set<String> tags() {
    return description.tags();
  }

  @Override
  public @Nullable URI runbook() {
    return description.runbook();
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

  /** Builds a status. Not thread-safe. */
  public static final class Builder {

    private Description description;

    private Builder(Description description) {
      this.description = description;
    }

    /**
     * Adds tags.
     *
     * @see ServiceCheck.Builder#tags
     */
    public Builder tags(String... tags) {
      description = description.withTags(tags);
      return this;
    }

    /** Says where to read what to do if the status is failing. Reports show it. */
    public Builder runbook(URI runbook) {
      description = description.withRunbook(runbook);
      return this;
    }

    /** Builds a status that is unknown until it is set. */
    public ServiceStatus build() {
      return new ServiceStatus(description);
    }
  }
}
