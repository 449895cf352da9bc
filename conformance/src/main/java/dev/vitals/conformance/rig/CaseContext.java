package dev.vitals.conformance.rig;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;
import static java.util.Objects.requireNonNull;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawClient;
import dev.vitals.conformance.http2.RawConnection;
import dev.vitals.conformance.http2.RawFrame;
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
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

  /** What a case meets that these clauses are about. */
  private static final String ANY_NAME = "HC-NAME-08";

  private static final String LISTED = "HC-LIST-01";

  /** A name as services have them, which no check of its looks refuses. */
  private static final Pattern PLAIN_NAME = Pattern.compile("(\\w+(\\.\\w+)+)?");

  /** How long a set that does not show at once may take to be late rather than lost. */
  private static final Duration LATE = Duration.ofSeconds(2);

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
  private final CasePatience patience;
  private final Evidence evidence = new Evidence();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable HealthClient client;
  private @Nullable HealthClient watching; // where the next Watch goes
  private int clients;
  private int watches;

  public CaseContext(Subject subject, Names names, Profile profile, long seed, ShownFaults shown) {
    this.subject = subject;
    this.names = names;
    this.profile = profile;
    this.seed = seed;
    this.patience = new CasePatience(shown);
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

  /**
   * The statuses that can be set: SERVING first, on which most rests, and UNKNOWN, which some
   * servers get wrong alone, last.
   */
  public List<ServingStatus> statuses() {
    return Stream.of(SERVING, NOT_SERVING, UNKNOWN)
        .filter(capabilities().statuses()::contains)
        .toList();
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

  /**
   * Counts to {@code number} (more or less of it by profile), and ends early on a slow server; with
   * less than half of it, a pass would say too much.
   */
  public Rounds rounds(int number) {
    return new Rounds(number, profile, Rounds.ENOUGH, PATIENCE, evidence);
  }

  /** The same where the number itself shows something: a slow pace ends it later. */
  public Rounds manyRounds(int number) {
    return new Rounds(number, profile, 1, PATIENCE, evidence);
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
    return closing(
        new HealthClient(
            address(), timeline, label, SMALL_WINDOW, patience, this::knows, evidence::broken));
  }

  /**
   * How many streams the server allows at once; a great many if neither it nor its subject says.
   */
  public int streamLimit(RawConnection connection) {
    long limit =
        connection.announced(RawFrame.Settings.MAX_CONCURRENT_STREAMS).orElse(Long.MAX_VALUE);
    return (int) Math.min(limit, capabilities().streamsPerConnection());
  }

  /** A connection of the raw client, closed with the case; its frames are in the timeline. */
  public RawConnection raw(RawSettings settings) {
    return rawClient(timeline::add).connect(address(), settings);
  }

  /** A raw client, closed with the case, that tells its frames to this. */
  public RawClient rawClient(Consumer<String> trace) {
    return closing(new RawClient(trace, evidence::broken));
  }

  /**
   * How many calls to have open at once on one connection where so many are wanted: half of what
   * the subject allows is left to others.
   */
  public int streams(int wanted) {
    return Math.max(1, Math.min(wanted, capabilities().streamsPerConnection() / 2));
  }

  /** The case takes so many calls at once on one connection. */
  public void needStreams(int number) {
    int allowed = capabilities().streamsPerConnection();
    if (number > allowed) {
      throw new NotApplicable(
          "it takes " + number + " streams of one connection, and the subject allows " + allowed);
    }
  }

  /** Opens a Watch, on the case's client as long as the subject allows; nothing is expected yet. */
  public WatchProbe watch(String service) {
    watching = withRoom(watching == null ? client() : watching, Integer.MAX_VALUE);
    return watch(watching, service);
  }

  /** This client, or a new one if it has opened so many Watches, or all that the subject allows. */
  private HealthClient withRoom(HealthClient on, int most) {
    return on.watches() < streams(most) ? on : newClient();
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
    for (String service : services) {
      on = withRoom(on, WATCHES_PER_CONNECTION);
      probes.add(watch(on, service));
    }
    return probes;
  }

  /** Opens a Watch and takes its first message, which another clause is about. */
  public WatchProbe watching(String service, ServingStatus first) throws Exception {
    WatchProbe probe = watch(service);
    String clause = first == SERVICE_UNKNOWN ? "HC-WATCH-02" : "HC-WATCH-01";
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

  /** Whether the server knows this service, as far as this case can tell. */
  private boolean knows(String service) {
    return service.isEmpty() || steering.knows(service);
  }

  /** How long the case waits for what. */
  CasePatience patience() {
    return patience;
  }

  /** What the case has waited for in vain. */
  public Set<Awaited> missed() {
    return patience.missed();
  }

  // Expectations

  /** Waits for the first messages of these, or their ends, all in the time that one is given. */
  public void awaitFirst(List<WatchProbe> probes) throws InterruptedException {
    boolean inVain = probes.stream().anyMatch(WatchProbe::isInVain);
    Duration limit = inVain ? CasePatience.IN_VAIN : Await.LIMIT;
    long until = System.nanoTime() + limit.toNanos();
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
  public void expectAll(Map<String, ServingStatus> statuses) throws InterruptedException {
    Map<String, CheckReply> replies = client().checkAll(statuses.keySet());
    for (Map.Entry<String, ServingStatus> each : statuses.entrySet()) {
      CheckReply reply = requireNonNull(replies.get(each.getKey()));
      expectStatus(each.getKey(), each.getValue(), reply);
    }
  }

  private void expectStatus(String service, ServingStatus status, CheckReply reply)
      throws InterruptedException {
    String expected = "OK, " + status + " from Check(" + Words.quoted(service) + ")";
    try {
      expectReply(reply, status, expected);
    } catch (Violation violation) {
      blockByOddName(service, reply, violation);
      blockByLateSet(service, status, violation);
      throw violation;
    }
  }

  /** A name that is refused for its looks shows nothing of what the case is about. */
  private static void blockByOddName(String service, CheckReply reply, Violation violation) {
    if (reply.is(Code.INVALID_ARGUMENT) && !PLAIN_NAME.matcher(service).matches()) {
      throw new Blocked(ANY_NAME, violation);
    }
  }

  /** A status that is there a moment later was not wrong, but late. */
  private void blockByLateSet(String service, ServingStatus status, Violation violation)
      throws InterruptedException {
    if (violation.isLate() || !steering.isSetTo(service, status)) {
      return;
    }
    long start = System.nanoTime();
    HealthClient asking = client();
    if (Await.until(LATE, () -> asking.checkAsync(service).join().is(status))) {
      String later = Words.time(Duration.ofNanos(System.nanoTime() - start)) + " later";
      throw new Blocked(
          AnswerFaults.AT_ONCE,
          new Violation(
              violation.expected() + ", begun after the set was acknowledged",
              violation.came() + ", and what was set " + later));
    }
  }

  /** The answer is OK with this status; told as {@code expected} where it is not. */
  public void expectReply(CheckReply reply, ServingStatus status, String expected) {
    expectResting(about(status), reply.is(status), expected, reply);
  }

  /**
   * Where Check answers the wrong status as well, and is known to be wrong about it, another method
   * that shows it is not at fault.
   */
  public void givenCheckDiffers(String service, ServingStatus status, ServingStatus wrong)
      throws InterruptedException {
    if (Need.CHECK.isMetBy(capabilities())) {
      CheckReply reply = client().check(service);
      String expected = "OK, " + status + " from Check(" + Words.quoted(service) + ")";
      if (reply.is(wrong)) {
        patience.restingOn(
            new Violation(expected, reply.toString()), AnswerFaults.NUMBERS, about(status));
      }
    }
  }

  /** What came a moment later than it should: the set was late, if others were seen to be. */
  public void givenSetsShowAtOnce(boolean cameLater, String expected, Object came) {
    if (cameLater) {
      patience.restingOn(new Violation(expected, came + ", and that later"), AnswerFaults.AT_ONCE);
    }
  }

  /** The clause about a Check of a service that has this status. */
  public static String about(ServingStatus status) {
    return switch (status) {
      case SERVING -> "HC-CHECK-01";
      case NOT_SERVING -> "HC-CHECK-02";
      case UNKNOWN -> "HC-CHECK-10";
      default -> "HC-CHECK-03";
    };
  }

  /** What must hold for anybody to learn from Check that a service has this status. */
  public static List<String> clausesOfCheck(ServingStatus status) {
    return List.of(
        AnswerFaults.PATHS,
        AnswerFaults.ENDS,
        AnswerFaults.AT_ONCE,
        AnswerFaults.ONE_MESSAGE,
        AnswerFaults.NUMBERS,
        about(status));
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
    String expected = "NOT_FOUND from Check(" + Words.quoted(service) + ")";
    try {
      expect(reply.is(Code.NOT_FOUND), expected, reply);
    } catch (Violation violation) {
      if (reply.code() != null && !strangerIsNotFound()) {
        throw new Blocked("HC-CHECK-03", violation);
      }
      blockByOddName(service, reply, violation);
      throw violation;
    }
  }

  /** Whether a name that has nothing to do with any other is unknown: if not, no other can be. */
  private boolean strangerIsNotFound() {
    String stranger = unknownName();
    CheckReply reply = client().checkAsync(stranger).join();
    timeline.add("Check(" + Words.quoted(stranger) + "), a stranger → " + reply);
    return reply.is(Code.NOT_FOUND);
  }

  /** What is said of some unknown name must first hold for any: else HC-CHECK-03 is broken. */
  public void givenStrangersAreUnknown() throws Exception {
    given("HC-CHECK-03", () -> expectNotFound(unknownName()));
  }

  /** The same of Watch: if it tells a stranger another status, HC-WATCH-02 is broken. */
  public void givenStrangersAreWatchedAsUnknown() throws Exception {
    WatchProbe stranger = watch(unknownName());
    WatchEvent first = stranger.next();
    boolean told = first == null || first.isEnd() || first.status() == SERVICE_UNKNOWN;
    given("HC-WATCH-02", () -> expect(told, "SERVICE_UNKNOWN first", Words.orNone(first)));
    stranger.cancel();
  }

  /** List answers OK, once. */
  public Map<String, ServingStatus> expectList() throws InterruptedException {
    ListReply reply = client().list();
    if (reply.is(Code.RESOURCE_EXHAUSTED)) {
      evidence.listWasRefused();
    }
    expectResting(LISTED, reply.isOk(), "OK and one message from List", reply);
    return new LinkedHashMap<>(reply.statuses());
  }

  /** It holds, or else the clause is broken: {@code expected}, but {@code came}. */
  public void expect(boolean holds, String expected, Object came) {
    if (!holds) {
      throw violation(expected, came);
    }
  }

  /** The same; but if this clause was seen to be broken before, it is the cause. */
  public void expectResting(String clauseId, boolean holds, String expected, Object came) {
    expectResting(List.of(clauseId), holds, expected, came);
  }

  /** The same of several: the first that was seen to be broken is the cause. */
  public void expectResting(List<String> clauseIds, boolean holds, String expected, Object came) {
    if (!holds) {
      throw patience.restingOn(violation(expected, came), clauseIds);
    }
  }

  /** The same of something that depends on how fast the machine is. */
  public void expectInTime(boolean holds, String expected, Object came) {
    expectInTime(List.of(), holds, expected, came);
  }

  /** The same; the first of these clauses that was seen to be broken is the cause. */
  public void expectInTime(List<String> clauseIds, boolean holds, String expected, Object came) {
    if (!holds) {
      throw patience.restingOn(Violation.late(expected, came.toString()), clauseIds);
    }
  }

  private Violation violation(String expected, Object came) {
    if (came instanceof CheckReply reply) {
      return ofAnswer(
          expected, came, reply.code(), reply.description(), AnswerFaults.clauses(reply));
    }
    if (came instanceof ListReply reply) {
      return ofAnswer(
          expected, came, reply.code(), reply.description(), AnswerFaults.clauses(reply));
    }
    boolean gaveUp = came instanceof ExternalProbe.Outcome outcome && outcome.isLate();
    Violation violation = wrong(gaveUp, expected, came);
    return came instanceof WatchEvent event
        ? patience.explainedBy(violation, AnswerFaults.clauses(event))
        : violation;
  }

  /** Of an answer, which other clauses may explain, or which did not come. */
  private Violation ofAnswer(
      String expected,
      Object came,
      @Nullable Code code,
      String description,
      List<String> explanations) {
    Awaited awaited = came instanceof ListReply ? Awaited.LIST : Awaited.CHECK;
    Violation violation = wrong(code == null, expected, came);
    if (code == null) {
      patience.miss(awaited);
    }
    AnswerFaults.blockByContentType(description, violation);
    patience.explainedBy(violation, explanations);
    return code == null ? patience.missed(awaited, violation) : violation;
  }

  /** What is wrong, which time may explain where a set did not settle. */
  Violation wrong(String expected, String came) {
    return wrong(false, expected, came);
  }

  private Violation wrong(boolean isLate, String expected, Object came) {
    return isLate || steering.isUnsettled()
        ? Violation.late(expected, came.toString())
        : new Violation(expected, came.toString());
  }

  /** Changes are told at all; a case that waits for many of them need not find out once more. */
  public void givenChangesAreTold() {
    givenTold(Awaited.CHANGE);
  }

  /** The same of what else a Watch tells. */
  public void givenTold(Awaited what) {
    if (patience.isInVain(what)) {
      String expected =
          what == Awaited.CHANGE ? "a change on a Watch" : "a first message on a Watch";
      throw new Blocked(what.clauseId(), Violation.late(expected, "none in the cases before"));
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

  /**
   * What every case rests on: a server that was seen to break HTTP/2 has broken a clause about
   * that, whatever else came of it.
   */
  void givenHttp2() {
    evidence
        .fault()
        .ifPresent(
            fault -> {
              throw new Blocked(fault.rule().clauseId(), fault.violation());
            });
  }

  // Evidence

  public Evidence evidence() {
    return evidence;
  }

  /** A remark for the reader of the report. */
  public void note(String text) {
    evidence.note(text);
  }

  /** There was less to judge by than the case needs: what is no failure is a note, not a pass. */
  public void weaken(String how) {
    evidence.weaken(how);
  }

  /** A departure that a text only advises against: a warning, whatever the level of the clause. */
  public void advise(boolean holds, String expected, Object came) {
    if (!holds) {
      evidence.advise(new Violation(expected, came.toString()));
    }
  }

  /** The same of what was found, in other words; it is about time if that is. */
  public void advise(String expected, Violation found) {
    evidence.advise(
        found.isLate()
            ? Violation.late(expected, found.came())
            : new Violation(expected, found.came()));
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
