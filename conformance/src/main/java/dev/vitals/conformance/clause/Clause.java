package dev.vitals.conformance.clause;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a text demands, allows or leaves open; read from {@code clauses.json}. Immutable.
 *
 * @param id {@code HC-AREA-NN}; never reused
 * @param level how strongly it binds
 * @param derived whether it follows from a cited rule instead of being written out in it
 * @param sources keys of {@link Source}, the most direct first
 * @param quote at most a sentence of the source, or {@code null} where no text has the words
 * @param meaning what it asks for, in one or two sentences
 * @param ambiguity what the texts leave open here, or {@code null}
 * @param test how a case finds out
 * @param untested why no case judges it, or {@code null} where one does
 */
public record Clause(
    @JsonProperty("id") String id,
    @JsonProperty("level") Level level,
    @JsonProperty("derived") boolean derived,
    @JsonProperty("sources") List<String> sources,
    @JsonProperty("quote") @Nullable String quote,
    @JsonProperty("meaning") String meaning,
    @JsonProperty("ambiguity") @Nullable String ambiguity,
    @JsonProperty("test") String test,
    @JsonProperty("untested") @Nullable String untested) {

  public Clause {
    sources = List.copyOf(sources);
  }

  /** The middle of the id: {@code WATCH} of {@code HC-WATCH-07}. */
  public Area area() {
    return Area.of(id);
  }
}
