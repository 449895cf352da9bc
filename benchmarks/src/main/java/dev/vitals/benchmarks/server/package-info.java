/** The server's side of the harness: one process, one subject, steered over standard input. */
@NullMarked
package dev.vitals.benchmarks.server;

import org.jspecify.annotations.NullMarked;
