package dev.vitals.health.spring;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Vitals runs health indicators, and how the server drains.
 *
 * @param enabled whether Vitals takes the place of the gRPC health that Spring has.
 * @param period how long after the end of a run an indicator runs again. By default, what
 *     spring.grpc.server.health says of how often.
 * @param timeout after which a run of an indicator counts as failed and is interrupted.
 * @param failureThreshold how many failed runs in a row turn an indicator to failing.
 * @param successThreshold how many good runs in a row turn a failing indicator to passing.
 * @param drain how long every service reports NOT_SERVING, at shutdown, before the gRPC server
 *     stops.
 * @param history how many transitions of each service are kept for reports.
 * @param checks settings of single indicators by name, such as db, or [db/primary] for a part of a
 *     composite.
 */
@ConfigurationProperties("vitals.health")
record VitalsProperties(
    @DefaultValue("true") boolean enabled,
    @Nullable Duration period,
    @DefaultValue("2s") Duration timeout,
    @DefaultValue("1") int failureThreshold,
    @DefaultValue("1") int successThreshold,
    @DefaultValue("5s") Duration drain,
    @DefaultValue("16") int history,
    @DefaultValue Map<String, Check> checks) {

  /**
   * Settings of one indicator. What is not given is as for all indicators.
   *
   * @param period how long after the end of a run the indicator runs again.
   * @param ttl runs the indicator only when somebody asks, and at most this often; not together
   *     with a period.
   * @param timeout after which a run counts as failed and is interrupted.
   * @param staleAfter age at which a result counts as unknown.
   * @param failureThreshold how many failed runs in a row turn the indicator to failing.
   * @param successThreshold how many good runs in a row turn a failing indicator to passing.
   * @param interruptOnTimeout whether the thread of a run is interrupted at the timeout.
   * @param optional whether the indicator is only reported, and decides no service's status.
   * @param tags words for reports, such as local or shared.
   * @param runbook where to read what to do if the indicator fails.
   */
  record Check(
      @Nullable Duration period,
      @Nullable Duration ttl,
      @Nullable Duration timeout,
      @Nullable Duration staleAfter,
      @Nullable Integer failureThreshold,
      @Nullable Integer successThreshold,
      @DefaultValue("true") boolean interruptOnTimeout,
      @DefaultValue("false") boolean optional,
      @DefaultValue Set<String> tags,
      @Nullable URI runbook) {

    static final Check NONE =
        new Check(null, null, null, null, null, null, true, false, Set.of(), null);
  }
}
