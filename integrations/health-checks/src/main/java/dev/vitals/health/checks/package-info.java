/**
 * Ready-made checks, each with the tag {@code local} or {@code shared}.
 *
 * <p>A {@code local} check looks at this process and its machine alone: a restart may mend what
 * fails, so it fits a liveness service. A {@code shared} one looks at something that other
 * processes, or all replicas of this one, depend on as well: a restart mends nothing, and would hit
 * all of them at once.
 *
 * <p>Each class needs only the library that it checks, at the application's own version.
 */
@NullMarked
package dev.vitals.health.checks;

import org.jspecify.annotations.NullMarked;
