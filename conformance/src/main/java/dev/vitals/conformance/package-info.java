/**
 * The conformance suite for {@code grpc.health.v1}: judges a health server in any language from
 * outside.
 *
 * <p>This package is for those who bring a server: a {@link dev.vitals.conformance.Subject} is the
 * server under judgement and the way to steer it, and a {@link
 * dev.vitals.conformance.SubjectLauncher} starts one. To use the suite from JUnit, extend {@code
 * ConformanceTest} of the package {@code junit}; from a shell, run the jar. All other packages are
 * the suite's own, and change without notice.
 */
@NullMarked
package dev.vitals.conformance;

import org.jspecify.annotations.NullMarked;
