package dev.vitals.health.core;

import static java.util.Objects.requireNonNull;

import dev.vitals.health.Printable;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a check is, in words for its users: it decides nothing. Immutable. */
record Description(String name, Set<String> tags, @Nullable URI runbook) {

  /** The maximum length of a check's name, and of a tag, in bytes of UTF-8. */
  static final int MAX_NAME_BYTES = 256;

  static Description of(String name) {
    Require.name("check", name, MAX_NAME_BYTES);
    Require.that(!name.isEmpty(), "check", "''", "a name, for reports and log lines");
    return new Description(name, Set.of(), null);
  }

  Description withTags(String... more) {
    Set<String> all = new LinkedHashSet<>(tags);
    for (String tag : Require.list("tag", more)) {
      Require.name("tag", tag, MAX_NAME_BYTES);
      Require.that(!tag.isBlank(), "tag", Printable.quote(tag), "a word");
      all.add(tag);
    }
    return new Description(name, Collections.unmodifiableSet(all), runbook);
  }

  Description withRunbook(URI uri) {
    return new Description(name, tags, requireNonNull(uri, "runbook"));
  }
}
