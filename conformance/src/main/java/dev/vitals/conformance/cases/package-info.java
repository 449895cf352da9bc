/** The cases, one class for a group of clauses, and the catalogue that lists them all. */
@NullMarked
package dev.vitals.conformance.cases;

import org.jspecify.annotations.NullMarked;
