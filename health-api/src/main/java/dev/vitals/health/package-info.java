/**
 * The health of a server's services, as a transport reads it.
 *
 * <p>A <b>service</b> is a name: any well-formed string, compared exactly. The name {@code ""} is
 * the server as a whole [health-checking.md, "Service Definition"]. Every name has a {@link
 * dev.vitals.health.ServingStatus}; one that nobody knows has {@code SERVICE_UNKNOWN}.
 *
 * <p>{@link dev.vitals.health.HealthSource} is the way in. A transport answers questions with
 * {@code check}, lists with {@code statuses}, follows a name with {@code watch}, and explains with
 * {@code report}.
 */
@NullMarked
package dev.vitals.health;

import org.jspecify.annotations.NullMarked;
