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
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Two polls beside a set, and one after it: the new status comes once. */
@JCStressTest
@Outcome(id = "NOT_SERVING, -, -", expect = ACCEPTABLE, desc = "By the first.")
@Outcome(id = "-, NOT_SERVING, -", expect = ACCEPTABLE, desc = "By the second.")
@Outcome(id = "-, -, NOT_SERVING", expect = ACCEPTABLE, desc = "By the last.")
@Outcome(expect = FORBIDDEN, desc = "Never, twice, or one that it never had.")
@State
public class PollNeverRepeats {

  private final Health health = Tried.health();
  private final Watch watch = health.watch("a", changed -> {});

  /** Made by jcstress. */
  public PollNeverRepeats() {
    watch.poll();
  }

  /** Sets. */
  @Actor
  public void set() {
    health.set("a", ServingStatus.NOT_SERVING);
  }

  /** Polls twice. */
  @Actor
  public void poll(LLL_Result seen) {
    seen.r1 = Tried.name(watch.poll());
    seen.r2 = Tried.name(watch.poll());
  }

  /** Polls when all is over. */
  @Arbiter
  public void last(LLL_Result seen) {
    seen.r3 = Tried.name(watch.poll());
  }
}
