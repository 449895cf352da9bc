package dev.vitals.benchmarks.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plot with its title and one sentence that says what it shows: the peers' figures, then Vitals'.
 *
 * @param title what is plotted
 * @param measure the figure that the sentence quotes
 * @param verb what leads to the figure: {@code takes}
 * @param rest what follows it: {@code to reach the last of 10,000 watchers}
 */
record Figure(String title, Measure measure, String verb, String rest) {

  private static final List<String> PEERS = List.of("status-manager", "armeria", "grpc-go");

  /** Returns the sentence; empty if Vitals has no such figure in this run. */
  String sentence(Summary summary) {
    Optional<String> vitals = found(summary, Targets.VITALS);
    if (vitals.isEmpty()) {
      return "";
    }
    List<String> peers = PEERS.stream().filter(peer -> found(summary, peer).isPresent()).toList();
    if (peers.isEmpty()) {
      return "%s %s %s %s.".formatted("Vitals", verb, vitals.get(), rest);
    }
    String first = peers.get(0);
    String lead =
        "%s %s %s %s"
            .formatted(Words.subject(first), verb, found(summary, first).orElseThrow(), rest);
    return Stream.concat(
            Stream.of(lead),
            peers.stream()
                .skip(1)
                .map(peer -> Words.subject(peer) + " " + found(summary, peer).orElseThrow()))
        .collect(Collectors.joining(", ", "", "; Vitals " + vitals.get() + "."));
  }

  private Optional<String> found(Summary summary, String subject) {
    return measure.median(summary, subject).map(median -> measure.cell(summary, subject));
  }

  /** Returns it around a drawing. */
  String html(Summary summary, String svg) {
    return "<figure><figcaption><strong>%s</strong> %s</figcaption>%n%s</figure>"
        .formatted(Html.escape(title), Html.escape(sentence(summary)), svg);
  }
}
