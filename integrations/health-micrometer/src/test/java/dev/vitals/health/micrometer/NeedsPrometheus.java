package dev.vitals.health.micrometer;

import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests where there is no Prometheus, and says so; with {@code -Dvitals.containers=required}
 * they fail instead.
 */
final class NeedsPrometheus implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    for (String tool : List.of("prometheus", "promtool")) {
      if (Prometheus.tool(tool).isEmpty()) {
        String what = tool + " is not there (tools/install prometheus gets it, on Debian)";
        if ("required".equals(System.getProperty("vitals.containers"))) {
          throw new IllegalStateException(what);
        }
        System.err.println("SKIPPED " + context.getDisplayName() + ": " + what);
        return ConditionEvaluationResult.disabled(what);
      }
    }
    return ConditionEvaluationResult.enabled("all there");
  }
}
