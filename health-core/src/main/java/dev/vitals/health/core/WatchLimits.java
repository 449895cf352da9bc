package dev.vitals.health.core;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.vitals.health.WatchRefusedException;
import dev.vitals.health.WatchRefusedException.Limit;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts open watches and unknown names, in total and per client, and refuses what exceeds a limit.
 * Exact under races: counting and comparing are one step. Thread-safe, by a lock of its own, under
 * which it calls {@code equals} and {@code hashCode} of clients.
 *
 * <p>A client has an entry only while it has a watch, so that it leaves nothing behind.
 */
final class WatchLimits {

  /** The limits. */
  record Values(
      int nameBytes,
      int watches,
      int unknownNames,
      int watchesPerClient,
      int unknownNamesPerClient) {}

  /** What one client holds. Guarded by the lock of the limits. */
  static final class Client {
    private final Object key;
    private int watches;
    private int unknown; // watches of names that were unknown when they were opened

    private Client(Object key) {
      this.key = key;
    }
  }

  private final Values limits;

  /** How many watches were refused. */
  final LongAdder refused = new LongAdder();

  @GuardedBy("this")
  private final Map<Object, Client> clients = new HashMap<>();

  @GuardedBy("this")
  private int watches;

  @GuardedBy("this")
  private int unknownNames;

  WatchLimits(Values limits) {
    this.limits = limits;
  }

  /** Refuses a name that no service can have, before anything of it is kept. */
  void refuseTooLong(String name) {
    int bytes = Require.utf8Length(name);
    if (bytes < 0 || bytes > limits.nameBytes()) {
      throw new WatchRefusedException(
          Limit.NAME_LENGTH, "service name: longer than " + limits.nameBytes() + " bytes");
    }
  }

  synchronized int watches() {
    return watches;
  }

  /**
   * Counts a watch that opens.
   *
   * @param key the client, or null if the transport names none
   * @param unknown whether the name is unknown
   * @return the client's entry, for {@link #release}; null without a client
   * @throws WatchRefusedException if a limit is reached; nothing is counted then
   */
  synchronized @Nullable Client admit(@Nullable Object key, boolean unknown) {
    if (watches >= limits.watches()) {
      throw new WatchRefusedException(Limit.OPEN_WATCHES, "too many open watches");
    }
    if (key == null) {
      watches++;
      return null;
    }
    Client known = clients.get(key);
    Client client = known != null ? known : new Client(key);
    if (client.watches >= limits.watchesPerClient()) {
      throw new WatchRefusedException(
          Limit.WATCHES_OF_CLIENT, "too many open watches of this client");
    }
    if (unknown && client.unknown >= limits.unknownNamesPerClient()) {
      throw new WatchRefusedException(
          Limit.UNKNOWN_NAMES_OF_CLIENT, "too many unknown names are watched by this client");
    }
    if (known == null) {
      clients.put(key, client);
    }
    client.watches++;
    client.unknown += unknown ? 1 : 0;
    watches++;
    return client;
  }

  /** Counts a watch that closes. */
  synchronized void release(@Nullable Client client, boolean unknown) {
    watches--;
    if (client != null) {
      client.watches--;
      client.unknown -= unknown ? 1 : 0;
      if (client.watches == 0) {
        forget(client);
      }
    }
  }

  @GuardedBy("this")
  private void forget(Client client) {
    boolean found = false;
    try {
      found = clients.remove(client.key, client);
    } catch (RuntimeException e) {
      // Its key is foreign code.
    }
    if (!found) { // the hash code of its key has changed
      clients.values().remove(client);
    }
  }

  /** Counts an unknown name that a watch is about to follow. */
  synchronized void admitUnknownName() {
    if (unknownNames >= limits.unknownNames()) {
      throw new WatchRefusedException(Limit.UNKNOWN_NAMES, "too many unknown names are watched");
    }
    unknownNames++;
  }

  /**
   * Counts a watched name that becomes unknown (+1), or an unknown name that becomes known or loses
   * its last watch (-1).
   */
  synchronized void countUnknownNames(int change) {
    unknownNames += change;
  }
}
