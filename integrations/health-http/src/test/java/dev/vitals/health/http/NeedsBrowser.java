package dev.vitals.health.http;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests where there is no browser, and says so; with {@code -Dvitals.browser=required} they
 * fail instead.
 */
final class NeedsBrowser implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (Chromium.driver().isPresent() && Chromium.browser().isPresent()) {
      return ConditionEvaluationResult.enabled("there is one");
    }
    String what =
        "no chromium with chromedriver (Debian: apt-get install chromium chromium-driver)";
    if ("required".equals(System.getProperty("vitals.browser"))) {
      throw new IllegalStateException(what);
    }
    System.err.println("SKIPPED " + context.getDisplayName() + ": " + what);
    return ConditionEvaluationResult.disabled(what);
  }
}
