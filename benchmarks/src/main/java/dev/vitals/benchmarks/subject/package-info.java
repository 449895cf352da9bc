/** What is measured inside a JVM: Vitals, its peers on grpc-java, and the floor below both. */
@NullMarked
package dev.vitals.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
