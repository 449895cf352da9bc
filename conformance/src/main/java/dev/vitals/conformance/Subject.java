package dev.vitals.conformance;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A running health server and the way to steer it. One command is one call of the implementation's
 * own public API: a subject adds no cache, no de-duplication and no missing feature.
 *
 * <p>The suite sends one command at a time and waits for it; RPCs run meanwhile. A command returns
 * once its change is visible to a Check that starts afterwards (or within {@link
 * Capabilities#settle()}).
 *
 * <p>A command that the implementation does not have throws {@link SubjectException} of kind {@link
 * SubjectException.Kind#UNSUPPORTED}; leave it out of {@link Capabilities#ops()} as well.
 */
public interface Subject extends AutoCloseable {
  /** What the subject claims; the same all its life. */
  Capabilities capabilities();

  /** Where the server listens, in plain-text HTTP/2. */
  InetSocketAddress address();

  /** Sets one service's status. */
  void set(String service, ServingStatus status) throws SubjectException;

  /** Makes a service unknown again. */
  default void clear(String service) throws SubjectException {
    throw SubjectException.unsupported("clear");
  }

  /** Lame duck: every known service reports {@code NOT_SERVING}, and a set is not shown. */
  default void shutdown() throws SubjectException {
    throw SubjectException.unsupported("shutdown");
  }

  /** Ends the lame duck. */
  default void resume() throws SubjectException {
    throw SubjectException.unsupported("resume");
  }

  /** Makes many changes of one service in a row. */
  default void flap(Flap flap) throws SubjectException {
    throw SubjectException.unsupported("flap");
  }

  /** What the server holds now. */
  default Stats stats() throws SubjectException {
    throw SubjectException.unsupported("stats");
  }

  /** Stops the server gracefully; the subject is of no use afterwards. */
  default void stop(Duration grace) throws SubjectException {
    throw SubjectException.unsupported("stop");
  }

  /** Whether the server is still there, as far as can be told without asking it. */
  default boolean isAlive() {
    return true;
  }

  /** Why the subject is of no use any more; empty while it is well. */
  default Optional<Trouble> trouble() {
    return Optional.empty();
  }

  /** The server's process, whose memory is measured; empty if it runs elsewhere or in this one. */
  default OptionalLong pid() {
    return OptionalLong.empty();
  }

  /** Ends the server at once. Idempotent; throws nothing. */
  @Override
  public void close();

  /**
   * Many changes in a row: {@code count} that alternate {@code SERVING} and {@code NOT_SERVING},
   * and then one more set of {@code last} after all of them.
   *
   * @param service whose status changes
   * @param count of changes before the last
   * @param last the status at the end
   * @param threads that share the changes
   * @param pause of each thread between its changes; zero is as fast as it can
   */
  record Flap(String service, int count, ServingStatus last, int threads, Duration pause) {}

  /**
   * Why a subject is of no use any more. Verdicts depend on the kind alone; the words are for the
   * reader of a report.
   *
   * @param kind of trouble
   * @param words that say what happened, with the subject's last words
   */
  record Trouble(Kind kind, String words) {
    /** What became of the subject. */
    public enum Kind {
      /** Its program or its server is gone. */
      ENDED,
      /** A command got no reply in time. */
      SILENT,
      /** What it says can't be relied on: it breaks the subject protocol. */
      BROKEN
    }

    public Trouble {
      requireNonNull(kind, "kind");
      requireNonNull(words, "words");
    }

    /** Whether the subject no longer obeys, as against obeying in a wrong way. */
    public boolean isEnd() {
      return kind != Kind.BROKEN;
    }
  }

  /**
   * What a server holds.
   *
   * @param watchers open Watch calls
   * @param names known services and whatever else is kept by name; negative where not told
   */
  record Stats(long watchers, long names) {}
}
