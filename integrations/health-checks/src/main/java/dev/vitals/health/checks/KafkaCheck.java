package dev.vitals.health.checks;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.CheckContext;
import dev.vitals.health.core.ServiceCheck;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/**
 * Checks that a Kafka cluster answers and has enough brokers.
 *
 * <pre>{@code
 * ServiceCheck kafka = KafkaCheck.of("kafka", admin, 2).timeout(ofSeconds(3)).build();
 * }</pre>
 *
 * <p>Tag: {@code shared}. No thread waits for the answer. It asks only which brokers are there,
 * which any client may, and writes to no topic.
 */
public final class KafkaCheck {

  private KafkaCheck() {}

  /**
   * Returns a builder of the check.
   *
   * @param name the check's name
   * @param admin the application's own
   * @param brokers how many must be there, such as the topics' {@code min.insync.replicas}; at
   *     least 1
   */
  public static ServiceCheck.Builder of(String name, Admin admin, int brokers) {
    requireNonNull(admin, "admin");
    Require.that(brokers >= 1, "brokers", brokers, ">= 1");
    return ServiceCheck.async(name, context -> run(admin, brokers, context)).tags(Tags.SHARED);
  }

  private static CompletionStage<CheckResult> run(Admin admin, int least, CheckContext context) {
    int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, context.remaining().toMillis()));
    return admin
        .describeCluster(new DescribeClusterOptions().timeoutMs(millis))
        .nodes()
        .toCompletionStage()
        .thenApply(nodes -> result(nodes.size(), least));
  }

  private static CheckResult result(int brokers, int least) {
    return brokers >= least
        ? CheckResult.passing()
        : CheckResult.failing("brokers: " + brokers + " (expected: >= " + least + ")");
  }
}
