/** The program {@code vitals-conformance}: its commands, and what it prints. */
@NullMarked
package dev.vitals.conformance.cli;

import org.jspecify.annotations.NullMarked;
