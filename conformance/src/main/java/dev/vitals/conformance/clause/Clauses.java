package dev.vitals.conformance.clause;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The catalogue, read once from {@code clauses.json}. Immutable after that. */
public final class Clauses {
  private static final File CATALOGUE = read();
  private static final Map<String, Clause> BY_ID = index(CATALOGUE);

  private record File(
      @JsonProperty("sources") List<Source> sources,
      @JsonProperty("ambiguities") List<Ambiguity> ambiguities,
      @JsonProperty("clauses") List<Clause> clauses) {}

  private Clauses() {}

  /** Every clause, in the order of the catalogue. */
  public static Collection<Clause> all() {
    return BY_ID.values();
  }

  public static List<Source> sources() {
    return CATALOGUE.sources();
  }

  public static List<Ambiguity> ambiguities() {
    return CATALOGUE.ambiguities();
  }

  public static Optional<Clause> find(String id) {
    @Nullable Clause clause = BY_ID.get(id);
    return Optional.ofNullable(clause);
  }

  /**
   * The clause with this id.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Clause get(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "clause: '" + id + "' (expected: an id of the command list, as HC-WATCH-07)"));
  }

  /** The text that a key stands for. */
  public static Source source(String key) {
    return CATALOGUE.sources().stream()
        .filter(source -> source.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("source: '" + key + "' is not listed"));
  }

  private static File read() {
    try (InputStream in = Clauses.class.getResourceAsStream("clauses.json")) {
      if (in == null) {
        throw new IllegalStateException("clauses.json is missing from the jar");
      }
      return new JsonMapper().readValue(in, File.class);
    } catch (IOException e) {
      throw new UncheckedIOException("clauses.json can't be read", e);
    }
  }

  private static Map<String, Clause> index(File file) {
    Map<String, Clause> byId = new LinkedHashMap<>();
    for (Clause clause : file.clauses()) {
      if (byId.put(clause.id(), clause) != null) {
        throw new IllegalStateException("clauses.json has " + clause.id() + " twice");
      }
    }
    return Collections.unmodifiableMap(byId);
  }
}
