package dev.vitals.conformance.clause;

/** The chapters of the catalogue. Each gets a fresh subject. Immutable. */
public enum Area {
  SVC("The service on the wire"),
  CHECK("Check"),
  NAME("Names and matching"),
  LIST("List"),
  WATCH("Watch"),
  LIFE("Lame duck and stop"),
  RPC("gRPC rules that a health server inherits"),
  CONS("The real consumers"),
  CLI("Clients");

  private final String title;

  Area(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }

  /**
   * The area that an id names.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static Area of(String id) {
    String[] parts = id.split("-", 3);
    if (parts.length < 3 || !parts[0].equals("HC")) {
      throw new IllegalArgumentException("id: '" + id + "' (expected: HC-AREA-NN…)");
    }
    return valueOf(parts[1]);
  }
}
