package dev.vitals.health.core;

import dev.vitals.health.CheckResult.Outcome;
import org.jspecify.annotations.Nullable;

/** A check as one service lists it. Guarded by the kernel's lock. */
final class Member implements Comparable<Member> {

  final Service service;
  final CheckState state;
  private final long order;
  private boolean critical;

  /** The outcome under which the service counts the check, or null. */
  private @Nullable Outcome counted;

  Member(Service service, CheckState state, boolean critical, long order) {
    this.service = service;
    this.state = state;
    this.critical = critical;
    this.order = order;
  }

  boolean isCritical() {
    return critical;
  }

  void critical(boolean is) {
    critical = is;
  }

  @Nullable Outcome counted() {
    return counted;
  }

  void counted(@Nullable Outcome outcome) {
    counted = outcome;
  }

  /** Sorts by the order in which the service's checks were given. */
  @Override
  public int compareTo(Member other) {
    return Long.compare(order, other.order);
  }
}
