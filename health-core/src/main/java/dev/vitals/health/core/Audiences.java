package dev.vitals.health.core;

import dev.vitals.health.WatchListener;
import dev.vitals.health.WatchRefusedException;
import dev.vitals.health.WatchRefusedException.Limit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The names that are known or watched, within the limits that protect the server. A name has an
 * audience if and only if it is known or watched.
 *
 * <p>Guarded by the board's lock, but for {@link #find} and {@link #all}, which need none.
 */
final class Audiences {

  /** How much a caller may take. */
  record Limits(int nameBytes, int openWatches, int unknownNames) {}

  private final Board board;
  private final Limits limits;
  private final Map<String, Audience> byName = new ConcurrentHashMap<>(); // written under the lock
  private int known;
  private int watching;

  Audiences(Board board, Limits limits) {
    this.board = board;
    this.limits = limits;
  }

  @Nullable Audience find(String name) {
    return byName.get(name);
  }

  Collection<Audience> all() {
    return byName.values();
  }

  /** Returns the services that are known. */
  List<Service> services() {
    List<Service> services = new ArrayList<>(known);
    for (Audience audience : byName.values()) {
      Service service = audience.service;
      if (service != null) {
        services.add(service);
      }
    }
    return services;
  }

  int watching() {
    return watching;
  }

  /** Refuses a name that no service can have, before anything is kept of it. Needs no lock. */
  void refuseTooLong(String name) {
    int bytes = Require.utf8Length(name);
    if (bytes < 0 || bytes > limits.nameBytes()) {
      throw new WatchRefusedException(
          Limit.NAME_LENGTH, "service name: longer than " + limits.nameBytes() + " bytes");
    }
  }

  /** Takes in a watch. */
  LiveWatch join(String name, WatchListener listener, Audience.Lane lane) {
    Audience audience = byName.get(name);
    refuseTooMany(audience == null);
    LiveWatch watch = (audience == null ? of(name) : audience).join(listener, lane);
    watching++;
    return watch;
  }

  private void refuseTooMany(boolean newName) {
    if (watching >= limits.openWatches()) {
      throw new WatchRefusedException(Limit.OPEN_WATCHES, "too many open watches");
    }
    if (newName && byName.size() - known >= limits.unknownNames()) {
      throw new WatchRefusedException(Limit.UNKNOWN_NAMES, "too many unknown names are watched");
    }
  }

  /** Lets a watch go, and with the last one a name that nobody knows. Idempotent. */
  void leave(LiveWatch watch) {
    Audience audience = watch.crowd.audience;
    if (audience.leave(watch)) {
      watching--;
      forgetIfUnused(audience);
    }
  }

  /** Returns the audience of a name that is about to be known or watched. */
  Audience of(String name) {
    return byName.computeIfAbsent(name, unknown -> new Audience(unknown, board));
  }

  /** From now on the name is known, and everybody sees what the service shows. */
  void publish(Service service) {
    service.audience.service = service;
    known++;
  }

  /** From now on the name is unknown. */
  void withdraw(Service service) {
    service.audience.service = null;
    known--;
    service.audience.signal();
    forgetIfUnused(service.audience);
  }

  private void forgetIfUnused(Audience audience) {
    if (audience.service == null && audience.isEmpty()) {
      byName.remove(audience.name, audience);
    }
  }
}
