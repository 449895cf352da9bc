package dev.vitals.health.core;

import dev.vitals.health.core.Spec.Sort;
import java.util.List;

/**
 * What a differential trial starts with.
 *
 * @param failures the failure threshold of the checks that have one
 * @param passes their success threshold
 * @param obeys whether runs end as they are cancelled
 * @param overall what the overall status depends on: all checks, none, or a list of its own
 * @param survivors bit 0: {@code a} survives a drain; bit 1: {@code ""} does
 * @param first the checks of {@code a}, a bit each
 * @param second the checks of {@code b}
 */
record Setup(
    int failures,
    int passes,
    boolean obeys,
    Overall overall,
    int survivors,
    int first,
    int second) {

  enum Overall {
    ALL,
    NONE,
    OWN
  }

  /** The names that services may have, but for the overall one and one that nobody knows. */
  static final List<String> NAMES = List.of("a", "b", "c");

  List<Spec> specs() {
    return List.of(
        Spec.set("lost"),
        new Spec(
            "bg",
            Sort.BACKGROUND,
            10_000_000_007L,
            1_000_000_019L,
            25_000_000_031L,
            failures,
            passes,
            false,
            obeys),
        new Spec(
            "ask",
            Sort.ON_DEMAND,
            5_000_000_127L,
            1_500_000_139L,
            20_000_000_149L,
            1,
            1,
            false,
            obeys),
        new Spec(
            "quick",
            Sort.BACKGROUND,
            4_000_000_101L,
            500_000_113L,
            9_000_000_129L,
            passes,
            failures,
            true,
            true),
        new Spec(
            "tap",
            Sort.ON_DEMAND,
            3_000_000_163L,
            700_000_171L,
            11_000_000_183L,
            failures,
            passes,
            true,
            true),
        new Spec(
            "slow",
            Sort.BACKGROUND,
            7_000_000_061L,
            3_000_000_073L,
            15_000_000_081L,
            failures,
            1,
            false,
            !obeys),
        Spec.set("cache"));
  }
}
