package dev.vitals.benchmarks.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Header blocks [RFC 7541] that neither side has to remember: names from the static table or as
 * text, values as text, nothing indexed.
 */
public final class HeaderBlock {

  private static final int POST = 0x83;
  private static final int HTTP = 0x86;
  private static final int OK = 0x88;
  private static final int AUTHORITY = 1;
  private static final int PATH = 4;
  private static final int CONTENT_TYPE = 31;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private HeaderBlock() {}

  /** Returns a gRPC request's. */
  public static byte[] request(String path) {
    HeaderBlock block = new HeaderBlock();
    block.bytes.write(POST);
    block.bytes.write(HTTP);
    block.header(PATH, path);
    block.header(AUTHORITY, "localhost");
    block.header(CONTENT_TYPE, "application/grpc");
    block.header("te", "trailers");
    return block.bytes.toByteArray();
  }

  /** Returns a gRPC response's. */
  public static byte[] response() {
    HeaderBlock block = new HeaderBlock();
    block.bytes.write(OK);
    block.header(CONTENT_TYPE, "application/grpc");
    return block.bytes.toByteArray();
  }

  private void header(int name, String value) {
    if (name < 15) {
      bytes.write(name);
    } else {
      bytes.write(15); // the next byte holds the rest
      bytes.write(name - 15);
    }
    text(value);
  }

  private void header(String name, String value) {
    bytes.write(0);
    text(name);
    text(value);
  }

  private void text(String text) {
    bytes.write(text.length());
    bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
