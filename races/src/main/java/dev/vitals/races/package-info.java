/**
 * What health shows without taking a lock, tried on real processors: a model checker sees no
 * missing {@code volatile}. {@code tools/races} runs all of it and judges the results.
 */
@NullMarked
package dev.vitals.races;

import org.jspecify.annotations.NullMarked;
