/**
 * What a case works with: the context, clients and probes, the subject's commands, the timeline and
 * the evidence.
 */
@NullMarked
package dev.vitals.conformance.rig;

import org.jspecify.annotations.NullMarked;
