package dev.vitals.health.checks;

/** Whether a restart may mend what a check looks at. */
final class Tags {

  /** It belongs to this process, or its machine: fit for liveness. */
  static final String LOCAL = "local";

  /** Others depend on it as well: not fit for liveness. */
  static final String SHARED = "shared";

  private Tags() {}
}
