package dev.vitals.health.grpc;

import dev.vitals.health.Printable;

/** A request of any of the three methods. A List names no service, and has {@code ""}. */
record Request(String service) {

  /** Stands for a request that does not parse. Compared by identity. */
  static final Request MALFORMED = new Request("malformed");

  /** For interceptors that log messages. The name is escaped, because the client chose it. */
  @Override
  public String toString() {
    return "service: " + Printable.quote(service);
  }
}
