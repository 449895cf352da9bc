package dev.vitals.health.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A response. Immutable; nobody changes the body.
 *
 * @param code the status code
 * @param headers by name
 * @param body what follows the headers; empty if nothing does
 */
record Response(int code, Map<String, String> headers, byte[] body) {

  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final int TAG_BYTES = 16;

  /** Copies the headers. */
  Response {
    headers = Map.copyOf(headers);
  }

  /** Creates a response that nobody may keep: the next one may differ. */
  static Response of(int code, String type, String body) {
    return of(code, type, body.getBytes(UTF_8), "no-store");
  }

  static Response of(int code, String type, byte[] body, String cacheControl) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", type);
    headers.put("Content-Length", String.valueOf(body.length));
    headers.put("Cache-Control", cacheControl);
    headers.put("Vary", "Accept");
    headers.put("X-Content-Type-Options", "nosniff");
    if (code == OK) {
      headers.put("ETag", tag(body));
    }
    return new Response(code, headers, body);
  }

  Response with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Response(code, more, body);
  }

  /** Returns the response without its body, as HEAD wants it. */
  Response withoutBody() {
    return new Response(code, headers, new byte[0]);
  }

  /**
   * Returns {@code 304} if the client has the same already. That is only for {@code 200}: a prober
   * may take any code below 400 for healthy.
   */
  Response unless(@Nullable String ifNoneMatch) {
    String tag = headers.get("ETag");
    if (tag == null || ifNoneMatch == null || !names(ifNoneMatch, tag)) {
      return this;
    }
    Map<String, String> kept = new LinkedHashMap<>(headers);
    kept.remove("Content-Type");
    kept.remove("Content-Length");
    return new Response(NOT_MODIFIED, kept, new byte[0]);
  }

  /** Tags are compared weakly: proxies weaken those of what they compress. */
  private static boolean names(String ifNoneMatch, String tag) {
    return Arrays.stream(ifNoneMatch.split(","))
        .map(String::strip)
        .map(each -> each.startsWith("W/") ? each.substring(2) : each)
        .anyMatch(each -> each.equals("*") || each.equals(tag));
  }

  private static String tag(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      byte[] part = Arrays.copyOf(hash, TAG_BYTES);
      return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(part) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
