package dev.vitals.benchmarks.harness;

/**
 * One or more changes of status, as the server saw them.
 *
 * @param at when the first began, by our monotonic clock, in nanoseconds
 * @param took how long the caller was held, in nanoseconds
 */
record Change(long at, long took) {}
