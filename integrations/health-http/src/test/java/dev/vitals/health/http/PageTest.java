package dev.vitals.health.http;

import static dev.vitals.health.CheckResult.failing;
import static dev.vitals.health.CheckResult.passing;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vitals.health.CheckResult;
import dev.vitals.health.ServingStatus;
import dev.vitals.health.core.Health;
import dev.vitals.health.core.HealthCheck;
import dev.vitals.health.core.ServiceCheck;
import dev.vitals.health.core.ServiceStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.logging.LogType;

/** The page in a real browser. */
@ExtendWith(NeedsBrowser.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(180)
class PageTest {

  /** How somebody looks at the page. */
  enum Look {
    WIDE(1280, 900, "light", "screen", "/"),
    DARK(1280, 900, "dark", "screen", "/"),
    PHONE(390, 844, "light", "screen", "/"),
    DARK_PHONE(390, 844, "dark", "screen", "/"),
    WALL(1920, 1080, "dark", "screen", "/?wall"),
    PRINT(800, 1100, "light", "print", "/");

    private final int width;
    private final int height;
    private final String scheme;
    private final String medium;
    private final String path;

    Look(int width, int height, String scheme, String medium, String path) {
      this.width = width;
      this.height = height;
      this.scheme = scheme;
      this.medium = medium;
      this.path = path;
    }
  }

  private static final String MARKUP = "<img src=x onerror=\"document.title='hacked'\">";
  private static final String STRANGE = "a\u0000b\u001b[2J\u202egnp.exe\u2066\\\u2028 ü💚";
  private static final String SHOWN_STRANGE =
      "a\\u0000b\\u001B[2J\\u202Egnp.exe\\u2066\\u005C\\u2028 ü💚";

  private static ChromeDriver browser;

  private final ServiceStatus db =
      ServiceStatus.builder("db")
          .tags("storage")
          .runbook(URI.create("https://runbooks.example/db"))
          .build();
  private final ServiceStatus cache =
      ServiceStatus.builder("cache").runbook(URI.create("javascript:document.title='x'")).build();
  private final AtomicInteger runs = new AtomicInteger();
  private final ServiceCheck onDemand =
      ServiceCheck.async("on-demand", context -> run()).ttl(ofMinutes(1)).build();
  private final ServiceCheck disk =
      ServiceCheck.blocking("disk", context -> passing("only 12 GiB left"))
          .period(ofMinutes(10))
          .build();
  private final Health health =
      Health.builder()
          .service("acme.Foo/Bar v1", db, HealthCheck.optional(cache))
          .service("acme.OnDemand", onDemand)
          .service("acme.Disk", disk)
          .service("liveness")
          .survivesDrain("liveness")
          .overall(db)
          .start();
  private HealthHttpServer server;
  private Relay relay;

  private CompletableFuture<CheckResult> run() {
    runs.incrementAndGet();
    return CompletableFuture.completedFuture(passing());
  }

  @BeforeAll
  static void startBrowser() {
    browser = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (browser != null) {
      browser.quit();
    }
  }

  @BeforeEach
  void start() throws IOException {
    db.set(passing());
    cache.set(passing());
    health.check("acme.OnDemand", status -> {}); // who looks at the page does not
    server = serve(HealthHttp.builder(health).declarePrivate().build());
    relay = new Relay(server.address());
    look(Look.WIDE);
  }

  private static HealthHttpServer serve(HealthHttp http) throws IOException {
    return HealthHttpServer.start(http, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void stop() throws IOException {
    browser.get("about:blank");
    relay.close();
    server.close();
    health.close();
  }

  private void open(String path) {
    browser.get("about:blank"); // or a permalink would only scroll
    browser.get("http://127.0.0.1:" + relay.port() + path);
    await()
        .atMost(ofSeconds(30))
        .until(() -> !browser.findElements(By.className("service")).isEmpty());
  }

  private static String text(String css) {
    return browser.findElement(By.cssSelector(css)).getText();
  }

  /** Returns the card of a service, by the name that it shows. */
  private static WebElement card(String name) {
    return browser.findElements(By.className("service")).stream()
        .filter(each -> each.findElement(By.tagName("h2")).getText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no card of " + name));
  }

  private static void awaitText(String css, String expected) {
    await()
        .atMost(ofSeconds(30))
        .pollInterval(ofMillis(20))
        .ignoreException(StaleElementReferenceException.class)
        .untilAsserted(() -> assertThat(text(css)).contains(expected));
  }

  // --- What it shows ---

  @Test
  void a_status_flips_on_screen_soon_after_it_was_set() {
    open("/");
    awaitText("h1", "! SERVING, degraded");
    assertThat(text("h1")).contains("acme.Disk: disk: only 12 GiB left");
    WebElement foo = card("acme.Foo/Bar v1");
    assertThat(foo.getText()).contains("✓ SERVING", "since").doesNotContain("NOT SERVING");
    db.set(failing("connection refused"));
    awaitText("h1", "✕ NOT SERVING");
    assertThat(text("h1")).contains("the server as a whole: db: connection refused");
    assertThat(text("#facts")).startsWith("2 of 5 are NOT SERVING · since ");
    assertThat(browser.getTitle()).isEqualTo("✕ NOT SERVING the server as a whole");
    assertThat(foo.getText())
        .contains("✕ NOT SERVING", "db: connection refused", "✕ FAILING", "1 in a row")
        .containsAnyOf(" ago", "just now");
    assertThat(foo.findElement(By.className("strip")).getDomAttribute("aria-label"))
        .startsWith("Last transitions, oldest first: UNKNOWN at ")
        .endsWith(": db: connection refused");
    db.set(passing());
    awaitText("h1", "! SERVING, degraded");
  }

  @Test
  void a_check_that_passes_as_degraded_says_so_in_words_and_colour_is_never_all_that_differs() {
    db.set(failing("lost"));
    cache.set(CheckResult.unknown("not asked yet"));
    health.addService("acme.Unset", ServiceStatus.create("unset"));
    open("/");
    awaitText("h1", "NOT SERVING");
    await().atMost(ofSeconds(30)).until(() -> card("acme.Disk").getText().contains("GiB"));
    assertThat(statuses("acme.Disk")).containsExactly("! SERVING, degraded", "! PASSING, degraded");
    assertThat(statuses("acme.OnDemand")).containsExactly("✓ SERVING", "✓ PASSING");
    Map<String, Set<String>> colours = new HashMap<>();
    for (WebElement status : browser.findElements(By.className("status"))) {
      colours
          .computeIfAbsent(status.getText(), text -> new HashSet<>())
          .add(status.getDomAttribute("class"));
    }
    assertThat(colours).hasSizeGreaterThan(5);
    assertThat(colours).allSatisfy((text, classes) -> assertThat(classes).as(text).hasSize(1));
  }

  /** Returns what a card says of its service and of each check. */
  private static List<String> statuses(String service) {
    return card(service).findElements(By.className("status")).stream()
        .map(WebElement::getText)
        .toList();
  }

  @Test
  void what_an_operator_does_is_seen() {
    open("/");
    health.override("liveness", ServingStatus.NOT_SERVING, "ann: maintenance until 6");
    awaitText("h1", "liveness: override: ann: maintenance until 6");
    health.switchOff("db", "bob: it lies");
    db.set(failing("lost")); // makes the switch seen soon: it is no event of its own
    await()
        .atMost(ofSeconds(30))
        .until(() -> card("acme.Foo/Bar v1").getText().contains("switched off: bob: it lies"));
    health.drain();
    awaitText("#facts", "draining");
  }

  @Test
  void services_come_and_go() {
    open("/");
    health.addService("acme.New", db);
    await()
        .atMost(ofSeconds(30))
        .until(() -> browser.findElements(By.className("service")).size() == 6);
    health.removeService("acme.New");
    await()
        .atMost(ofSeconds(30))
        .until(() -> browser.findElements(By.className("service")).size() == 5);
  }

  @Test
  void to_look_at_it_runs_no_check() {
    open("/");
    int before = runs.get();
    db.set(failing("lost"));
    awaitText("h1", "NOT SERVING");
    assertThat(runs).hasValue(before);
  }

  @Test
  void names_and_reasons_are_text_whatever_they_hold() {
    health.addService(MARKUP, ServiceStatus.create("<b>check</b>"));
    health.addService(STRANGE, ServiceStatus.create(STRANGE));
    db.set(failing("<script>document.title='hacked'</script>" + STRANGE));
    open("/");
    awaitText("h1", "<script>document.title='hacked'</script>" + SHOWN_STRANGE);
    assertThat(card(MARKUP).getText()).contains("<b>check</b>");
    WebElement strange = card(SHOWN_STRANGE);
    assertThat(strange.getText()).contains(SHOWN_STRANGE);
    assertThat(browser.findElements(By.cssSelector("img, b, script:not([src='vitals.js'])")))
        .isEmpty();
    assertThat(browser.getTitle()).isEqualTo("✕ NOT SERVING the server as a whole");
  }

  @Test
  void only_a_web_address_is_a_link_to_a_runbook() {
    open("/");
    List<WebElement> links = browser.findElements(By.cssSelector(".checks a"));
    assertThat(links)
        .extracting(link -> link.getDomAttribute("href"))
        .containsOnly("https://runbooks.example/db");
    assertThat(card("acme.Foo/Bar v1").getText()).contains("runbook: javascript:document.title");
  }

  @Test
  void a_port_that_is_not_private_shows_statuses_alone() throws Exception {
    db.set(failing("lost db-7.internal"));
    try (HealthHttpServer open = serve(HealthHttp.of(health))) {
      browser.get("http://127.0.0.1:" + open.address().getPort() + "/");
      awaitText("h1", "NOT SERVING");
      assertThat(text("body"))
          .contains("acme.Foo/Bar v1", "this port is not declared private")
          .doesNotContain("internal", "db", "Show all checks");
    }
  }

  @Test
  void the_browser_has_nothing_to_complain_about() {
    browser.manage().logs().get(LogType.BROWSER); // those of other tests
    open("/");
    db.set(failing("lost"));
    awaitText("h1", "NOT SERVING");
    assertThat(browser.manage().logs().get(LogType.BROWSER).getAll())
        .filteredOn(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .isEmpty();
  }

  // --- Its stream ---

  @Test
  void without_its_stream_it_says_so_and_as_of_when_and_it_connects_again() {
    open("/");
    assertThat(text("#connection")).matches("as of \\d\\d:\\d\\d:\\d\\d");
    relay.cut();
    awaitText("#connection", "disconnected");
    assertThat(text("#connection"))
        .matches("as of \\d\\d:\\d\\d:\\d\\d, disconnected; tries again");
    db.set(failing("lost"));
    assertThat(text("h1")).doesNotContain("NOT SERVING");
    relay.mend();
    awaitText("h1", "✕ NOT SERVING");
    assertThat(text("#connection")).doesNotContain("disconnected");
  }

  // --- Reachability ---

  @Test
  void a_permalink_leads_to_its_service() {
    open("/#" + URLEncoder.encode("acme.Foo/Bar v1", UTF_8).replace("+", "%20"));
    assertThat(browser.switchTo().activeElement()).isEqualTo(card("acme.Foo/Bar v1"));
    assertThat(browser.findElements(By.cssSelector(".target"))).hasSize(1);
    card("liveness").findElement(By.tagName("a")).click();
    await()
        .atMost(ofSeconds(30))
        .until(() -> browser.switchTo().activeElement().equals(card("liveness")));
    assertThat(browser.getCurrentUrl()).endsWith("/#liveness");
  }

  @Test
  void all_that_can_be_used_is_reached_by_the_keyboard_and_keeps_its_focus() {
    open("/");
    Set<String> reached = new LinkedHashSet<>();
    for (int i = 0; i < 30; i++) {
      browser.switchTo().activeElement().sendKeys(Keys.TAB);
      WebElement focused = browser.switchTo().activeElement();
      reached.add(focused.getTagName() + " " + focused.getText());
    }
    assertThat(reached)
        .contains(
            "button Show all checks",
            "button Hide all checks",
            "a acme.Foo/Bar v1",
            "summary 2 checks",
            "a runbook");
    WebElement details = card("acme.Foo/Bar v1").findElement(By.tagName("details"));
    WebElement summary = details.findElement(By.tagName("summary"));
    assertThat(details.getDomAttribute("open")).isNotNull();
    summary.sendKeys(Keys.ENTER);
    assertThat(details.getDomAttribute("open")).isNull();
    summary.sendKeys(Keys.ENTER);
    WebElement runbook = card("acme.Foo/Bar v1").findElement(By.linkText("runbook"));
    browser.executeScript("arguments[0].focus()", runbook);
    db.set(failing("lost")); // the card moves to the top
    awaitText("h1", "NOT SERVING");
    assertThat(browser.switchTo().activeElement()).isEqualTo(runbook);
  }

  @ParameterizedTest
  @EnumSource
  void it_fits_reads_well_and_has_no_fault_that_axe_finds(Look look) throws Exception {
    look(look);
    db.set(failing("connection refused: db-7.internal/10.2.3.4:5432, after 3 tries"));
    health.override("liveness", ServingStatus.SERVING, "ann: maintenance until 6");
    health.addService(
        "acme.checkout.v2beta1.PaymentAuthorizationService", db, ServiceStatus.create("psp"));
    open(look.path);
    awaitText("h1", "✕ NOT SERVING");
    picture(look.name().toLowerCase(java.util.Locale.ROOT));
    Long overflow =
        (Long)
            browser.executeScript(
                "return document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(overflow).as("it scrolls sideways").isZero();
    assertThat(violations()).isEmpty();
    relay.cut();
    awaitText("#connection", "disconnected");
    picture(look.name().toLowerCase(java.util.Locale.ROOT) + "-disconnected");
    assertThat(violations()).as("disconnected").isEmpty();
  }

  private static void look(Look look) {
    browser.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width",
            look.width,
            "height",
            look.height,
            "deviceScaleFactor",
            1,
            "mobile",
            look.width < 500));
    browser.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "media",
            look.medium,
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", look.scheme))));
  }

  /** Leaves a picture for people to look at. */
  private static void picture(String name) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "pictures"));
    Files.write(folder.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
  }

  /** Returns what axe-core finds, in words. */
  private static List<String> violations() throws IOException {
    browser.executeScript(axe());
    Object found =
        browser.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + "axe.run().then(r => done(r.violations.flatMap(v => v.nodes.map(n =>"
                + " v.id + ': ' + v.help + ': ' + n.html + ' ' + n.failureSummary))));");
    List<String> violations = new ArrayList<>();
    ((List<?>) found).forEach(each -> violations.add(each.toString()));
    return violations;
  }

  private static String axe() throws IOException {
    try (InputStream script = PageTest.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), UTF_8);
    }
  }
}
