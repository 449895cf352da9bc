package dev.vitals.health;

/** A watch was not opened, since a limit that protects the server is reached. */
public final class WatchRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Which limit it was. */
  public enum Limit {
    /** The name is longer than any service's can be. Another try will be refused too. */
    NAME_LENGTH,
    /** As many watches are open as the source allows. Another try may pass later. */
    OPEN_WATCHES,
    /** As many unknown names are being watched as the source allows. Another try may pass later. */
    UNKNOWN_NAMES,
    /**
     * This client has as many watches open as one client may have. Another try may pass once it has
     * closed one.
     */
    WATCHES_OF_CLIENT,
    /** This client watches as many unknown names as one client may. See the limit before. */
    UNKNOWN_NAMES_OF_CLIENT
  }

  private final Limit limit;

  /**
   * Refuses a watch. It has no stack trace: refusing must be cheap under a flood.
   *
   * @param limit which limit is reached
   * @param message safe to show to a caller
   */
  public WatchRefusedException(Limit limit, String message) {
    super(message, null, false, false);
    this.limit = limit;
  }

  /** Returns which limit is reached. */
  public Limit limit() {
    return limit;
  }
}
