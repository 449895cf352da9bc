package dev.vitals.health.core;

import dev.vitals.health.ServiceReport;
import dev.vitals.health.ServingStatus;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Answers those who ask once. What only asking starts, on-demand checks, is started here; nobody is
 * made to hold a thread for it. Thread-safe.
 */
final class Questions {

  private final Board board;

  Questions(Board board) {
    this.board = board;
  }

  void check(String name, Consumer<? super ServingStatus> answer) {
    Service service = board.find(name);
    if (service == null || service.onDemand().isEmpty() || !waits(service, answer)) {
      answer.accept(board.status(name));
    }
  }

  /** Starts the on-demand checks that are due; true if the answer has to wait for any. */
  private boolean waits(Service service, Consumer<? super ServingStatus> answer) {
    List<CheckLoop> missing;
    synchronized (board.lock) {
      long now = board.time.nanos();
      boolean certain = board.ruling.isCertain(service, now);
      missing =
          service.onDemand().stream()
              .filter(loop -> loop.ask(now) && !certain && service.decides(loop.state))
              .toList();
      if (!missing.isEmpty()) {
        new Waiter(board, service.name(), answer, missing).await();
      }
    }
    board.outbox.flush();
    return !missing.isEmpty();
  }

  SortedMap<String, ServingStatus> statuses() {
    SortedMap<String, ServingStatus> statuses = new TreeMap<>();
    synchronized (board.lock) {
      long now = board.time.nanos();
      for (Service service : board.services()) {
        service.onDemand().forEach(loop -> loop.ask(now));
        if (service.shown.hasExpired(now)) {
          board.update(service, now);
        }
        statuses.put(service.name(), service.shown.status());
      }
    }
    board.outbox.flush();
    return statuses;
  }

  Optional<ServiceReport> report(String name) {
    Optional<ServiceReport> report = Optional.empty();
    synchronized (board.lock) {
      Service service = board.find(name);
      if (service != null) {
        long now = board.time.nanos();
        board.update(service, now);
        report = Optional.of(service.report(board.ruling.reason(service, now), now));
      }
    }
    board.outbox.flush();
    return report;
  }
}
