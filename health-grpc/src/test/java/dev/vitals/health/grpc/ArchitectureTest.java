package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The page that newcomers start from leads to code that is there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ArchitectureTest {

  private static final Path ROOT = Path.of("..");
  private static final Path PAGE = ROOT.resolve("docs/architecture.md");

  /** {@code WatchCall}, {@code WatchCall.changed} or {@code WatchCall.changed()}. */
  private static final Pattern NAME =
      Pattern.compile("`([A-Z][a-z][A-Za-z]*)(?:\\.([A-Za-z_]+)(?:\\(\\))?)?`");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(#[^)]*)?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  /** Classes of gRPC that the page names. */
  private static final Set<String> ELSEWHERE = Set.of("ServerCall");

  @Test
  void each_class_and_member_that_it_names_exists() throws IOException {
    Map<String, String> sources = sources();
    Set<String> missing = new TreeSet<>();
    List<MatchResult> names = NAME.matcher(Files.readString(PAGE)).results().toList();
    for (MatchResult name : names) {
      String source = sources.get(name.group(1));
      String member = name.group(2);
      boolean found =
          ELSEWHERE.contains(name.group(1))
              || (source != null
                  && (member == null || source.matches("(?s).*\\b" + member + "\\b.*")));
      if (!found) {
        missing.add(name.group());
      }
    }

    assertThat(names).hasSizeGreaterThan(50);
    assertThat(missing).isEmpty();
  }

  @Test
  void each_link_leads_somewhere() throws IOException {
    Set<String> broken = new TreeSet<>();
    for (MatchResult link : LINK.matcher(Files.readString(PAGE)).results().toList()) {
      Path target = link.group(1).isEmpty() ? PAGE : PAGE.resolveSibling(link.group(1));
      boolean leads =
          Files.exists(target)
              && (link.group(2) == null || anchors(target).contains(link.group(2)));
      if (!leads) {
        broken.add(link.group());
      }
    }

    assertThat(broken).isEmpty();
  }

  /** The places of a page that a link may name, as they are made of its headings. */
  private static Set<String> anchors(Path page) throws IOException {
    Set<String> anchors = new TreeSet<>();
    for (MatchResult heading : HEADING.matcher(Files.readString(page)).results().toList()) {
      String words = heading.group(1).toLowerCase(java.util.Locale.ROOT);
      anchors.add("#" + words.replaceAll("[^a-z0-9 -]", "").replace(' ', '-'));
    }
    return anchors;
  }

  /** The code of each class, by its simple name; of two that share one, both. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean isOurs = !name.equals("target") && !name.matches("\\.[^.].*");
            return isOurs ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = file.getFileName().toString();
            if (name.endsWith(".java")) {
              sources.merge(
                  name.substring(0, name.length() - ".java".length()),
                  Files.readString(file),
                  String::concat);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }
}
