package dev.vitals.conformance.rig;

/**
 * Clients for calls that are opened and cancelled by the hundred. A server may take one that resets
 * hundreds of calls for an attacker and close its connection: as a rule, none makes more than a
 * hundred. Confined to the case's thread.
 */
public final class DisposableClients {
  private static final int MAX_CALLS_PER_CLIENT = 100;

  private final CaseContext context;
  private HealthClient client;
  private int calls;
  private boolean bold;

  public DisposableClients(CaseContext context) {
    this.context = context;
    this.client = context.newClient();
  }

  /** One client for all calls, since connections leak as well; until the server has had enough. */
  public static DisposableClients bold(CaseContext context) {
    DisposableClients disposable = new DisposableClients(context);
    disposable.bold = true;
    return disposable;
  }

  /** The client for so many calls more; those before may be over with the client that made them. */
  public HealthClient forCalls(int number) {
    calls += number;
    if (calls > MAX_CALLS_PER_CLIENT && !bold) {
      client.close();
      client = context.newClient();
      calls = number;
    }
    return client;
  }

  /** Whether a call that ended like this is no fault, since there were many before: once. */
  public boolean calmDown(WatchProbe watch) {
    boolean asked = bold && calls > MAX_CALLS_PER_CLIENT && watch.metGoAway();
    bold &= !asked;
    return asked;
  }
}
