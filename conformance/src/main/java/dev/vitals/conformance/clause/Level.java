package dev.vitals.conformance.clause;

/** How strongly a clause binds a server, read from the words of its source. Immutable. */
public enum Level {
  /** The text says "must", "will" or "returns", or it follows from such a sentence. */
  MUST,
  /** The text says "should", or good manners of the ecosystem ask for it. */
  SHOULD,
  /** A licence, to be used cleanly: what is wrong with its use is a warning, never a failure. */
  MAY,
  /** Texts are silent or implementations legitimately differ: observed, printed, never judged. */
  INFO
}
