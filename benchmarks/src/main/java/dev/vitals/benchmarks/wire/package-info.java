/**
 * Just enough HTTP/2 to count watchers without being what is measured: frames in buffers, one
 * thread on a selector. The harness' client and the wire subject are written with it.
 */
@NullMarked
package dev.vitals.benchmarks.wire;

import org.jspecify.annotations.NullMarked;
