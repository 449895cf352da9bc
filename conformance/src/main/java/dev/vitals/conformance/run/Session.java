package dev.vitals.conformance.run;

import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.rig.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One subject at a time, started when first needed and again after it was spent. Confined. */
public final class Session implements AutoCloseable {
  private final SubjectLauncher launcher;
  private @Nullable Subject subject;
  private @Nullable Names names;
  private boolean used;

  public Session(SubjectLauncher launcher) {
    this.launcher = launcher;
  }

  /** A subject that is well, and untouched if {@code fresh}. */
  public Subject subject(boolean fresh) throws SubjectException {
    if (subject != null && ((fresh && used) || subject.trouble().isPresent())) {
      discard();
    }
    if (subject == null) {
      List<String> declared = Names.toDeclare();
      subject = launcher.launch(declared);
      names = new Names(subject.capabilities().dynamic(), declared);
      used = false;
    }
    return subject;
  }

  /** The names to use with the subject that is running. */
  public Names names() {
    if (names == null) {
      throw new IllegalStateException("names: none (expected: a subject that was started)");
    }
    return names;
  }

  public void markUsed() {
    used = true;
  }

  /** Ends the subject; the next one asked for is fresh. */
  public void discard() {
    if (subject != null) {
      subject.close();
      subject = null;
    }
  }

  @Override
  public void close() {
    discard();
  }
}
