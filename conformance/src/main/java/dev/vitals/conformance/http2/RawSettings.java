package dev.vitals.conformance.http2;

import java.time.Duration;

/**
 * How a connection of ours presents itself, and how patient it is.
 *
 * @param initialWindow the receive window, in bytes, that each new stream starts with
 *     (SETTINGS_INITIAL_WINDOW_SIZE)
 * @param maxHeaderList what we announce as SETTINGS_MAX_HEADER_LIST_SIZE, or 0 to announce nothing
 * @param patience how long any wait for something lasts at most; each is over when the thing comes
 */
public record RawSettings(int initialWindow, int maxHeaderList, Duration patience) {
  /** The window that HTTP/2 gives every stream unless told otherwise. */
  public static final int WINDOW = 65_535;

  /** HTTP/2's own window, no header limit, ten seconds. */
  public static final RawSettings DEFAULT = new RawSettings(WINDOW, 0, Duration.ofSeconds(10));

  public RawSettings initialWindow(int bytes) {
    return new RawSettings(bytes, maxHeaderList, patience);
  }

  public RawSettings maxHeaderList(int bytes) {
    return new RawSettings(initialWindow, bytes, patience);
  }

  RawSettings patience(Duration limit) {
    return new RawSettings(initialWindow, maxHeaderList, limit);
  }
}
