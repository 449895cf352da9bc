package dev.vitals.conformance.http2;

import java.time.Duration;

/**
 * How a connection of ours presents itself, and how patient it is.
 *
 * @param initialWindow the receive window, in bytes, that each new stream starts with
 *     (SETTINGS_INITIAL_WINDOW_SIZE)
 * @param maxHeaderList what we announce as SETTINGS_MAX_HEADER_LIST_SIZE, or 0 to announce nothing
 * @param headerTable how many bytes the server may keep of header fields that it has sent
 *     (SETTINGS_HEADER_TABLE_SIZE)
 * @param refills whether the connection's own window is given back as it is used
 * @param patience how long any wait for something lasts at most; each is over when the thing comes
 */
public record RawSettings(
    int initialWindow, int maxHeaderList, int headerTable, boolean refills, Duration patience) {
  /** The window that HTTP/2 gives every stream unless told otherwise. */
  public static final int WINDOW = 65_535;

  /** The header table that HTTP/2 has unless told otherwise. */
  public static final int HEADER_TABLE = 4_096;

  /** What HTTP/2 has unless told otherwise, no header limit, ten seconds. */
  public static final RawSettings DEFAULT =
      new RawSettings(WINDOW, 0, HEADER_TABLE, true, Duration.ofSeconds(10));

  public RawSettings initialWindow(int bytes) {
    return new RawSettings(bytes, maxHeaderList, headerTable, refills, patience);
  }

  public RawSettings maxHeaderList(int bytes) {
    return new RawSettings(initialWindow, bytes, headerTable, refills, patience);
  }

  public RawSettings headerTable(int bytes) {
    return new RawSettings(initialWindow, maxHeaderList, bytes, refills, patience);
  }

  /** With a window of the connection that only {@link RawConnection#grant(int)} gives back. */
  public RawSettings withoutRefill() {
    return new RawSettings(initialWindow, maxHeaderList, headerTable, false, patience);
  }

  RawSettings patience(Duration limit) {
    return new RawSettings(initialWindow, maxHeaderList, headerTable, refills, limit);
  }
}
