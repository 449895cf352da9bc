/**
 * Runs cases on subjects and judges what comes of it: plans, selections, results, known
 * divergences.
 */
@NullMarked
package dev.vitals.conformance.run;

import org.jspecify.annotations.NullMarked;
