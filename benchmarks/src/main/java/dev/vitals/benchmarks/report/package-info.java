/**
 * What a run found, and how it is shown: figures, targets, a table and a page. Pure: no process
 * runs.
 */
@NullMarked
package dev.vitals.benchmarks.report;

import org.jspecify.annotations.NullMarked;
