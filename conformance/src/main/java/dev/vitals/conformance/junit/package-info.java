/** The suite as JUnit tests: extend {@link dev.vitals.conformance.junit.ConformanceTest}. */
@NullMarked
package dev.vitals.conformance.junit;

import org.jspecify.annotations.NullMarked;
