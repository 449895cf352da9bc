package dev.vitals.health.http;

import org.jspecify.annotations.Nullable;

/**
 * A request, as far as a response depends on it. Immutable.
 *
 * @param method such as {@code GET}
 * @param path the path below the place where health is served, still percent-encoded; it begins
 *     with a slash
 * @param accept the header of that name, several of them joined by commas; null if there is none
 * @param ifNoneMatch the header {@code If-None-Match}, likewise
 */
record Request(String method, String path, @Nullable String accept, @Nullable String ifNoneMatch) {

  /** Where the page gets its states from. */
  static final String EVENTS = "/events";

  boolean isHead() {
    return method.equals("HEAD");
  }

  /** Whether the response is a stream of states, which only a transport can write. */
  boolean isForStream() {
    return method.equals("GET") && path.equals(EVENTS);
  }
}
