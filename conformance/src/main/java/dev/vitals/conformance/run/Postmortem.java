package dev.vitals.conformance.run;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.Subject.Trouble;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.rig.Await;
import dev.vitals.conformance.rig.CaseContext;
import dev.vitals.conformance.rig.Names;
import dev.vitals.conformance.rig.ShownFaults;
import dev.vitals.conformance.rig.Steering;
import java.time.Duration;
import java.util.List;

/**
 * Finds out who ended a subject. The order of events does not tell: a call kills it, and the next
 * command finds out. So the case is tried again on a fresh subject; and where that ends too, a
 * third one gets the case's commands and none of its calls. Thread-safe.
 */
final class Postmortem {
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);
  private static final Duration MAX_WATCHED = Duration.ofSeconds(5);

  private final SubjectLauncher launcher;
  private final Profile profile;

  /** Something that calls and steers: a case. */
  @FunctionalInterface
  interface Doing {
    void run(CaseContext context) throws InterruptedException;
  }

  Postmortem(SubjectLauncher launcher, Profile profile) {
    this.launcher = launcher;
    this.profile = profile;
  }

  /** Whether subjects end by what this calls, and neither by its commands nor by themselves. */
  boolean endsByCalls(Doing doing, long seed) throws InterruptedException {
    long start = System.nanoTime();
    Steering commands;
    List<String> declared = Names.toDeclare();
    try (Subject again = launcher.launch(declared)) {
      Names names = new Names(again.capabilities().dynamic(), declared);
      CaseContext context = new CaseContext(again, names, profile, seed, new ShownFaults());
      try (context) {
        doing.run(context);
      }
      if (!ends(again, LAST_WORDS)) {
        return false;
      }
      commands = context.steer();
    } catch (SubjectException e) {
      return false;
    }
    Duration lived = Duration.ofNanos(System.nanoTime() - start);
    Duration watched = lived.compareTo(MAX_WATCHED) > 0 ? MAX_WATCHED : lived;
    try (Subject left = launcher.launch(declared)) {
      commands.giveAgainTo(left);
      return !ends(left, watched);
    } catch (SubjectException e) {
      return false;
    }
  }

  private static boolean ends(Subject subject, Duration within) throws InterruptedException {
    return Await.until(
        within, () -> subject.trouble().filter(it -> it.kind() == Trouble.Kind.ENDED).isPresent());
  }
}
