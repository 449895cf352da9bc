/**
 * What a run found out, as files: JSON, HTML, Markdown, JUnit XML, a badge, and the pages of
 * clauses and implementations.
 */
@NullMarked
package dev.vitals.conformance.report;

import org.jspecify.annotations.NullMarked;
