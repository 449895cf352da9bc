package subject;

/** The statuses that {@code set} may name. */
enum ServingStatus {
  UNKNOWN,
  SERVING,
  NOT_SERVING
}
