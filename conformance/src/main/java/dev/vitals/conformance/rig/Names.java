package dev.vitals.conformance.rig;

import dev.vitals.conformance.clause.NotApplicable;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fresh service names: no two cases of a run share one, so none disturbs another. Where a subject
 * can't add services, the names were declared at its start, and each is handed out once.
 * Thread-safe.
 */
public final class Names {
  private static final int DECLARED = 90;
  private static final AtomicLong NEXT = new AtomicLong();
  private static final String RUN = Long.toString(System.currentTimeMillis() & 0xffffff, 36);

  private final boolean dynamic;
  private final Deque<String> declared;

  public Names(boolean dynamic, List<String> declared) {
    this.dynamic = dynamic;
    this.declared = new ConcurrentLinkedDeque<>(declared);
  }

  /** Names to declare to a subject at its start. */
  public static List<String> toDeclare() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < DECLARED; i++) {
      names.add("acme.declared.S%03dx".formatted(i));
    }
    return names;
  }

  /** A name that may be set. */
  public String settable() {
    if (dynamic) {
      return unknown();
    }
    String name = declared.poll();
    if (name == null) {
      throw new NotApplicable("all " + DECLARED + " services declared at the start are used up");
    }
    return name;
  }

  /*
   * All end in a letter, so none is another one's beginning; and there are fewer than a hundred
   * declared, which is how many a server may refuse to list.
   */

  /** A name that the server has never heard of. */
  public String unknown() {
    return "acme." + RUN + ".S" + NEXT.incrementAndGet() + "x";
  }
}
