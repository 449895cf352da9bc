/** Holds a subject program to the subject protocol, and tells its author what to mend. */
@NullMarked
package dev.vitals.conformance.doctor;

import org.jspecify.annotations.NullMarked;
