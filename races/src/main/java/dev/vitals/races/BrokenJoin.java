package dev.vitals.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitals.health.ServingStatus;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/**
 * {@link JoinMissesNothing} as somebody might write it: neither a lock nor a {@code volatile}. It
 * must fail, or the others prove nothing.
 */
@JCStressTest
@Outcome(id = "true, SERVING", expect = ACCEPTABLE, desc = "It came first, and is told.")
@Outcome(id = "(true|false), NOT_SERVING", expect = ACCEPTABLE, desc = "It reads the new one.")
@Outcome(expect = FORBIDDEN, desc = "It rests on the old one and is not told.")
@State
public class BrokenJoin {

  private ServingStatus shown = ServingStatus.SERVING;
  private boolean watched;

  /** Sets, and tells whoever watches. */
  @Actor
  public void set(ZL_Result seen) {
    shown = ServingStatus.NOT_SERVING;
    seen.r1 = watched;
  }

  /** Comes, and reads. */
  @Actor
  public void join(ZL_Result seen) {
    watched = true;
    seen.r2 = Tried.name(shown);
  }
}
