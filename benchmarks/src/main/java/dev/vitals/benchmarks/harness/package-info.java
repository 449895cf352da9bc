/**
 * The harness with two processes: this one counts watchers over raw HTTP/2, the other is a
 * subject's server, fresh for each trial.
 */
@NullMarked
package dev.vitals.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
