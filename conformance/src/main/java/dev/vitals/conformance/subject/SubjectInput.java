package dev.vitals.conformance.subject;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The lines on their way to a subject. A subject that does not read holds up nobody but the thread
 * in here. Thread-safe.
 */
final class SubjectInput {
  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> lines = new LinkedBlockingQueue<>();

  /** Queues a line, which may be no text. */
  void write(byte[] line) {
    lines.add(line);
  }

  /** Ends the subject's input, after what was written before. */
  void end() {
    lines.add(END);
  }

  /** Writes what is queued until the end, in the thread that calls. */
  void writeAll(OutputStream input) {
    try (OutputStream out = input) {
      for (byte[] line = lines.take(); line != END; line = lines.take()) {
        out.write(line);
        out.write('\n');
        out.flush();
      }
    } catch (IOException e) {
      // It does not read any more: whoever waits for a reply will be told why.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
