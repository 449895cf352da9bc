package dev.vitals.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.vitals.health.Watch;
import dev.vitals.health.core.Health;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** A transport that sees the end takes the last status after it, and ends: it must be the last. */
@JCStressTest
@Outcome(id = "true, (-|NOT_SERVING)", expect = ACCEPTABLE, desc = "Open: more may come.")
@Outcome(id = "false, NOT_SERVING", expect = ACCEPTABLE, desc = "Closed: that was the last.")
@Outcome(expect = FORBIDDEN, desc = "It ends without the last status.")
@State
public class LastStatusOfAClosedSource {

  private final Health health = Tried.health();
  private final Watch watch = health.watch("a", changed -> {});

  /** Made by jcstress. */
  public LastStatusOfAClosedSource() {
    watch.poll();
  }

  /** Closes. */
  @Actor
  public void close() {
    health.close();
  }

  /** Looks as a transport does. */
  @Actor
  public void pump(ZL_Result seen) {
    seen.r1 = watch.isOpen();
    seen.r2 = Tried.name(watch.poll());
  }
}
