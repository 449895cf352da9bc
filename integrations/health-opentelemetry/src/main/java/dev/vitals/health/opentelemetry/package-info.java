/** The health of a server as OpenTelemetry metrics. */
@NullMarked
package dev.vitals.health.opentelemetry;

import org.jspecify.annotations.NullMarked;
