package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A check that health runs: in the background every {@code period}, or, with a {@code ttl}, only
 * when a caller asks or a watcher watches.
 *
 * <p>A run that throws, returns null or outlasts its {@code timeout} fails. At the timeout health
 * cancels the run, and does not start another before it has really ended. One run answers all
 * callers that ask at once.
 *
 * <p>Immutable: one check may be given to many services and many healths.
 */
public final class ServiceCheck implements HealthCheck {

  /** A check that may block its thread. */
  @FunctionalInterface
  public interface Blocking {
    /**
     * Runs the check.
     *
     * @param context how long the run may take; the thread is interrupted at the timeout
     * @throws Exception if what is checked does not work
     */
    CheckResult run(CheckContext context) throws Exception;
  }

  /** A check that starts something and returns at once. */
  @FunctionalInterface
  public interface Async {
    /**
     * Starts the check.
     *
     * @param context how long the run may take
     * @return a stage that completes with the result, or exceptionally if what is checked does not
     *     work. At the timeout health cancels its {@code toCompletableFuture()}
     * @throws Exception if the check cannot even start, which counts as failing
     */
    CompletionStage<CheckResult> run(CheckContext context) throws Exception;
  }

  private final Description description;
  final boolean onDemand;
  final long intervalNanos;
  final Duration timeout;
  final Duration staleAfter;
  final int failureThreshold;
  final int successThreshold;
  final double jitter;
  final boolean interrupts;
  final @Nullable Blocking blocking;
  final @Nullable Async async;

  private ServiceCheck(Builder builder) {
    Duration ttl = builder.ttl;
    Duration interval = ttl != null ? ttl : builder.interval();
    description = builder.description;
    blocking = builder.blocking;
    async = builder.async;
    onDemand = ttl != null;
    intervalNanos = SystemTime.saturated(interval);
    timeout = builder.timeout;
    Duration stale = builder.staleAfter;
    staleAfter = stale != null ? stale : interval.multipliedBy(3).plus(timeout);
    failureThreshold = builder.failureThreshold;
    successThreshold = builder.successThreshold;
    jitter = builder.jitter;
    interrupts = builder.interrupts;
  }

  /** Returns a builder of a check that may block. The check executor runs it. */
  public static Builder blocking(String name, Blocking check) {
    return new Builder(name, requireNonNull(check, "check"), null);
  }

  /** Returns a builder of a check that returns a stage. The check executor starts it. */
  public static Builder async(String name, Async check) {
    return new Builder(name, null, requireNonNull(check, "check"));
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

  /** Starts the check and returns its future result. Foreign code: may throw and may block. */
  CompletionStage<CheckResult> begin(CheckContext context) throws Exception {
    return async != null
        ? async.run(context)
        : CompletableFuture.completedFuture(requireNonNull(blocking).run(context));
  }

  /** Builds a check. Not thread-safe. */
  public static final class Builder {

    private final @Nullable Blocking blocking;
    private final @Nullable Async async;
    private Description description;
    private @Nullable Duration period;
    private @Nullable Duration ttl;
    private Duration timeout = Duration.ofSeconds(1);
    private @Nullable Duration staleAfter;
    private int failureThreshold = 1;
    private int successThreshold = 1;
    private double jitter = 0.1;
    private boolean interrupts = true;

    private Builder(String name, @Nullable Blocking blocking, @Nullable Async async) {
      description = Description.of(name);
      this.blocking = blocking;
      this.async = async;
    }

    /**
     * Runs the check in the background, this long after the previous run ended. Positive; 10
     * seconds by default. Not together with {@link #ttl}.
     */
    public Builder period(Duration period) {
      this.period = Require.positive("period", period);
      return this;
    }

    /**
     * Runs the check only when a caller asks or a watcher watches. A result younger than this
     * answers at once. An older one does, too, and starts a new run. Without a result, or with a
     * stale one, the answer comes when the run ends. Positive; none by default. Not together with
     * {@link #period}.
     */
    public Builder ttl(Duration ttl) {
      this.ttl = Require.positive("ttl", ttl);
      return this;
    }

    /** Fails and cancels a run that takes longer than this. Positive; 1 second by default. */
    public Builder timeout(Duration timeout) {
      this.timeout = Require.positive("timeout", timeout);
      return this;
    }

    /**
     * Counts a result older than this as unknown. Must exceed the period, longer by its jitter,
     * plus the timeout. By default three times the period plus the timeout.
     *
     * <p>With a {@link #ttl}, the ttl takes the place of the period, without jitter. The result of
     * an on-demand check does not grow stale while nobody asks. A caller that asks after this time
     * waits for a new run, unless another check fails already. The old result counts as unknown if
     * the run brings none within the timeout. A result that follows one older than this counts at
     * once, whatever the thresholds.
     */
    public Builder staleAfter(Duration staleAfter) {
      this.staleAfter = Require.positive("staleAfter", staleAfter);
      return this;
    }

    /** Sets how many failures in a row turn a passing check to failing. At least 1, the default. */
    public Builder failureThreshold(int failures) {
      failureThreshold = Require.atLeast(1, "failureThreshold", failures);
      return this;
    }

    /** Sets how many passes in a row turn a failing check to passing. At least 1, the default. */
    public Builder successThreshold(int passes) {
      successThreshold = Require.atLeast(1, "successThreshold", passes);
      return this;
    }

    /**
     * Varies the period by up to this fraction, either way, so that replicas do not run in step.
     * The second run comes after any part of the period. From 0 up to 1, exclusive; 0.1 by default.
     */
    public Builder jitter(double part) {
      Require.that(part >= 0 && part < 1, "jitter", part, ">= 0 and < 1");
      jitter = part;
      return this;
    }

    /**
     * Sets whether health interrupts the thread of a blocking check at the timeout. True by
     * default; false suits drivers that an interrupt breaks.
     */
    public Builder interruptOnTimeout(boolean interrupts) {
      this.interrupts = interrupts;
      return this;
    }

    /**
     * Adds tags, which reports show, such as {@code local} for a check of this process alone, or
     * {@code shared} for one of something that many processes depend on. They decide nothing; a log
     * line warns of a {@code shared} check that decides a liveness service.
     *
     * @throws IllegalArgumentException if one is blank, over 256 bytes of UTF-8 or malformed
     */
    public Builder tags(String... tags) {
      description = description.withTags(tags);
      return this;
    }

    /** Says where to read what to do if the check fails. Reports show it. */
    public Builder runbook(URI runbook) {
      description = description.withRunbook(runbook);
      return this;
    }

    /**
     * Builds the check.
     *
     * @throws IllegalArgumentException if both period and ttl are given, or staleAfter leaves no
     *     time for a run
     */
    public ServiceCheck build() {
      Require.that(
          period == null || ttl == null,
          "ttl",
          String.valueOf(ttl),
          "none, since a period of " + period + " is given; choose background or on demand");
      Duration interval = ttl != null ? ttl : interval();
      // Jitter may lengthen a period: without it here, a check in good health would grow stale.
      double part = ttl != null ? 0 : jitter;
      long spread = (long) Math.ceil(SystemTime.saturated(interval) * part);
      Duration least = interval.plusNanos(spread).plus(timeout);
      Require.that(
          staleAfter == null || staleAfter.compareTo(least) > 0,
          "staleAfter",
          String.valueOf(staleAfter),
          "> "
              + least
              + ", which is "
              + (ttl != null ? "ttl" : "period, longer by its jitter,")
              + " plus timeout");
      return new ServiceCheck(this);
    }

    private Duration interval() {
      return period != null ? period : Duration.ofSeconds(10);
    }
  }
}
