/**
 * Checks, services and their statuses: the part of health that is the same for every transport.
 *
 * <p>Start at {@link dev.vitals.health.core.Health}. Health runs a {@link
 * dev.vitals.health.core.ServiceCheck}, and the application sets a {@link
 * dev.vitals.health.core.ServiceStatus}; both decide services.
 */
@NullMarked
package dev.vitals.health.core;

import org.jspecify.annotations.NullMarked;
