/** The health of a server as Micrometer meters. */
@NullMarked
package dev.vitals.health.micrometer;

import org.jspecify.annotations.NullMarked;
