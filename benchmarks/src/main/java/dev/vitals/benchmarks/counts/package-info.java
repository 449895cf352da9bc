/**
 * What can be counted instead of timed: bytes, messages, objects and hand-offs on Vitals' side of
 * {@code ServerCall}. The same on every machine.
 */
@NullMarked
package dev.vitals.benchmarks.counts;

import org.jspecify.annotations.NullMarked;
