package dev.vitals.cli;

import dev.vitals.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.Deadline;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one service until it serves, or until time is up. A call that fails is made again, after
 * a pause that grows to two seconds: a person or a start-up script waits for it. Where the server
 * has no Watch, it calls Check each second. Blocks the caller's thread. For one use.
 */
final class Follower {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration POLL_PERIOD = Duration.ofSeconds(1);

  private final HealthClient client;
  private final String service;
  private final @Nullable Deadline deadline;
  private final boolean untilServing;
  private final Output output;

  private Duration pause = FIRST_PAUSE;
  private @Nullable ServingStatus last;
  private boolean polls;

  Follower(
      HealthClient client,
      String service,
      @Nullable Deadline deadline,
      boolean untilServing,
      Output output) {
    this.client = client;
    this.service = service;
    this.deadline = deadline;
    this.untilServing = untilServing;
    this.output = output;
  }

  /**
   * Returns the exit code for the status seen last.
   *
   * @throws CallFailedException if time is up and the last call had no status, or if the server has
   *     no health service
   */
  int follow() throws InterruptedException, CallFailedException {
    while (true) {
      try {
        if (polls) {
          poll();
        } else {
          client.watch(service, deadline, this::isEnough);
        }
        return last == null ? Exit.FAILED : Exit.of(last);
      } catch (CallFailedException e) {
        if (e.code() == Status.Code.UNIMPLEMENTED) {
          if (polls) {
            throw e;
          }
          polls = true;
          continue;
        }
        if (last != null && isOver(Duration.ZERO)) {
          return Exit.of(last); // time is up for a stream that was in order
        }
        retry(e);
      }
    }
  }

  /** Waits before the next call, or fails as the last one did if that would be too late. */
  private void retry(CallFailedException why) throws InterruptedException, CallFailedException {
    if (last != null) {
      pause = FIRST_PAUSE;
      last = null; // of a server that may be gone
    }
    if (isOver(pause)) {
      sleep(pause);
      throw why;
    }
    output.broken(why, pause);
    sleep(pause);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void poll() throws InterruptedException, CallFailedException {
    while (!isEnough(checked())) {
      sleep(POLL_PERIOD);
    }
  }

  private ServingStatus checked() throws CallFailedException {
    try {
      return client.check(service, deadline);
    } catch (CallFailedException e) {
      if (e.code() == Status.Code.NOT_FOUND) {
        return ServingStatus.SERVICE_UNKNOWN; // as Watch says it
      }
      throw e;
    }
  }

  private boolean isEnough(ServingStatus status) {
    boolean reads = true;
    if (status != last) {
      last = status;
      reads = output.seen(status);
    }
    return !reads || untilServing && status == ServingStatus.SERVING;
  }

  private boolean isOver(Duration after) {
    return deadline != null && deadline.timeRemaining(TimeUnit.NANOSECONDS) <= after.toNanos();
  }

  /** Sleeps, but not beyond the deadline. */
  private void sleep(Duration time) throws InterruptedException {
    long nanos = time.toNanos();
    if (deadline != null) {
      nanos = Math.min(nanos, deadline.timeRemaining(TimeUnit.NANOSECONDS));
    }
    TimeUnit.NANOSECONDS.sleep(nanos);
  }
}
