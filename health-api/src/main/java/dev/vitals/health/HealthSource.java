package dev.vitals.health;

import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * The health of a server's services, for a transport to serve.
 *
 * <p>Every name has a status: one that nobody knows has {@link ServingStatus#SERVICE_UNKNOWN}.
 * Names are compared exactly, without wildcards; {@code ""} is the server as a whole and always
 * known [health-checking.md, "Service Definition"].
 *
 * <p>What a method shows includes every change that returned to its maker before the method was
 * called. Thread-safe. No method waits for a check, a watcher or the network; arguments must not be
 * null.
 */
public interface HealthSource {

  /** Returns the service's status now, from memory: no check is run for it. */
  ServingStatus status(String service);

  /**
   * Answers with the service's status, running on-demand checks whose results are too old.
   *
   * <p>The answer comes at once, on the caller's thread, unless an on-demand check has no usable
   * result; then it comes when the run under way ends, at the latest when that check's timeout has
   * passed, on a thread of the source. No thread is held meanwhile.
   *
   * @param answer called once, unless the check is cancelled; must not block. What it throws on a
   *     thread of the source is logged and dropped
   * @return a handle by which the caller gives up
   */
  PendingCheck check(String service, Consumer<? super ServingStatus> answer);

  /**
   * Returns every known service with its status, sorted by name, as of one moment. The map is the
   * caller's own and does not change. On-demand checks that are due are started, not waited for.
   */
  SortedMap<String, ServingStatus> statuses();

  /**
   * Does the same as {@link #statuses()}, unless more than {@code limit} services are known.
   * Refusing costs the source nothing that grows with the number of services, and starts no check.
   *
   * @param limit how many services the caller can take; not negative
   * @return the statuses, or empty if there are more of them than that
   */
  default Optional<SortedMap<String, ServingStatus>> statuses(int limit) {
    SortedMap<String, ServingStatus> all = statuses();
    return all.size() > limit ? Optional.empty() : Optional.of(all);
  }

  /**
   * Starts to follow one service, whether or not it is known yet [health.proto, Watch].
   *
   * <p>The listener is not called for the status at the start: the first {@link Watch#poll} returns
   * it. After a change the listener is called at least once; several changes may share one call.
   * What was not polled in time is merged, so that a watch holds one status however slow its
   * reader.
   *
   * @return the watch, which the caller closes
   * @throws WatchRefusedException if a limit is reached; nothing is held then
   */
  Watch watch(String service, WatchListener listener);

  /**
   * Explains a service's status: since when, which checks, with what results, and what came before.
   *
   * @return the report, or empty if the service is not known
   */
  Optional<ServiceReport> report(String service);
}
