package dev.vitals.benchmarks.wire;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a connection's frames are for. Called on the loop's thread alone. */
public interface Peer {

  /** How many bytes come before the first frame: the preface, on a server. */
  default int prologue() {
    return 0;
  }

  /**
   * Takes a frame.
   *
   * @param payload positioned at the frame's payload, which is {@code length} bytes; further frames
   *     follow. It may be read absolutely or relatively
   */
  void frame(Connection from, int type, int flags, int stream, ByteBuffer payload, int length);

  /** All frames that had come in at once have been taken. */
  default void caughtUp(Connection connection) {}

  /** What waited has been written. */
  default void drained(Connection connection) {}

  /** The connection is over, by either side. */
  default void closed(Connection connection, IOException why) {}
}
