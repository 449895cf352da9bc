package dev.vitals.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** Whoever knows that a set has returned is shown what was set. */
@JCStressTest
@Outcome(id = "false, (SERVING|NOT_SERVING)", expect = ACCEPTABLE, desc = "Asked before, or while.")
@Outcome(id = "true, NOT_SERVING", expect = ACCEPTABLE, desc = "Asked afterwards.")
@Outcome(expect = FORBIDDEN, desc = "An old status afterwards, or one that it never had.")
@State
public class ReadYourWrite {

  private final Health health = Tried.health();
  private volatile boolean returned;

  /** Made by jcstress. */
  public ReadYourWrite() {
    health.set("a", ServingStatus.SERVING);
  }

  /** Sets, and says so. */
  @Actor
  public void set() {
    health.set("a", ServingStatus.NOT_SERVING);
    returned = true;
  }

  /** Asks. */
  @Actor
  public void ask(ZL_Result seen) {
    seen.r1 = returned;
    seen.r2 = Tried.name(health.status("a"));
  }
}
