package dev.vitals.conformance.http2;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/**
 * One gRPC message as it was framed.
 *
 * @param flag the first byte of its prefix: 0 plain, 1 compressed; anything else is not gRPC
 * @param payload the bytes after the prefix, compressed if the flag says so
 * @param startedAt when the first byte of its prefix came, of {@link System#nanoTime}
 * @param at when its last byte came
 * @param frames the number of DATA frames that carried a part of it
 */
public record WireMessage(int flag, byte[] payload, long startedAt, long at, int frames) {

  public boolean compressed() {
    return flag != 0;
  }

  /**
   * Returns the payload, decompressed if the flag says so and the encoding is one that Java has.
   */
  public byte[] plain(String encoding) {
    if (!compressed()) {
      return payload;
    }
    ByteArrayInputStream in = new ByteArrayInputStream(payload);
    try (InputStream plain =
        switch (encoding) {
          case "gzip" -> new GZIPInputStream(in);
          case "deflate" -> new InflaterInputStream(in);
          default -> in;
        }) {
      return plain.readAllBytes();
    } catch (IOException e) {
      return payload;
    }
  }

  @Override
  public String toString() {
    return "message (flag %d, %d bytes: %s)"
        .formatted(flag, payload.length, WireBytes.shown(payload));
  }
}
