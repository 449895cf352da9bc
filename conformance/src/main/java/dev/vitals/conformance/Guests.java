package dev.vitals.conformance;

/**
 * Clients for calls that are opened and cancelled by the hundred. A server may take one that resets
 * hundreds of calls for an attacker and close its connection, so none makes more than a hundred.
 * Confined to the case's thread.
 */
final class Guests {
  private static final int MOST = 100;

  private final CaseContext context;
  private HealthClient client;
  private int calls;

  Guests(CaseContext context) {
    this.context = context;
    this.client = context.newClient();
  }

  /** The client for so many calls more; those before may be over with the client that made them. */
  HealthClient forCalls(int number) {
    calls += number;
    if (calls > MOST) {
      client.close();
      client = context.newClient();
      calls = number;
    }
    return client;
  }
}
