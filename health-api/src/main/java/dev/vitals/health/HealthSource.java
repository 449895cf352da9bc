package dev.vitals.health;

import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * The health of a server's services, for a transport to serve.
 *
 * <p>Every name has a status; an unknown name has {@link ServingStatus#SERVICE_UNKNOWN}. Names are
 * compared exactly, without wildcards. {@code ""} is the server as a whole and always known
 * [health-checking.md, "Service Definition"].
 *
 * <p>A method's result includes every change that was complete before the call. Thread-safe. No
 * method waits for a check, a watcher or the network. Arguments must not be null.
 */
public interface HealthSource {

  /** Returns the service's current status from memory. Runs no check. */
  ServingStatus status(String service);

  /**
   * Answers with the service's status, and runs on-demand checks whose results are too old.
   *
   * <p>The answer comes at once, on the caller's thread, unless it depends on an on-demand check
   * without a usable result. Then it comes on a thread of the source, when that run ends or, at the
   * latest, when the check's timeout has passed. No thread waits meanwhile.
   *
   * @param answer receives the status, once, unless the query is cancelled. It must not block. The
   *     source logs and drops what it throws on a thread of the source
   * @return a handle that cancels the query
   */
  PendingCheck check(String service, Consumer<? super ServingStatus> answer);

  /**
   * Returns every known service with its status, sorted by name, as of one moment. The caller owns
   * the map, and later changes do not affect it. Starts on-demand checks that are due, and does not
   * wait for them.
   */
  SortedMap<String, ServingStatus> statuses();

  /**
   * Returns the same as {@link #statuses()}, unless more than {@code limit} services are known.
   *
   * <p>A source should refuse at a cost that does not depend on the number of services, and start
   * no check. This default does neither: it calls {@code statuses()} first.
   *
   * @param limit how many services the caller accepts; not negative
   * @return the statuses, or empty if there are more than {@code limit}
   */
  default Optional<SortedMap<String, ServingStatus>> statuses(int limit) {
    SortedMap<String, ServingStatus> all = statuses();
    return all.size() > limit ? Optional.empty() : Optional.of(all);
  }

  /**
   * Opens a watch of one service, whether or not it is known yet [health.proto, Watch].
   *
   * <p>The source does not call the listener for the initial status: the first {@link Watch#poll}
   * returns it. After a change the source calls the listener at least once; several changes may
   * share one call. Changes that the watcher does not poll in time are merged, so that a watch
   * holds one status, however slow its watcher.
   *
   * @return the watch, which the caller closes
   * @throws WatchRefusedException if a limit is reached; the source then holds nothing
   */
  Watch watch(String service, WatchListener listener);

  /**
   * Explains a service's status: since when it holds, the checks with their results, and the
   * transitions before it. Runs no check. A change may wait for the report, whose cost grows with
   * the number of the service's checks; the service {@code ""} has all of them.
   *
   * @return the report, or empty if the service is not known
   */
  Optional<ServiceReport> report(String service);

  /**
   * Explains every known service, as of one moment. Runs no check.
   *
   * <p>The cost grows with the number of services and checks. While statuses keep changing, a
   * change may wait until the report is complete, so a page that many people look at should share
   * one report among them.
   */
  HealthReport report();

  /**
   * Adds a listener, which receives every event from now on. The source calls several listeners
   * independently of each other.
   *
   * @throws IllegalArgumentException if the listener has been added and not removed
   * @throws IllegalStateException if the source is closed
   */
  void addListener(HealthListener listener);

  /**
   * Removes a listener and forgets the events that wait for it. A call of the listener that is
   * under way, or about to start, still runs; no other call follows.
   *
   * @return whether the listener was there
   */
  boolean removeListener(HealthListener listener);

  /** Returns how many watches are open now. */
  int openWatches();

  /** Returns how many watches a limit has refused since the source started. */
  long refusedWatches();
}
