/**
 * Checks, services and their statuses: the part of health that is the same for every transport.
 *
 * <p>Start at {@link dev.vitals.health.core.Health}. A {@link dev.vitals.health.core.ServiceCheck}
 * is run, a {@link dev.vitals.health.core.ServiceStatus} is set; both decide services.
 */
@NullMarked
package dev.vitals.health.core;

import org.jspecify.annotations.NullMarked;
