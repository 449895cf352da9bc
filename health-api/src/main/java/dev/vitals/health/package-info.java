/**
 * The health of a server's services, as a transport reads it.
 *
 * <p>A <b>service</b> is a name: any well-formed string, compared exactly. The name {@code ""} is
 * the server as a whole [health-checking.md, "Service Definition"]. Every name has a {@link
 * dev.vitals.health.ServingStatus}; an unknown name has {@code SERVICE_UNKNOWN}.
 *
 * <p>A transport starts at {@link dev.vitals.health.HealthSource}. There {@code check} answers a
 * Check, {@code statuses} a List and {@code watch} a Watch; {@code report} explains a status.
 */
@NullMarked
package dev.vitals.health;

import org.jspecify.annotations.NullMarked;
