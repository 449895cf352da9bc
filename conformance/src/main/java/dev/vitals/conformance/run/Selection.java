package dev.vitals.conformance.run;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.clause.Level;
import dev.vitals.conformance.rig.Case;
import java.util.List;

/**
 * Which cases to run. Immutable.
 *
 * @param only patterns, one of which must match; empty for all
 * @param skip patterns, none of which may match
 * @param level the weakest level that is run
 * @param profile the longest cases that are run
 */
public record Selection(List<Glob> only, List<Glob> skip, Depth level, Profile profile) {

  /** How far down the levels to go. */
  public enum Depth {
    MUST,
    SHOULD,
    ALL
  }

  /**
   * The cases, in the order of the catalogue.
   *
   * @throws IllegalArgumentException if a pattern matches no case at all
   */
  public List<Case> of(List<Case> all) {
    for (List<Glob> globs : List.of(only, skip)) {
      for (Glob glob : globs) {
        if (all.stream().noneMatch(glob::matches)) {
          throw new IllegalArgumentException(
              "pattern: '" + glob + "' (expected: one that matches a case; see the command list)");
        }
      }
    }
    return all.stream()
        .filter(test -> only.isEmpty() || only.stream().anyMatch(glob -> glob.matches(test)))
        .filter(test -> skip.stream().noneMatch(glob -> glob.matches(test)))
        .filter(this::isDeepEnough)
        .filter(test -> profile.includes(test.profile()) || isNamed(test))
        .toList();
  }

  /** A case that is asked for by its whole id runs in any profile. */
  private boolean isNamed(Case test) {
    return only.stream().anyMatch(glob -> glob.toString().equalsIgnoreCase(test.id()));
  }

  private boolean isDeepEnough(Case test) {
    Level own = test.clause().level();
    return switch (level) {
      case MUST -> own == Level.MUST || own == Level.MAY;
      case SHOULD -> own != Level.INFO;
      case ALL -> true;
    };
  }
}
