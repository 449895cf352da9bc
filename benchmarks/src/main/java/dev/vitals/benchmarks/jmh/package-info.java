/** JMH benchmarks: what can be timed inside one JVM. Run them with the module's runnable jar. */
@NullMarked
package dev.vitals.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
