package dev.vitals.conformance.selftest;

/**
 * How many cases are tried on a server; on a broken one, beside those that claim to find its bug.
 */
enum Scope {
  /** The foundations; on a legal variant, the quick ones. */
  FEW,
  /** The foundations and a share of the quick ones, another share for each; on a variant, all. */
  SHARE,
  /** The quick ones, as a user's quick run. */
  QUICK,
  /** All. */
  ALL
}
