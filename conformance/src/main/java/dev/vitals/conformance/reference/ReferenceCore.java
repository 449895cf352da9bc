package dev.vitals.conformance.reference;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The first of the three layers of {@link ReferenceServer}: who has which status, and who is told.
 * Knows nothing of gRPC. Open for broken variants, which override one method each. Thread-safe.
 *
 * <p>A change tells watchers without a status; they come and read. So nothing is queued, a slow
 * watcher costs nothing, and the last thing that it reads is the truth.
 */
public class ReferenceCore {
  /** Told that there may be something to read. Must not block. */
  @FunctionalInterface
  public interface Watcher {
    void changed();
  }

  private final Map<String, ServingStatus> assigned = new ConcurrentHashMap<>();
  private final Map<String, Set<Watcher>> watchers = new ConcurrentHashMap<>();
  private volatile boolean lameDuck;

  public ReferenceCore() {
    assigned.put("", ServingStatus.SERVING);
  }

  /** What a name is kept under: itself. */
  public String key(String service) {
    return service;
  }

  /** What was set, by key, whatever is to be shown of it. */
  public final Map<String, ServingStatus> assigned() {
    return assigned;
  }

  public final boolean isLameDuck() {
    return lameDuck;
  }

  /** The status to show, or {@code null} for a name that is not known. */
  public @Nullable ServingStatus status(String service) {
    ServingStatus status = assigned.get(key(service));
    return status != null && lameDuck ? ServingStatus.NOT_SERVING : status;
  }

  /** Every known service and the status to show. */
  public Map<String, ServingStatus> statuses() {
    Map<String, ServingStatus> all = new LinkedHashMap<>();
    for (String service : assigned.keySet()) {
      ServingStatus status = status(service);
      if (status != null) {
        all.put(service, status);
      }
    }
    return all;
  }

  public void set(String service, ServingStatus status) {
    assigned.put(key(service), status);
    tell(service);
  }

  public void clear(String service) {
    assigned.remove(key(service));
    tell(service);
  }

  public void shutdown() {
    lameDuck = true;
    watchers.keySet().forEach(this::tell);
  }

  public void resume() {
    lameDuck = false;
    watchers.keySet().forEach(this::tell);
  }

  /** Starts telling of changes, and returns what ends that. */
  public Runnable watch(String service, Watcher watcher) {
    watchers.compute(
        key(service),
        (name, set) -> {
          Set<Watcher> all = set == null ? ConcurrentHashMap.newKeySet() : set;
          all.add(watcher);
          return all;
        });
    return () ->
        watchers.computeIfPresent(
            key(service), (name, set) -> set.remove(watcher) && set.isEmpty() ? null : set);
  }

  /** Who is told of one service. */
  public final Set<Watcher> watchers(String service) {
    return watchers.getOrDefault(key(service), Set.of());
  }

  /** Names that somebody watches. */
  public final Set<String> watched() {
    return watchers.keySet();
  }

  /** Tells the watchers of one service. */
  public void tell(String service) {
    watchers(service).forEach(Watcher::changed);
  }

  public Subject.Stats stats() {
    long open = watchers.values().stream().mapToLong(Set::size).sum();
    return new Subject.Stats(open, assigned.size() + watchers.size());
  }
}
