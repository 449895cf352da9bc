/** Servers with one bug each, made of the reference server by swapping a part. */
@NullMarked
package dev.vitals.conformance.selftest.mutants;

import org.jspecify.annotations.NullMarked;
