package dev.vitals.conformance.clause;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A text that clauses are read from. Immutable.
 *
 * @param key that clauses name it by
 * @param title of the text
 * @param where to find it, in the version that was read
 */
public record Source(
    @JsonProperty("key") String key,
    @JsonProperty("title") String title,
    @JsonProperty("where") String where) {}
