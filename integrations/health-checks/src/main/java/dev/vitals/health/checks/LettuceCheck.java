package dev.vitals.health.checks;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.ServiceCheck;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Checks that Redis answers a PING on the application's own Lettuce connection.
 *
 * <pre>{@code
 * ServiceCheck redis = LettuceCheck.of("redis", connection).build();
 * }</pre>
 *
 * <p>Tag: {@code shared}. No thread waits for the answer. While the connection is lost the check
 * fails at once, and sends nothing: Lettuce would queue the PINGs and send all of them later. At
 * the timeout the PING is cancelled.
 */
public final class LettuceCheck {

  private LettuceCheck() {}

  /**
   * Returns a builder of the check.
   *
   * @param name the check's name
   * @param connection shared with the application
   */
  public static ServiceCheck.Builder of(String name, StatefulRedisConnection<?, ?> connection) {
    requireNonNull(connection, "connection");
    return ServiceCheck.async(name, context -> run(connection)).tags(Tags.SHARED);
  }

  private static CompletionStage<CheckResult> run(StatefulRedisConnection<?, ?> connection) {
    return connection.isOpen()
        ? Stages.result(connection.async().ping(), pong -> CheckResult.passing())
        : CompletableFuture.completedStage(CheckResult.failing("not connected"));
  }
}
