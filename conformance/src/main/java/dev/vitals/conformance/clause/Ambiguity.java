package dev.vitals.conformance.clause;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A question that the texts leave open, and how the suite treats it. Immutable.
 *
 * @param id {@code AMB-NN}
 * @param question left open
 * @param peers what implementations do
 * @param policy what the suite does about it
 */
public record Ambiguity(
    @JsonProperty("id") String id,
    @JsonProperty("question") String question,
    @JsonProperty("peers") String peers,
    @JsonProperty("policy") String policy) {}
