package dev.vitals.conformance;

/** The statuses of {@code grpc.health.v1}, by their wire numbers. Immutable. */
public enum ServingStatus {
  /** 0: known, and not (yet) found out. */
  UNKNOWN,
  /** 1. */
  SERVING,
  /** 2. */
  NOT_SERVING,
  /** 3: on Watch only, for a name that the server does not know. Never settable. */
  SERVICE_UNKNOWN,
  /** A number that the protocol does not define. Never settable. */
  UNRECOGNIZED;

  /** Whether a subject may be asked to set it. */
  public boolean isSettable() {
    return compareTo(NOT_SERVING) <= 0;
  }

  /** The one of SERVING and NOT_SERVING that a change from this one leads to. */
  public ServingStatus other() {
    return this == SERVING ? NOT_SERVING : SERVING;
  }

  /** The status with this number on the wire. */
  public static ServingStatus of(int number) {
    return number >= 0 && number < UNRECOGNIZED.ordinal() ? values()[number] : UNRECOGNIZED;
  }
}
