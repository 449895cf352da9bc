package subject;

/** A command that is not carried out, and which of the protocol's errors says so. */
final class Refusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final String error;

  private Refusal(String error, String detail) {
    super(detail);
    this.error = error;
  }

  static Refusal unsupported(String detail) {
    return new Refusal("unsupported", detail);
  }

  static Refusal invalid(String detail) {
    return new Refusal("invalid", detail);
  }

  String error() {
    return error;
  }
}
