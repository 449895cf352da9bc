package dev.vitals.health.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What live pages are sent, with pages of our own in place of browsers. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StreamsTest {

  private static final int MAX = 3;

  /** Only changes bring a state: no sign of life comes while a test runs. */
  private static final Streams.Pace ON_CHANGE =
      new Streams.Pace(ofMillis(1), ofMinutes(10), ofMinutes(10));

  private final TimeLimits limits = new TimeLimits();
  private final AtomicInteger value = new AtomicInteger();
  private final AtomicInteger reports = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private Streams streams = of(ON_CHANGE);

  private Streams of(Streams.Pace pace) {
    return new Streams(this::report, MAX, limits, pace);
  }

  private String report() {
    reports.incrementAndGet();
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("no report now");
    }
    return String.valueOf(value.get());
  }

  @AfterEach
  void close() {
    streams.close();
    limits.close();
  }

  /** A browser that reads when it is allowed to. */
  private static final class Browser implements Streams.Sink {

    private final BlockingQueue<String> read = new LinkedBlockingQueue<>();
    private final AtomicInteger writes = new AtomicInteger();
    private final Semaphore reads;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closesInstead;

    Browser(int reads) {
      this.reads = new Semaphore(reads);
    }

    @Override
    public void send(byte[] event) throws IOException {
      writes.incrementAndGet();
      try {
        if (!reads.tryAcquire(60, SECONDS)) {
          throw new IOException("nobody let it read");
        }
      } catch (InterruptedException e) {
        throw new IOException("closed by interrupt", e);
      }
      if (closesInstead) {
        throw new IOException("broken pipe");
      }
      read.add(new String(event, UTF_8));
    }

    @Override
    public void end() {
      ended.countDown();
    }

    /** Reads until it has this value. */
    void awaitValue(int value) throws InterruptedException {
      String last = "";
      while (!last.equals(event(value))) {
        last = read.poll(30, SECONDS);
        assertThat(last).as("a state, at last " + value).isNotNull();
      }
    }
  }

  private static String event(int value) {
    return "event: state\ndata: " + value + "\n\n";
  }

  private Browser open(int reads) {
    Browser browser = new Browser(reads);
    assertThat(streams.open(browser)).isTrue();
    return browser;
  }

  private void change(int to) {
    value.set(to);
    streams.missed(1);
  }

  @Test
  void a_page_gets_the_present_state_and_each_newer_one() throws Exception {
    value.set(1);
    Browser browser = open(Integer.MAX_VALUE);
    browser.awaitValue(1);
    for (int i = 2; i < 20; i++) {
      change(i);
      browser.awaitValue(i);
    }
    Browser later = open(Integer.MAX_VALUE);
    later.awaitValue(19);
  }

  @Test
  void a_page_that_does_not_read_costs_one_state_and_gets_the_newest_next() throws Exception {
    Browser stalled = open(0);
    Browser quick = open(Integer.MAX_VALUE);
    await().atMost(ofSeconds(30)).until(() -> stalled.writes.get() == 1);
    for (int i = 1; i <= 100; i++) {
      change(i);
      quick.awaitValue(i);
    }
    assertThat(stalled.writes).hasValue(1);
    stalled.reads.release(100);
    assertThat(stalled.read.poll(30, SECONDS)).isEqualTo(event(0));
    assertThat(stalled.read.poll(30, SECONDS)).isEqualTo(event(100));
    change(101);
    stalled.awaitValue(101);
    assertThat(stalled.writes.get()).isLessThanOrEqualTo(5); // a state may be reported twice
  }

  @Test
  void a_storm_of_changes_is_a_few_reports_and_its_end_is_seen() throws Exception {
    streams = of(new Streams.Pace(ofMillis(50), ofMinutes(10), ofMinutes(10)));
    Browser browser = open(Integer.MAX_VALUE);
    browser.awaitValue(0);
    long start = System.nanoTime();
    for (int i = 1; i <= 100_000; i++) {
      change(i);
    }
    browser.awaitValue(100_000);
    long most = 3 + (System.nanoTime() - start) / ofMillis(50).toNanos();
    assertThat((long) reports.get()).isLessThanOrEqualTo(most);
  }

  @Test
  void all_pages_share_a_report() throws Exception {
    Browser[] browsers = {open(9), open(9), open(9)};
    for (Browser browser : browsers) {
      browser.awaitValue(0);
    }
    int before = reports.get();
    change(1);
    for (Browser browser : browsers) {
      browser.awaitValue(1);
    }
    assertThat(reports.get()).isBetween(before + 1, before + 2); // one may have been under way
  }

  @Test
  void pages_beyond_the_limit_are_refused_until_one_has_left() throws Exception {
    Browser first = open(0);
    open(9);
    open(9);
    assertThat(streams.open(new Browser(9))).isFalse();
    assertThat(streams.open()).isEqualTo(MAX);
    await().atMost(ofSeconds(30)).until(() -> first.writes.get() == 1);
    streams.close();
    assertThat(first.ended.await(30, SECONDS)).isTrue();
    await().atMost(ofSeconds(30)).until(() -> streams.open() == 0);
    assertThat(streams.open(new Browser(9))).as("after close").isFalse();
  }

  @Test
  void a_page_that_has_left_frees_its_place() throws Exception {
    open(9);
    open(9);
    Browser leaves = open(0);
    leaves.closesInstead = true;
    leaves.reads.release();
    assertThat(leaves.ended.await(30, SECONDS)).isTrue();
    await().atMost(ofSeconds(30)).until(() -> streams.open() == 2);
    open(9).awaitValue(0);
  }

  @Test
  void a_write_that_takes_too_long_ends_its_stream() throws Exception {
    streams = of(new Streams.Pace(ofMillis(1), ofMinutes(10), ofMillis(50)));
    Browser stalled = open(0);
    assertThat(stalled.ended.await(30, SECONDS)).isTrue();
    assertThat(stalled.read).isEmpty();
  }

  @Test
  void a_page_hears_that_it_is_connected_though_nothing_changes() throws Exception {
    streams = of(new Streams.Pace(ofMillis(1), ofMillis(20), ofMinutes(10)));
    Browser browser = open(Integer.MAX_VALUE);
    for (int i = 0; i < 5; i++) {
      assertThat(browser.read.poll(30, SECONDS)).isEqualTo(event(0));
    }
  }

  @Test
  void a_report_that_fails_is_tried_again() throws Exception {
    streams = of(new Streams.Pace(ofMillis(1), ofMillis(20), ofMinutes(10)));
    failures.set(3);
    open(Integer.MAX_VALUE).awaitValue(0);
    assertThat(reports.get()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void while_nobody_looks_there_is_no_report() throws Exception {
    Browser browser = open(0);
    browser.closesInstead = true;
    browser.reads.release();
    assertThat(browser.ended.await(30, SECONDS)).isTrue();
    await().atMost(ofSeconds(30)).until(() -> streams.open() == 0);
    int before = reports.get();
    for (int i = 0; i < 10_000; i++) {
      change(i);
    }
    assertThat(reports.get()).isBetween(before, before + 1); // one may have been under way
    open(9).awaitValue(9_999);
  }
}
