package dev.vitals.conformance.run;

/** Why another try of a case may come out otherwise, through no change of the server's. */
public enum Doubt {
  /** Something came late, and the machine was busy; yet a bare exchange was quick. */
  BUSY,
  /** Something came late, and the machine was too busy for anything to come in time. */
  OVERWHELMED,
  /** List was refused by a subject that knows the services of earlier cases as well. */
  CROWDED,
  /** It was not run, or not to its end, since what it waits for had never come so far. */
  WITHHELD
}
