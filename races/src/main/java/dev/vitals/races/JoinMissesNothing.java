package dev.vitals.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.Watch;
import dev.vitals.health.core.Health;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** A watch that comes while a status is set reads the new one first, or is told of it. */
@JCStressTest
@Outcome(id = "true, SERVING", expect = ACCEPTABLE, desc = "It came first, and is told.")
@Outcome(id = "(true|false), NOT_SERVING", expect = ACCEPTABLE, desc = "It reads the new one.")
@Outcome(expect = FORBIDDEN, desc = "It rests on the old one and is not told.")
@State
public class JoinMissesNothing {

  private final Health health = Tried.health();
  private volatile boolean told;

  /** Sets. */
  @Actor
  public void set() {
    health.set("a", ServingStatus.NOT_SERVING);
  }

  /** Comes, and reads. */
  @Actor
  public void join(ZL_Result seen) {
    Watch watch = health.watch("a", changed -> told = true);
    seen.r2 = Tried.name(watch.poll());
  }

  /** Looks when all is over. */
  @Arbiter
  public void last(ZL_Result seen) {
    seen.r1 = told;
  }
}
