package dev.vitals.conformance.subject;

import dev.vitals.conformance.text.Words;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8, none longer than the protocol allows. Confined to the thread that reads. */
final class JsonLines implements AutoCloseable {
  private static final int MAX_LINE_BYTES = 1 << 20;
  private static final int MAX_SHOWN_CHARACTERS = 120;

  private final InputStream in;

  JsonLines(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** The next line that is not blank, or {@code null} at the end. */
  @Nullable String next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b != '\n') {
        line.write(b);
        if (line.size() > MAX_LINE_BYTES) {
          throw new Garbage(line.toString(StandardCharsets.UTF_8));
        }
        continue;
      }
      String text = line.toString(StandardCharsets.UTF_8).strip();
      if (!text.isEmpty()) {
        if (text.charAt(0) != '{') {
          throw new Garbage(text);
        }
        return text;
      }
      line.reset();
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** A line that is no JSON object. */
  static final class Garbage extends IOException {
    private static final long serialVersionUID = 1;

    Garbage(String line) {
      super(
          Words.quoted(
              line.length() > MAX_SHOWN_CHARACTERS
                  ? line.substring(0, MAX_SHOWN_CHARACTERS)
                  : line));
    }
  }
}
