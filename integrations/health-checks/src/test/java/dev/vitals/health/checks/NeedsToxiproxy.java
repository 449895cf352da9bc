package dev.vitals.health.checks;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests where there is no Toxiproxy, and says so; with {@code -Dvitals.containers=required}
 * they fail instead.
 */
final class NeedsToxiproxy implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (Toxiproxy.program().isPresent()) {
      return ConditionEvaluationResult.enabled("it is there");
    }
    String what = Toxiproxy.PROGRAM + " is not there (tools/install gets it)";
    if ("required".equals(System.getProperty("vitals.containers"))) {
      throw new IllegalStateException(what);
    }
    System.err.println("SKIPPED " + context.getDisplayName() + ": " + what);
    return ConditionEvaluationResult.disabled(what);
  }
}
