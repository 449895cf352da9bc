package dev.vitals.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/**
 * The suite's packages are rooms in layers, and a room uses lower layers only: there are no cycles.
 * The compiled classes are read, so that a name without an import counts too. A constant does not:
 * the compiler copies its value.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RoomsTest {
  private static final String SUITE = RoomsTest.class.getPackageName();
  private static final Path PAGE = Path.of("..", "docs", "architecture.md");

  /** The SPI, which is the package that all others are in. */
  private static final String ROOT = "root";

  /** From the bottom up. Rooms of one layer do not know each other. */
  private static final List<Set<String>> LAYERS =
      List.of(
          Set.of(ROOT, "text"),
          Set.of("clause", "reference"),
          Set.of("http2"),
          Set.of("rig"),
          Set.of("cases", "subject"),
          Set.of("run"),
          Set.of("report", "doctor", "junit"),
          Set.of("cli"));

  private static JavaClasses classes;
  private static Set<Arrow> arrows;

  @BeforeAll
  static void read() {
    // The libraries are of no interest here.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    classes = new ClassFileImporter().importPath(Path.of("target", "classes"));
    arrows = arrowsOf(classes);
  }

  /** One room uses another. */
  private record Arrow(String from, String to) implements Comparable<Arrow> {
    private static final Comparator<Arrow> FROM_THE_TOP =
        Comparator.comparing((Arrow arrow) -> -layer(arrow.from))
            .thenComparing(Arrow::from)
            .thenComparing(arrow -> -layer(arrow.to))
            .thenComparing(Arrow::to);

    boolean isDownwards() {
      return layer(to) < layer(from);
    }

    @Override
    public int compareTo(Arrow other) {
      return FROM_THE_TOP.compare(this, other);
    }

    @Override
    public String toString() {
      return from + " --> " + to;
    }
  }

  private static int layer(String room) {
    for (int at = 0; at < LAYERS.size(); at++) {
      if (LAYERS.get(at).contains(room)) {
        return at;
      }
    }
    throw new IllegalArgumentException("room: " + room + " (expected: one of " + LAYERS + ")");
  }

  private static boolean isOfSuite(JavaClass type) {
    return type.getPackageName().equals(SUITE) || type.getPackageName().startsWith(SUITE + ".");
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(SUITE) ? ROOT : name.substring(SUITE.length() + 1);
  }

  private static Set<Arrow> arrowsOf(JavaClasses classes) {
    return classes.stream()
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(use -> isOfSuite(use.getTargetClass().getBaseComponentType()))
        .map(
            use ->
                new Arrow(
                    room(use.getOriginClass()), room(use.getTargetClass().getBaseComponentType())))
        .filter(arrow -> !arrow.from.equals(arrow.to))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Arrow> upwards(Collection<Arrow> arrows) {
    return arrows.stream().filter(arrow -> !arrow.isDownwards()).toList();
  }

  @Test
  void every_class_is_in_a_room_and_no_room_is_empty() {
    assertThat(classes).hasSizeGreaterThan(200).allMatch(RoomsTest::isOfSuite);
    assertThat(classes.stream().map(RoomsTest::room).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(LAYERS.stream().flatMap(Set::stream).toList());
  }

  @Test
  void a_room_uses_lower_layers_only() {
    assertThat(arrows).hasSizeGreaterThan(30);
    assertThat(upwards(arrows)).isEmpty();
  }

  @Test
  void an_arrow_upwards_or_within_a_layer_would_be_found() {
    Arrow up = new Arrow("http2", "run");
    Arrow beside = new Arrow("report", "doctor");
    Arrow down = new Arrow("cli", "run");
    assertThat(upwards(List.of(up, beside, down))).containsExactly(up, beside);
  }

  @Test
  void the_picture_is_in_step() throws IOException {
    String page = Files.readString(PAGE);
    String expected = withPicture(page, picture(arrows));
    if (Boolean.getBoolean("update")) {
      Files.writeString(PAGE, expected);
      page = expected;
    }
    assertThat(page).as(PAGE + "; -Dupdate=true writes it anew").isEqualTo(expected);
  }

  /** The arrows without those that others imply. */
  private static String picture(Set<Arrow> arrows) {
    return arrows.stream()
        .filter(arrow -> arrows.stream().noneMatch(first -> isDetour(first, arrow, arrows)))
        .map(arrow -> "  " + arrow + "\n")
        .collect(Collectors.joining("", "```mermaid\nflowchart TD\n", "```\n"));
  }

  /** Whether one gets by this first step, and others, to where the arrow leads. */
  private static boolean isDetour(Arrow first, Arrow arrow, Set<Arrow> arrows) {
    return first.from.equals(arrow.from)
        && !first.to.equals(arrow.to)
        && isReached(first.to, arrow.to, arrows);
  }

  private static boolean isReached(String from, String to, Set<Arrow> arrows) {
    return arrows.stream()
        .filter(arrow -> arrow.from.equals(from) && arrow.isDownwards())
        .anyMatch(arrow -> arrow.to.equals(to) || isReached(arrow.to, to, arrows));
  }

  private static String withPicture(String page, String picture) {
    String start = "<!-- generated by RoomsTest -->\n";
    String end = "<!-- end -->";
    int from = page.indexOf(start);
    int to = page.indexOf(end);
    assertThat(from).as("where %s is in %s", start.strip(), PAGE).isBetween(0, to);
    return page.substring(0, from + start.length()) + picture + page.substring(to);
  }
}
