package dev.vitals.health.core;

import java.util.List;

/** The planted bugs, by the invariant that they break. */
final class Bugs {

  private Bugs() {}

  static List<Bug> all() {
    return List.of();
  }
}
