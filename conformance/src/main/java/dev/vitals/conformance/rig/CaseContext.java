package dev.vitals.conformance.rig;

import static java.util.Objects.requireNonNull;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawClient;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawSettings;
import dev.vitals.conformance.text.Words;
import io.grpc.Status.Code;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a case works with: the subject's commands, clients, fresh names, a seeded random, what it
 * may expect of the server's answers, and the places to leave evidence. What does not hold is a
 * {@link Violation}, and where another clause is about it, the case is {@link Blocked}. One a run
 * of a case; confined to the case's thread unless a method says otherwise.
 */
public final class CaseContext implements AutoCloseable {
  /** The smallest receive window that HTTP/2 starts with; slow readers fill it soonest. */
  public static final int SMALL_WINDOW = 65_535;

  /** Below every limit of concurrent streams that is in use. */
  static final int WATCHES_PER_CONNECTION = 50;

  /** How long rounds may take whose number counts; only a busy machine needs it. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A thing done on the way to what is judged. */
  @FunctionalInterface
  public interface Step {
    void run() throws Exception;
  }

  private final Subject subject;
  private final Names names;
  private final Profile profile;
  private final long seed;
  private final Random random;
  private final Timeline timeline = new Timeline();
  private final Steering steering;
  private final Evidence evidence = new Evidence();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable HealthClient client;
  private int clients;
  private int watches;

  public CaseContext(Subject subject, Names names, Profile profile, long seed) {
    this.subject = subject;
    this.names = names;
    this.profile = profile;
    this.seed = seed;
    this.random = new Random(seed);
    this.steering = new Steering(subject, timeline, () -> client());
  }

  // The subject

  public Subject subject() {
    return subject;
  }

  public Capabilities capabilities() {
    return subject.capabilities();
  }

  public InetSocketAddress address() {
    return subject.address();
  }

  /** Its commands, each in the timeline and settled when it returns. */
  public Steering steer() {
    return steering;
  }

  /** Sets a status and returns when a Check that starts now must show it. */
  public void set(String service, ServingStatus status) throws Exception {
    steering.set(service, status);
  }

  // Names, chance, time

  /** A fresh name that may be set; not known yet if services can be added. */
  public String name() {
    return names.settable();
  }

  /** A fresh name, set to this status. */
  public String known(ServingStatus status) throws Exception {
    String name = name();
    set(name, status);
    return name;
  }

  /** A fresh name that the server has never heard of and that is never declared. */
  public String unknownName() {
    return names.unknown();
  }

  public Random random() {
    return random;
  }

  long seed() {
    return seed;
  }

  public Profile profile() {
    return profile;
  }

  public Timeline timeline() {
    return timeline;
  }

  /** How long a wait for nothing lasts; longer where changes take time to show. */
  public Duration quiet() {
    return profile.quiet().plus(capabilities().settle());
  }

  /** Counts to {@code number} (more or less of it by profile), and ends early on a slow server. */
  public Rounds rounds(int number) {
    return new Rounds(number, profile, Duration.ZERO, evidence);
  }

  /** The same where the number itself shows something: a slow pace ends it later. */
  public Rounds manyRounds(int number) {
    return new Rounds(number, profile, PATIENCE, evidence);
  }

  /** A stated quantity, more or less of it by profile, at least {@code atLeast}. */
  public int scaled(int number, int atLeast) {
    return Math.max(atLeast, (int) (number * Math.min(1, profile.effort())));
  }

  // Clients

  /** The case's client, on a connection of its own. */
  public HealthClient client() {
    if (client == null) {
      client = newClient();
    }
    return client;
  }

  /** One more client on one more connection. */
  public HealthClient newClient() {
    clients++;
    String label = clients == 1 ? "" : " on connection " + clients;
    return closing(new HealthClient(address(), timeline, label, SMALL_WINDOW));
  }

  /** A connection of the raw client, closed with the case; its frames are in the timeline. */
  public RawConnection raw(RawSettings settings) {
    return closing(new RawClient(timeline::add)).connect(address(), settings);
  }

  /** Opens a Watch on the case's client; nothing is expected of it yet. */
  public WatchProbe watch(String service) {
    return watch(client(), service);
  }

  /** Opens a Watch on this client. */
  public WatchProbe watch(HealthClient on, String service) {
    watches++;
    return on.watch(service, "watch#" + watches);
  }

  /** Opens a Watch that reads so many messages and then no more. */
  WatchProbe watchReading(HealthClient on, String service, int messages) {
    watches++;
    return on.watchReading(service, "watch#" + watches, messages);
  }

  /** Opens many Watches, a few dozen on each of as many connections as that takes. */
  public List<WatchProbe> watchMany(List<String> services) {
    List<WatchProbe> probes = new ArrayList<>();
    HealthClient on = client();
    for (int i = 0; i < services.size(); i++) {
      if (i > 0 && i % WATCHES_PER_CONNECTION == 0) {
        on = newClient();
      }
      probes.add(watch(on, services.get(i)));
    }
    return probes;
  }

  /** Opens a Watch and takes its first message, which another clause is about. */
  public WatchProbe watching(String service, ServingStatus first) throws Exception {
    WatchProbe probe = watch(service);
    String clause = first == ServingStatus.SERVICE_UNKNOWN ? "HC-WATCH-02" : "HC-WATCH-01";
    given(clause, () -> probe.expectNext(first));
    return probe;
  }

  /** Closes it at the end of the case, whatever becomes of that. */
  public <T extends AutoCloseable> T closing(T resource) {
    synchronized (opened) {
      opened.add(resource);
    }
    return resource;
  }

  // Expectations

  /** Waits for the first messages of these, or their ends, all in the time that one is given. */
  public void awaitFirst(List<WatchProbe> probes) throws InterruptedException {
    long until = System.nanoTime() + Await.LIMIT.toNanos();
    for (WatchProbe probe : probes) {
      if (probe.last() == null) {
        probe.next(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
      }
    }
  }

  /** Every one of these that the server took ends up on this status, and stays there a while. */
  public void expectConverged(List<WatchProbe> probes, ServingStatus status)
      throws InterruptedException {
    expectConverged(probes, probe -> status);
  }

  /** All of them end on the status of their service, and stay there. */
  public void expectConverged(List<WatchProbe> probes, Map<String, ServingStatus> statuses)
      throws InterruptedException {
    expectConverged(probes, probe -> requireNonNull(statuses.get(probe.service())));
  }

  private void expectConverged(List<WatchProbe> probes, Function<WatchProbe, ServingStatus> status)
      throws InterruptedException {
    awaitFirst(probes);
    List<WatchProbe> taken = probes.stream().filter(probe -> !probe.wasRefused()).toList();
    for (WatchProbe probe : taken) {
      probe.awaitLast(status.apply(probe));
    }
    long end = System.nanoTime() + quiet().toNanos();
    for (WatchProbe probe : taken) {
      Duration rest = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      probe.expectSettled(status.apply(probe), rest);
    }
  }

  /** Check answers OK with this status and one message. */
  public CheckReply expectCheck(String service, ServingStatus status) throws InterruptedException {
    CheckReply reply = client().check(service);
    expectStatus(service, status, reply);
    return reply;
  }

  /** Check answers OK with its status for each, asked together. */
  public void expectAll(Map<String, ServingStatus> statuses) {
    client()
        .checkAll(statuses.keySet())
        .forEach(
            (service, reply) ->
                expectStatus(service, requireNonNull(statuses.get(service)), reply));
  }

  private void expectStatus(String service, ServingStatus status, CheckReply reply) {
    expect(reply.is(status), "OK, " + status + " from Check(" + Words.quoted(service) + ")", reply);
  }

  /** Check answers NOT_FOUND. */
  public CheckReply expectNotFound(String service) throws InterruptedException {
    CheckReply reply = client().check(service);
    expectNotFound(service, reply);
    return reply;
  }

  /** Check answers NOT_FOUND for each, asked together. */
  public void expectNoneFound(Collection<String> services) {
    client().checkAll(services).forEach(this::expectNotFound);
  }

  private void expectNotFound(String service, CheckReply reply) {
    expect(reply.is(Code.NOT_FOUND), "NOT_FOUND from Check(" + Words.quoted(service) + ")", reply);
  }

  /** List answers OK, once. */
  public Map<String, ServingStatus> expectList() throws InterruptedException {
    ListReply reply = client().list();
    expect(reply.isOk(), "OK and one message from List", reply);
    return new LinkedHashMap<>(reply.statuses());
  }

  /** It holds, or else the clause is broken: {@code expected}, but {@code came}. */
  public void expect(boolean holds, String expected, Object came) {
    if (!holds) {
      throw new Violation(expected, came.toString());
    }
  }

  /** A step that another clause is about: if that one is broken, this case is blocked by it. */
  public void given(String clauseId, Step step) throws Exception {
    try {
      step.run();
    } catch (Violation violation) {
      throw new Blocked(clauseId, violation);
    }
  }

  // Evidence

  public Evidence evidence() {
    return evidence;
  }

  /** A remark for the reader of the report. */
  public void note(String text) {
    evidence.note(text);
  }

  /** A departure that a text only advises against: a warning, whatever the level of the clause. */
  public void advise(boolean holds, String expected, Object came) {
    if (!holds) {
      evidence.advise(new Violation(expected, came.toString()));
    }
  }

  /** A number for the table of measured values. */
  public void measure(String what, double value, String unit) {
    evidence.measure(what, value, unit);
  }

  @Override
  public void close() {
    List<AutoCloseable> all;
    synchronized (opened) {
      all = new ArrayList<>(opened);
      opened.clear();
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      try {
        all.get(i).close();
      } catch (Exception e) {
        timeline.add("closing failed: " + e);
      }
    }
  }
}
