package dev.vitals.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import java.util.Map;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A list shows no second change without the first. */
@JCStressTest
@Outcome(id = "SERVING, SERVING", expect = ACCEPTABLE, desc = "Before both.")
@Outcome(id = "NOT_SERVING, SERVING", expect = ACCEPTABLE, desc = "Between them.")
@Outcome(id = "NOT_SERVING, NOT_SERVING", expect = ACCEPTABLE, desc = "After both.")
@Outcome(expect = FORBIDDEN, desc = "A mix that no moment had.")
@State
public class ListIsOfOneMoment {

  private final Health health = Tried.health();

  /** Sets two services, one after the other. */
  @Actor
  public void set() {
    health.set("a", ServingStatus.NOT_SERVING);
    health.set("b", ServingStatus.NOT_SERVING);
  }

  /** Lists. */
  @Actor
  public void list(LL_Result seen) {
    Map<String, ServingStatus> statuses = health.statuses();
    seen.r1 = Tried.name(statuses.get("a"));
    seen.r2 = Tried.name(statuses.get("b"));
  }
}
