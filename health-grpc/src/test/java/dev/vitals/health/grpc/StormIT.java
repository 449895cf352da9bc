package dev.vitals.health.grpc;

import static dev.vitals.health.ServingStatus.NOT_SERVING;
import static dev.vitals.health.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.health.ServingStatus.SERVING;
import static dev.vitals.health.ServingStatus.UNKNOWN;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.CheckReport;
import dev.vitals.health.CheckResult;
import dev.vitals.health.HealthListener;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.Transition;
import dev.vitals.health.Watch;
import dev.vitals.health.WatchListener;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * All that may go on at once, over real sockets, while a status flaps and does not pause to let
 * anybody look: watchers and listeners that throw, hang and dawdle, clients that stop reading or
 * vanish, floods of Checks and Lists, drains, services that come and go.
 *
 * <p>It lasts some seconds; {@code -Dvitals.storm.seconds=3600} makes it an hour.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(value = 2, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StormIT {

  private static final int SECONDS = Integer.getInteger("vitals.storm.seconds", 12);
  private static final int CONNECTIONS = 5;
  private static final int FLAPPING = 80; // watches a connection
  private static final int QUIET = 4;
  private static final int PATIENCE = 30; // seconds

  /** How often each watch is told in a second, at the least. */
  private static final int LEAST_A_SECOND = 1;

  /** How many times less than the average one watch may be told. */
  private static final int SHARE = 8;

  /** Offenders are logged, which is not what this is about. Held, since loggers are not. */
  private static final Logger LOG = Logger.getLogger("dev.vitals");

  private volatile CountDownLatch release = new CountDownLatch(1); // of those who hang
  private final Collection<String> faults = new ConcurrentLinkedQueue<>();

  /** One stretch of bad weather, with all that is in it. */
  private final class Weather implements AutoCloseable {
    final CountDownLatch over = new CountDownLatch(1);
    final ServiceStatus link = ServiceStatus.create("link");
    final ServiceCheck shared = check("shared");
    final Health health = health();
    final Sockets sockets = new Sockets(GrpcHealth.of(health), server -> {});
    final List<StormClient.Follower> flapping = new ArrayList<>();
    final List<StormClient.Follower> quiet = new ArrayList<>();
    final List<StormClient.Follower> nobody = new ArrayList<>();
    final List<StormClient.Follower> stalled = new ArrayList<>();
    final List<Watch> inProcess = new ArrayList<>();
    final List<Thread> threads = new ArrayList<>();
    final AtomicInteger rounds = new AtomicInteger(); // of the quiet ones

    private Health health() {
      return Health.builder()
          .service("flap")
          .service("quiet")
          .service("steady")
          .service("checked", check("passes"), check("throws"), check("dawdles"), link)
          .service("asked", ServiceCheck.blocking("ask", c -> pass()).ttl(ofMillis(3)).build())
          .service("hanging", hanging())
          .overall(link)
          .survivesDrain("quiet", "steady")
          .listener(new Offender("throws"))
          .listener(new Offender("hangs"))
          .listener(new Offender("dawdles"))
          .start();
    }

    void begin() {
      for (int i = 0; i < CONNECTIONS; i++) {
        ManagedChannel channel = sockets.connect();
        add(flapping, FLAPPING, channel, "flap");
        add(quiet, QUIET, channel, "quiet");
        add(nobody, 1, channel, "nobody");
        ManagedChannel narrow = sockets.connect(settings -> settings.flowControlWindow(70));
        for (int j = 0; j < QUIET; j++) {
          stalled.add(StormClient.Follower.stalled(narrow, "flap"));
        }
      }
      Stream.of("throws", "fails", "hangs", "dawdles", "dawdles", "dawdles")
          .forEach(deed -> inProcess.add(health.watch("flap", new Offender(deed))));
      awaitOpen(all());
      repeat("flapping", number -> health.set("flap", number % 2 == 0 ? NOT_SERVING : SERVING));
      repeat("links", this::link);
      repeat("quiet", this::quiet);
      repeat("drains", this::drain);
      repeat("services", this::comeAndGo);
      repeat("checks", number -> flood("steady"));
      repeat("more checks", number -> flood("flap"));
      repeat("lists", number -> list());
      repeat("clients", this::churn);
    }

    private void add(List<StormClient.Follower> to, int count, ManagedChannel on, String service) {
      for (int i = 0; i < count; i++) {
        to.add(StormClient.Follower.reading(on, service));
      }
    }

    private void repeat(String name, Step step) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int number = 0; over.getCount() > 0; number++) {
                    step.take(number);
                  }
                } catch (Throwable e) {
                  faults.add(name + ": " + e);
                }
              },
              "storm: " + name);
      threads.add(thread);
      thread.start();
    }

    private void link(int number) throws InterruptedException {
      link.set(number % 2 == 0 ? CheckResult.failing("lost") : CheckResult.passing());
      over.await(1, TimeUnit.MILLISECONDS);
    }

    /** Those who watch a quiet service learn of each change, whatever goes on elsewhere. */
    private void quiet(int number) throws InterruptedException {
      ServingStatus status = number % 2 == 0 ? NOT_SERVING : SERVING;
      health.set("quiet", status);
      if (Remains.within(PATIENCE, () -> areAllOn(status, quiet))) {
        rounds.incrementAndGet();
      } else {
        faults.add("watchers of a quiet service were not told within " + PATIENCE + " s");
      }
      over.await(50, TimeUnit.MILLISECONDS);
    }

    private void drain(int number) throws InterruptedException {
      health.drain(ofMillis(5));
      over.await(10, TimeUnit.MILLISECONDS);
      health.resume();
      over.await(100, TimeUnit.MILLISECONDS);
    }

    private void comeAndGo(int number) throws InterruptedException {
      String name = "service " + number % 20;
      if (!health.removeService(name)) {
        health.addService(name, shared, HealthCheck.optional(link));
      }
      over.await(1, TimeUnit.MILLISECONDS);
    }

    /** No Check goes without its answer. */
    private void flood(String service) {
      ManagedChannel channel = sockets.connect();
      for (int i = 0; i < 20 && over.getCount() > 0; i++) {
        List<CompletableFuture<ServingStatus>> answers = new ArrayList<>();
        for (int j = 0; j < 50; j++) {
          answers.add(StormClient.check(channel, service));
        }
        for (CompletableFuture<ServingStatus> answer : answers) {
          ServingStatus status = answerOf(answer);
          if (service.equals("steady") && status != SERVING) {
            faults.add("a steady service was " + status);
          }
        }
      }
      sockets.drop(channel);
    }

    /** Waits for longer than the calls' own deadline: one that misses even that is lost. */
    private static <T> T answerOf(CompletableFuture<T> answer) {
      return answer.orTimeout(2 * PATIENCE, TimeUnit.SECONDS).join();
    }

    private void list() {
      ManagedChannel channel = sockets.connect();
      for (int i = 0; i < 50 && over.getCount() > 0; i++) {
        answerOf(
            CompletableFuture.allOf(
                Stream.generate(() -> StormClient.list(channel))
                    .limit(10)
                    .toArray(CompletableFuture[]::new)));
      }
      sockets.drop(channel);
    }

    /** Clients come, see, and go: half of their watches are cancelled, half vanish. */
    private void churn(int number) {
      ManagedChannel channel = sockets.connect();
      List<StormClient.Follower> followers = new ArrayList<>();
      add(followers, 10, channel, "flap");
      add(followers, 5, channel, "nobody " + number);
      add(followers, 5, channel, "asked");
      awaitOpen(followers);
      followers.subList(0, 10).forEach(StormClient.Follower::cancel);
      sockets.drop(channel);
    }

    void end() throws InterruptedException {
      over.countDown();
      for (Thread thread : threads) {
        thread.join(TimeUnit.SECONDS.toMillis(PATIENCE));
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }

    /** When the weather has changed for the last time, everybody ends on what a Check says. */
    void converge() {
      health.resume();
      health.set("flap", UNKNOWN);
      stalled.forEach(StormClient.Follower::readOn);
      ManagedChannel channel = sockets.connect();
      assertThat(answerOf(StormClient.check(channel, "flap"))).isEqualTo(UNKNOWN);
      ServingStatus last = answerOf(StormClient.check(channel, "quiet"));
      Remains.within(
          PATIENCE,
          () -> areAllOn(UNKNOWN, flapping) && areAllOn(UNKNOWN, stalled) && areAllOn(last, quiet));
      assertThat(flapping).as("flap").extracting(f -> f.last).containsOnly(UNKNOWN);
      assertThat(stalled).as("read again").extracting(f -> f.last).containsOnly(UNKNOWN);
      assertThat(quiet).as("quiet").extracting(f -> f.last).containsOnly(last);
      assertThat(nobody).as("nobody").extracting(f -> f.last).containsOnly(SERVICE_UNKNOWN);
    }

    /** A cancelled watch leaves nothing behind, while health goes on. */
    void leave() {
      String type = inProcess.get(0).getClass().getName();
      all().forEach(StormClient.Follower::cancel);
      Remains.within(PATIENCE, () -> health.openWatches() <= inProcess.size());
      assertThat(health.openWatches()).as("open watches").isEqualTo(inProcess.size());
      Remains.within(PATIENCE, () -> objects(type) <= inProcess.size());
      assertThat(objects(type)).as(type).isLessThanOrEqualTo(inProcess.size());
      inProcess.forEach(Watch::close);
      assertThat(health.openWatches()).as("open watches").isZero();
    }

    private List<StormClient.Follower> all() {
      return Stream.of(flapping, quiet, nobody, stalled).flatMap(List::stream).toList();
    }

    private int objects(String type) {
      return Remains.objects(type::equals).getOrDefault(type, 0);
    }

    @Override
    public void close() {
      over.countDown();
      release.countDown();
      sockets.close();
      health.close();
    }
  }

  private interface Step {
    void take(int number) throws Exception;
  }

  /** A watcher and a listener of whom only bad is to be said. */
  private final class Offender implements WatchListener, HealthListener {
    private final String deed;

    Offender(String deed) {
      this.deed = deed;
    }

    @Override
    public void changed(Watch watch) {
      offend();
    }

    @Override
    public void statusChanged(Transition transition) {
      offend();
    }

    @Override
    public void checkRan(CheckReport check) {
      offend();
    }

    private void offend() {
      switch (deed) {
        case "throws" -> throw new IllegalStateException("a storm");
        case "fails" -> throw new StackOverflowError("a storm");
        case "hangs" -> await(release, PATIENCE * 1_000);
        default -> await(release, 2);
      }
    }
  }

  private static void await(CountDownLatch latch, int millis) {
    try {
      latch.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ServiceCheck check(String name) {
    return ServiceCheck.blocking(
            name,
            context -> {
              if (name.equals("throws")) {
                throw new IllegalStateException("broken");
              } else if (name.equals("dawdles")) {
                await(release, 20);
              }
              return pass();
            })
        .period(ofMillis(5))
        .timeout(ofMillis(10))
        .build();
  }

  private static ServiceCheck hanging() {
    return ServiceCheck.async("hangs", context -> new CompletableFuture<>())
        .period(ofMillis(5))
        .timeout(ofMillis(5))
        .build();
  }

  private static CheckResult pass() {
    return CheckResult.passing();
  }

  private static boolean areAllOn(ServingStatus status, List<StormClient.Follower> followers) {
    return followers.stream().allMatch(follower -> follower.last == status);
  }

  private void awaitOpen(List<StormClient.Follower> followers) {
    if (!Remains.within(PATIENCE, () -> followers.stream().allMatch(f -> f.seen > 0))) {
      faults.add("a watch got no first status within " + PATIENCE + " s");
    }
  }

  private static boolean isOurs(String type) {
    return type.startsWith("dev.vitals.health.")
        && !type.contains("$$Lambda") // one each, kept for good, once it is used
        && !type.contains("IT")
        && !type.contains("Storm")
        && !type.contains("Sockets");
  }

  /**
   * What was seen while it stormed.
   *
   * @param told how often each reading watch of the flapping service was told
   * @param rounds how many changes of a quiet service all of its watchers saw
   */
  private record Progress(IntSummaryStatistics told, int rounds) {}

  /** Everything once, for so long. */
  private Progress storm(int seconds) throws InterruptedException {
    release = new CountDownLatch(1);
    try (Weather weather = new Weather()) {
      weather.begin();
      weather.over.await(seconds, TimeUnit.SECONDS);
      IntSummaryStatistics told =
          weather.flapping.stream().mapToInt(follower -> follower.seen).summaryStatistics();
      Progress progress = new Progress(told, weather.rounds.get());
      weather.end();
      weather.converge();
      assertThat(faults).isEmpty();
      weather.leave();
      return progress;
    }
  }

  @BeforeAll
  static void quieten() {
    LOG.setLevel(Level.OFF);
  }

  @AfterAll
  static void loudly() {
    LOG.setLevel(null);
  }

  @Test
  void leaves_everybody_with_the_truth_and_nothing_behind() throws Exception {
    storm(1); // classes and what is kept for good
    Set<Long> threads = Remains.threads();
    long files = Remains.openFiles();
    Map<String, Integer> objects = Remains.objects(StormIT::isOurs);
    Progress progress = storm(SECONDS);
    System.out.println("In " + SECONDS + " s of storm: " + progress);
    IntSummaryStatistics told = progress.told;
    assertThat(told.getMin())
        .as("times that the watch was told that was told least: %s", told)
        .isGreaterThanOrEqualTo(
            Math.max(SECONDS * LEAST_A_SECOND, (int) told.getAverage() / SHARE));
    assertThat(progress.rounds).as("changes of a quiet service that all saw").isPositive();
    Remains.within(PATIENCE, () -> ours(threads).isEmpty());
    assertThat(ours(threads)).as("threads").isEmpty();
    Remains.within(PATIENCE, () -> Remains.openFiles() <= files);
    assertThat(Remains.openFiles()).as("open files").isLessThanOrEqualTo(files + 8);
    Remains.within(PATIENCE, () -> more(objects).isEmpty());
    assertThat(more(objects)).as("objects that have become more").isEmpty();
  }

  /** Of which classes there are more objects now, and how many more. */
  private static Map<String, Integer> more(Map<String, Integer> before) {
    Map<String, Integer> more = Remains.objects(StormIT::isOurs);
    more.replaceAll((type, count) -> count - before.getOrDefault(type, 0));
    more.values().removeIf(count -> count <= 0);
    return more;
  }

  /** The JVM's own come and go, as does gRPC's timer. */
  private static Map<Long, String> ours(Set<Long> before) {
    Map<Long, String> since = Remains.threadsSince(before);
    since.values().removeIf(name -> !name.matches("(?i).*(vitals|storm|pool-|eventloop).*"));
    return since;
  }
}
