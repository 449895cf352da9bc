package dev.vitals.health;

/** Thrown when opening a watch would exceed a limit that protects the server. */
public final class WatchRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The limit that refused the watch. */
  public enum Limit {
    /** No service can have this name: it is too long or malformed. A retry will be refused too. */
    NAME_LENGTH,
    /** The source has as many open watches as it allows. A retry may succeed later. */
    OPEN_WATCHES,
    /** The source has watches of as many unknown names as it allows. A retry may succeed later. */
    UNKNOWN_NAMES,
    /**
     * This client has as many open watches as one client may have. A retry may succeed once it has
     * closed one.
     */
    WATCHES_OF_CLIENT,
    /**
     * This client has as many open watches of unknown names as one client may have. A retry may
     * succeed once it has closed one.
     */
    UNKNOWN_NAMES_OF_CLIENT
  }

  private final Limit limit;

  /**
   * Creates an exception without a stack trace, because refusing must be cheap under a flood.
   *
   * @param limit the limit that is reached
   * @param message safe to show to a client
   */
  public WatchRefusedException(Limit limit, String message) {
    super(message, null, false, false);
    this.limit = limit;
  }

  /** Returns the limit that is reached. */
  public Limit limit() {
    return limit;
  }
}
