package dev.vitals.benchmarks.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * A socket's frames, in and out. For the loop's thread alone. What can't be written at once waits
 * in a buffer that grows.
 */
public final class Connection {

  private static final int READ_BUFFER_BYTES = 256 * 1024;
  private static final int WRITE_BUFFER_BYTES = 32 * 1024;

  private final Loop loop;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final Peer peer;
  private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BUFFER_BYTES);
  private ByteBuffer out = ByteBuffer.allocateDirect(WRITE_BUFFER_BYTES);
  private int prologue;

  Connection(Loop loop, SocketChannel channel, SelectionKey key, Peer peer) {
    this.loop = loop;
    this.channel = channel;
    this.key = key;
    this.peer = peer;
    prologue = peer.prologue();
  }

  /** Returns the loop it is served by. */
  public Loop loop() {
    return loop;
  }

  /** Returns the buffer to write to next, with space for so many bytes; {@link #flush} sends it. */
  public ByteBuffer out(int bytes) {
    if (out.remaining() < bytes) {
      int needed = out.position() + bytes;
      out = ByteBuffer.allocateDirect(Math.max(2 * out.capacity(), needed)).put(out.flip());
    }
    return out;
  }

  /** Whether nothing waits to be written. */
  public boolean isDrained() {
    return out.position() == 0;
  }

  /** Writes what waits, as far as the socket takes it; the rest when it takes more. */
  public void flush() {
    try {
      out.flip();
      channel.write(out);
      out.compact();
      int interest =
          isDrained() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
      if (key.isValid() && key.interestOps() != interest) {
        key.interestOps(interest);
      }
    } catch (IOException e) {
      close(e);
    }
  }

  /** Ends it. */
  public void close() {
    close(new EOFException("closed by this side"));
  }

  void ready() {
    try {
      if (key.isReadable()) {
        read();
      }
      if (key.isValid() && key.isWritable()) {
        flush();
        if (isDrained()) {
          peer.drained(this);
        }
      }
    } catch (IOException e) {
      close(e);
    }
  }

  private void read() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("closed by the other side");
    }
    in.flip();
    if (prologue > 0) {
      int skipped = Math.min(prologue, in.remaining());
      in.position(skipped);
      prologue -= skipped;
    }
    while (in.remaining() >= Frames.HEADER_BYTES) {
      int start = in.position();
      int word = in.getInt(start);
      int length = word >>> 8;
      int end = start + Frames.HEADER_BYTES + length;
      if (end > in.limit()) {
        break;
      }
      int stream = in.getInt(start + 5) & Integer.MAX_VALUE;
      in.position(start + Frames.HEADER_BYTES);
      peer.frame(this, word & 0xff, in.get(start + 4), stream, in, length);
      in.position(end);
    }
    in.compact();
    peer.caughtUp(this);
  }

  private void close(IOException why) {
    if (key.isValid()) {
      key.cancel();
      try {
        channel.close();
      } catch (IOException e) {
        why.addSuppressed(e);
      }
      peer.closed(this, why);
    }
  }
}
