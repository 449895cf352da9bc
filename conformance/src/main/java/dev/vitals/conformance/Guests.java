package dev.vitals.conformance;

/**
 * Clients for calls that are opened and cancelled by the hundred. A server may take one that resets
 * hundreds of calls for an attacker and close its connection: as a rule, none makes more than a
 * hundred. Confined to the case's thread.
 */
final class Guests {
  private static final int MAX_CALLS_PER_CLIENT = 100;

  private final CaseContext context;
  private HealthClient client;
  private int calls;
  private boolean bold;

  Guests(CaseContext context) {
    this.context = context;
    this.client = context.newClient();
  }

  /** One client for all calls, since connections leak as well; until the server has had enough. */
  static Guests bold(CaseContext context) {
    Guests disposable = new Guests(context);
    disposable.bold = true;
    return disposable;
  }

  /** The client for so many calls more; those before may be over with the client that made them. */
  HealthClient forCalls(int number) {
    calls += number;
    if (calls > MAX_CALLS_PER_CLIENT && !bold) {
      client.close();
      client = context.newClient();
      calls = number;
    }
    return client;
  }

  /** Whether a call that ended like this is no fault, since there were many before: once. */
  boolean calmDown(WatchProbe watch) {
    boolean asked = bold && calls > MAX_CALLS_PER_CLIENT && watch.metGoAway();
    bold &= !asked;
    return asked;
  }
}
