package dev.vitals.health.spring;

import dev.vitals.health.CheckResult;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ServiceCheck;
import java.util.function.Function;

/** One thing that decides services. */
sealed interface Indicator {

  /** An indicator that Vitals runs. */
  non-sealed interface Run extends Indicator {

    /** Returns a builder of a check that runs it. The function turns its answer into a result. */
    ServiceCheck.Builder check(String name, Function<Answer, CheckResult> result);
  }

  /**
   * A check as it is: of a bean, or a status that is set as the state of the application changes.
   */
  record Fixed(HealthCheck check) implements Indicator {}
}
