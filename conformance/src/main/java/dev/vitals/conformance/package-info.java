/**
 * The conformance suite for {@code grpc.health.v1}: judges a health server in any language from
 * outside.
 *
 * <p>Clauses say what the texts demand ({@link dev.vitals.conformance.Clause}); cases find out
 * whether a server keeps them ({@link dev.vitals.conformance.Case}); a {@link
 * dev.vitals.conformance.Subject} is the server under judgement and the way to steer it; the runner
 * brings them together and the reports tell. To use the suite from JUnit, extend {@link
 * dev.vitals.conformance.ConformanceTest}; from a shell, run the jar.
 */
@NullMarked
package dev.vitals.conformance;

import org.jspecify.annotations.NullMarked;
