/** Servers with a habit that the texts allow, which the suite must leave alone. */
@NullMarked
package dev.vitals.conformance.selftest.legal;

import org.jspecify.annotations.NullMarked;
