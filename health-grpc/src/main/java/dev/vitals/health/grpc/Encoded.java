package dev.vitals.health.grpc;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A stream over shared bytes, which nobody writes to. A message costs only this object. Confined to
 * one thread.
 */
final class Encoded extends InputStream implements KnownLength, Drainable {

  private final byte[] bytes;
  private int next;

  Encoded(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int available() {
    return bytes.length - next;
  }

  @Override
  public int read() {
    return next < bytes.length ? bytes[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int count = Math.min(length, available());
    System.arraycopy(bytes, next, target, offset, count);
    next += count;
    return count == 0 ? -1 : count;
  }

  @Override
  public int drainTo(OutputStream target) throws IOException {
    int count = available();
    target.write(bytes, next, count);
    next = bytes.length;
    return count;
  }
}
