package dev.vitals.health.grpc;

import dev.vitals.health.Printable;

/**
 * A request of any of the three methods: the service that it names. A List names none, and has "".
 */
record Request(String service) {

  /** Stands for a request that could not be parsed; known by identity. */
  static final Request MALFORMED = new Request("malformed");

  /** For an interceptor that logs messages. The client chose the name, so that it is escaped. */
  @Override
  public String toString() {
    return "service: " + Printable.quote(service);
  }
}
