package dev.vitals.benchmarks.dedicated;

import org.jspecify.annotations.Nullable;

/** The protocol's methods. */
enum Method {
  CHECK("Check"),
  LIST("List"),
  WATCH("Watch");

  private final String path;

  Method(String name) {
    path = "/grpc.health.v1.Health/" + name;
  }

  /** Returns the method at a path, which is compared exactly; null if there is none. */
  static @Nullable Method at(@Nullable CharSequence path) {
    for (Method method : values()) {
      if (path != null && method.path.contentEquals(path)) {
        return method;
      }
    }
    return null;
  }
}
