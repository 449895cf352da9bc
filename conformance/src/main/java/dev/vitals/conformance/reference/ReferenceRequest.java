package dev.vitals.conformance.reference;

import io.grpc.Status.Code;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a client of {@link ReferenceServer} has sent so far, and what is wrong with it. Open for
 * broken variants. Confined.
 */
public class ReferenceRequest {
  private static final int MAX_REQUEST_BYTES = 4 << 20;
  private static final int PREFIX_BYTES = 5;
  private static final Duration MAX_TIMEOUT = Duration.ofDays(30);

  /** An error to answer with. */
  public record Refusal(Code code, String message) {}

  private final ByteArrayOutputStream pending = new ByteArrayOutputStream();
  private final List<byte[]> messages = new ArrayList<>();
  private @Nullable Refusal refusal;
  private String path = "";
  private String encoding = "identity";
  private @Nullable String timeout;
  private @Nullable String httpRefusal;

  public void headers(Http2Headers headers) {
    path = String.valueOf(headers.path());
    CharSequence type = headers.get("content-type");
    String contentType = type == null ? "" : type.toString();
    if (!"POST".contentEquals(headers.method())) {
      httpRefusal = "405";
    } else if (!takesType(contentType)) {
      httpRefusal = "415";
    }
    CharSequence named = headers.get("grpc-encoding");
    encoding = named == null ? "" : named.toString();
    CharSequence time = headers.get("grpc-timeout");
    timeout = time == null ? null : time.toString();
    if (timeout != null && !timeout.matches("\\d{1,8}[HMSmun]")) {
      refusal = new Refusal(Code.INTERNAL, "grpc-timeout can't be read");
    } else if (!encoding.isEmpty() && !encoding.equals("gzip") && !encoding.equals("identity")) {
      refusal = unknownEncoding();
    }
  }

  /** Whether a content-type is gRPC's, in a form that is served. */
  public boolean takesType(String type) {
    return type.equals("application/grpc")
        || type.startsWith("application/grpc+proto")
        || type.startsWith("application/grpc;");
  }

  /** The largest message that is taken. */
  public int largest() {
    return MAX_REQUEST_BYTES;
  }

  /** What an encoding that nobody knows is answered with. */
  public @Nullable Refusal unknownEncoding() {
    return new Refusal(Code.UNIMPLEMENTED, "unknown encoding");
  }

  public final String encoding() {
    return encoding;
  }

  public final List<byte[]> messages() {
    return messages;
  }

  public final void refuse(Code code, String message) {
    refusal = new Refusal(code, message);
  }

  String path() {
    return path;
  }

  /** The HTTP status to refuse with; {@code null} if it is a gRPC request. */
  @Nullable String httpRefusal() {
    return httpRefusal;
  }

  /** The time that the client gives; {@code null} if it sets none that can be read. */
  @Nullable Duration timeout() {
    if (timeout == null || refusal != null) {
      return null;
    }
    long number = Long.parseLong(timeout.substring(0, timeout.length() - 1));
    Duration given = timeout(number, timeout.charAt(timeout.length() - 1));
    return given.compareTo(MAX_TIMEOUT) > 0 ? MAX_TIMEOUT : given;
  }

  /** A number of a unit as a time. */
  public Duration timeout(long number, char unit) {
    return switch (unit) {
      case 'H' -> Duration.ofHours(number);
      case 'M' -> Duration.ofMinutes(number);
      case 'S' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMillis(number);
      case 'u' -> Duration.ofNanos(number * 1000);
      default -> Duration.ofNanos(number);
    };
  }

  /** Takes bytes, in whatever pieces they come. */
  public void take(ByteBuf data) {
    byte[] bytes = new byte[data.readableBytes()];
    data.readBytes(bytes);
    pending.writeBytes(bytes);
    while (refusal == null && nextMessage()) {
      // Another whole message was there.
    }
  }

  /** What is wrong with it; {@code last} when nothing more can come. */
  public @Nullable Refusal refusal(boolean last) {
    if (refusal == null && messages.size() > 1) {
      refusal = new Refusal(Code.UNIMPLEMENTED, "more than one request message");
    }
    if (refusal == null && last && (messages.isEmpty() || pending.size() > 0)) {
      refusal = new Refusal(Code.UNIMPLEMENTED, "no whole request message");
    }
    return refusal;
  }

  public byte[] message() {
    return messages.get(0);
  }

  private boolean nextMessage() {
    byte[] bytes = pending.toByteArray();
    if (bytes.length < PREFIX_BYTES) {
      return false;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int flag = buffer.get();
    int length = buffer.getInt();
    if (length < 0 || length > largest()) {
      refusal = new Refusal(Code.RESOURCE_EXHAUSTED, "the request is too large");
      return false;
    }
    if (buffer.remaining() < length) {
      return false;
    }
    byte[] message = new byte[length];
    buffer.get(message);
    pending.reset();
    pending.write(bytes, buffer.position(), buffer.remaining());
    accept(flag, message);
    return refusal == null;
  }

  /** Takes a whole message with its Compressed-Flag. */
  public void accept(int flag, byte[] message) {
    if (flag == 0) {
      messages.add(message);
    } else if (!encoding.equals("gzip")) {
      refusal = new Refusal(Code.INTERNAL, "compressed, but with no encoding named");
    } else {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(message))) {
        messages.add(in.readNBytes(largest()));
      } catch (IOException e) {
        refusal = new Refusal(Code.INTERNAL, "the gzip can't be read");
      }
    }
  }

  /** As {@code grpc-message} wants it. */
  public static String percentEncoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b <= '~' && b != '%') {
        out.append((char) b);
      } else {
        out.append(String.format(Locale.ROOT, "%%%02X", b & 0xff));
      }
    }
    return out.toString();
  }
}
