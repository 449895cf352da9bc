package dev.vitals.conformance.rig;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.ServingStatus;
import java.util.function.Predicate;

/**
 * Something a case can't do without; a subject that does not have it makes the case not applicable,
 * never a failure. Immutable.
 */
public enum Need {
  CHECK("the Check method", c -> c.methods().contains("Check")),
  LIST("the List method", c -> c.methods().contains("List")),
  WATCH("the Watch method", c -> c.methods().contains("Watch")),
  SET("the command set", c -> c.ops().contains("set")),
  CLEAR("the command clear", c -> c.ops().contains("clear")),
  SHUTDOWN("the command shutdown", c -> c.ops().contains("shutdown")),
  RESUME("the command resume", c -> c.ops().contains("resume")),
  FLAP("the command flap", c -> c.ops().contains("flap")),
  STATS("the command stats", c -> c.ops().contains("stats")),
  STOP("the command stop", c -> c.ops().contains("stop")),
  DYNAMIC("services that become known at run time", Capabilities::dynamic),
  UNKNOWN("the settable status UNKNOWN", c -> c.statuses().contains(ServingStatus.UNKNOWN)),
  NOT_SERVING(
      "the settable status NOT_SERVING", c -> c.statuses().contains(ServingStatus.NOT_SERVING)),
  EXACT_NAMES("exact name matching", c -> c.exactNames());

  private final String what;
  private final Predicate<Capabilities> met;

  Need(String what, Predicate<Capabilities> met) {
    this.what = what;
    this.met = met;
  }

  public boolean isMetBy(Capabilities capabilities) {
    return met.test(capabilities);
  }

  /** In words, to follow "does not claim". */
  public String what() {
    return what;
  }
}
