package dev.vitals.conformance.selftest.mutants;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.selftest.mutants.Answers.pump;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Servers that tell the wrong watchers of a change, or of too few changes. */
final class FanOutMutants {
  private FanOutMutants() {}

  static List<Mutant> all() {
    return List.of(
        told(
                "watch-first-change-only",
                "unsubscribes after the first event",
                (pump, count) -> count <= 2)
            .staysSilent(),
        told(
                "watch-only-not-serving",
                "an alarm: it tells of trouble, not of its end",
                (pump, count) ->
                    pump.sent == null || pump.now() == NOT_SERVING || pump.sent == SERVICE_UNKNOWN)
            .staysSilent(),
        Mutant.rpc(
                "watch-polls-10s",
                "looks every ten seconds or so whether something changed",
                PollsSlowly::new)
            .staysSilent(),
        Mutant.rpc("watch-repeats", "tells of every set, changed or not", Repeats::new),
        misdirected("watch-any-service", "one topic for all services", (watched, changed) -> true),
        misdirected(
            "watch-prefix-service",
            "topics match by prefix",
            (watched, changed) ->
                watched.equals(changed) || (!watched.isEmpty() && changed.startsWith(watched))),
        misdirected(
            "watch-overall-gets-all",
            "the empty topic is every topic",
            (watched, changed) -> watched.isEmpty() || watched.equals(changed)),
        misdirected(
            "watch-parent-service",
            "what happens to a package happens to its services",
            (watched, changed) ->
                watched.equals(changed)
                    || (!changed.isEmpty() && watched.startsWith(changed + "."))),
        misdirected(
            "watch-names-cut-at-255",
            "a topic's name has 255 characters, and what is longer is cut",
            (watched, changed) ->
                watched.equals(changed)
                    || (watched.length() > 255 && watched.regionMatches(0, changed, 0, 255))),
        misdirected(
            "watch-told-of-overall",
            "what happens to the server is told to all, whatever Check says of their services",
            (watched, changed) -> watched.equals(changed) || changed.isEmpty()),
        deaf("watch-overall-ignored", "if (service.isEmpty()) return;", String::isEmpty),
        deaf(
            "watch-long-name-deaf",
            "names above 100 bytes don't fit the topic",
            name -> name.length() > 100),
        deaf(
            "watch-non-ascii-deaf",
            "a topic's name is ASCII, and what is not is mangled",
            name -> name.chars().anyMatch(c -> c > 127)));
  }

  private static Mutant told(
      String id, String bug, BiPredicate<ReferenceHealth.Pump, Integer> tells) {
    return Mutant.rpc(
        id,
        bug,
        pump(
            (h, c, s) ->
                h.new Pump(c, s) {
                  private int count;

                  @Override
                  public void deliver(ServingStatus now) {
                    count++;
                    if (tells.test(this, count)) {
                      super.deliver(now);
                    }
                  }
                }));
  }

  private static Mutant deaf(String id, String bug, Predicate<String> deaf) {
    return Mutant.core(
            id,
            bug,
            () ->
                new ReferenceCore() {
                  @Override
                  public void tell(String service) {
                    if (!deaf.test(service)) {
                      super.tell(service);
                    }
                  }
                })
        .staysSilent();
  }

  /** Watchers are told of other services' changes, and shown those. */
  private static Mutant misdirected(String id, String bug, BiPredicate<String, String> reaches) {
    return Mutant.rpc(
            id,
            bug,
            core -> {
              Misdirecting topics = (Misdirecting) core;
              return new ReferenceHealth(core) {
                @Override
                public Pump pump(ReferenceCall call, String service) {
                  return new Pump(call, service) {
                    @Override
                    public ServingStatus now() {
                      return sent == null
                          ? super.now()
                          : shown(topics.latest.getOrDefault(service, service));
                    }
                  };
                }
              };
            })
        .on(() -> new Misdirecting(reaches));
  }

  private static final class Misdirecting extends ReferenceCore {
    private final BiPredicate<String, String> reaches;
    private final Map<String, String> latest = new ConcurrentHashMap<>();

    Misdirecting(BiPredicate<String, String> reaches) {
      this.reaches = reaches;
    }

    @Override
    public void tell(String changed) {
      for (String watched : watched()) {
        if (reaches.test(watched, changed)) {
          latest.put(watched, changed);
          super.tell(watched);
        }
      }
    }
  }

  private static final class PollsSlowly extends ReferenceHealth {
    PollsSlowly(ReferenceCore core) {
      super(core);
    }

    @Override
    public void watch(ReferenceCall call, String service) {
      call.sendHeaders();
      Pump pump = pump(call, service);
      follow(call, service, () -> {});
      poll(call, pump);
    }

    private void poll(ReferenceCall call, Pump pump) {
      pump.run();
      if (watches().contains(call)) {
        Answers.later(call, Duration.ofMillis(10_500), () -> poll(call, pump));
      }
    }
  }

  private static final class Repeats extends ReferenceHealth {
    Repeats(ReferenceCore core) {
      super(core);
    }

    @Override
    public void watch(ReferenceCall call, String service) {
      call.sendHeaders();
      Pump pump = pump(call, service);
      pump.run();
      follow(
          call,
          service,
          () ->
              call.execute(
                  () -> {
                    if (call.isReady()) {
                      pump.deliver(pump.now());
                    }
                  }));
      call.onReady(pump);
      pump.run();
    }
  }
}
