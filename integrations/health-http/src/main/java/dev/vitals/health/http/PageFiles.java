package dev.vitals.health.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page, as responses by path. Immutable; in memory, a few kilobytes. The page runs
 * no script and has no style but these, and its policy forbids the browser any other.
 */
final class PageFiles {

  /** Where the page is. */
  static final String ROOT = "/";

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Map<String, Response> files = new HashMap<>();

  PageFiles() {
    add(ROOT, "page.html", "text/html; charset=utf-8");
    add("/vitals.css", "vitals.css", "text/css; charset=utf-8");
    add("/vitals.js", "vitals.js", "text/javascript; charset=utf-8");
    add("/vitals.svg", "vitals.svg", "image/svg+xml");
  }

  private void add(String path, String name, String type) {
    try (InputStream file = PageFiles.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("resource: " + name + " (expected: in the jar)");
      }
      // The browser asks each time whether it has changed: a new version shows at once.
      Response response = Response.of(200, type, file.readAllBytes(), "no-cache");
      files.put(
          path,
          response
              .with("Content-Security-Policy", POLICY)
              .with("Cross-Origin-Resource-Policy", "same-origin")
              .with("Referrer-Policy", "no-referrer"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the file of a path, or null if there is none. */
  @Nullable Response get(String path) {
    return files.get(path);
  }
}
