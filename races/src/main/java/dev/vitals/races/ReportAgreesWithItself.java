package dev.vitals.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServiceReport;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.ServiceStatus;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** A status that is set is published whole: outcome, reason and what follows from them. */
@JCStressTest
@Outcome(id = "UNKNOWN, UNKNOWN, not set yet", expect = ACCEPTABLE, desc = "Before.")
@Outcome(id = "NOT_SERVING, FAILING, lost", expect = ACCEPTABLE, desc = "After.")
@Outcome(expect = FORBIDDEN, desc = "A part of it.")
@State
public class ReportAgreesWithItself {

  private final ServiceStatus link = ServiceStatus.create("link");
  private final Health health = Tried.health(link);

  /** Sets. */
  @Actor
  public void set() {
    link.set(CheckResult.failing("lost"));
  }

  /** Asks why. */
  @Actor
  public void report(LLL_Result seen) {
    ServiceReport report = health.report("a").orElseThrow();
    CheckResult last = report.checks().get(0).last();
    seen.r1 = Tried.name(report.status());
    seen.r2 = String.valueOf(last.outcome());
    seen.r3 = last.reason();
  }
}
