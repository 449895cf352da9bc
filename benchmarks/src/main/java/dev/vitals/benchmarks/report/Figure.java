package dev.vitals.benchmarks.report;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A plot with its title and one sentence that says what it shows: the peers' figures, then Vitals'.
 *
 * @param title what is plotted
 * @param sentence empty if Vitals has no such figure in this run
 * @param drawing the plot
 */
record Figure(String title, String sentence, Drawing drawing) {

  private static final List<String> PEERS = List.of("status-manager", "armeria", "grpc-go");

  /**
   * Returns the sentence that quotes a figure.
   *
   * @param verb what leads to the figure: {@code takes}
   * @param rest what follows it: {@code to reach the last of 10,000 watchers}
   */
  static String sentence(Summary summary, Measure measure, String verb, String rest) {
    Optional<String> vitals = found(summary, measure, Targets.VITALS);
    if (vitals.isEmpty()) {
      return "";
    }
    List<String> peers =
        PEERS.stream().filter(peer -> found(summary, measure, peer).isPresent()).toList();
    if (peers.isEmpty()) {
      return "%s %s %s %s.".formatted("Vitals", verb, vitals.get(), rest);
    }
    String first = peers.get(0);
    String lead =
        "%s %s %s %s"
            .formatted(
                Words.subject(first), verb, found(summary, measure, first).orElseThrow(), rest);
    return Stream.concat(
            Stream.of(lead),
            peers.stream()
                .skip(1)
                .map(
                    peer ->
                        Words.subject(peer) + " " + found(summary, measure, peer).orElseThrow()))
        .collect(Collectors.joining(", ", "", "; Vitals " + vitals.get() + "."));
  }

  private static Optional<String> found(Summary summary, Measure measure, String subject) {
    return measure.median(summary, subject).map(median -> measure.cell(summary, subject));
  }
}
