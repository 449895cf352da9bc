/**
 * The reference server in its three layers: statuses, RPCs, frames. It keeps every clause; the
 * selftest swaps parts of it to break them one by one.
 */
@NullMarked
package dev.vitals.conformance.reference;

import org.jspecify.annotations.NullMarked;
