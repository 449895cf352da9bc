/**
 * The program {@code vitals-conformance-selftest}: proves the suite on servers that are broken on
 * purpose and on legal ones, and writes the kill matrix.
 */
@NullMarked
package dev.vitals.conformance.selftest;

import org.jspecify.annotations.NullMarked;
