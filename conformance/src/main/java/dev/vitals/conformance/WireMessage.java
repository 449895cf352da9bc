package dev.vitals.conformance;

/**
 * One gRPC message as it was framed.
 *
 * @param flag the first byte of its prefix: 0 plain, 1 compressed; anything else is not gRPC
 * @param payload the bytes after the prefix, compressed if the flag says so
 * @param startedAt when the first byte of its prefix came, of {@link System#nanoTime}
 * @param at when its last byte came
 * @param frames the number of DATA frames that carried a part of it
 */
record WireMessage(int flag, byte[] payload, long startedAt, long at, int frames) {

  boolean compressed() {
    return flag != 0;
  }

  @Override
  public String toString() {
    return "message (flag %d, %d bytes: %s)"
        .formatted(flag, payload.length, WireBytes.shown(payload));
  }
}
