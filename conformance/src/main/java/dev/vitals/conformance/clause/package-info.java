/**
 * What the texts ask for: the clauses with their sources and levels, and why a case stops before
 * its end.
 */
@NullMarked
package dev.vitals.conformance.clause;

import org.jspecify.annotations.NullMarked;
