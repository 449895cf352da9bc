package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What would be sent to a repository, as the build has left it beside this module. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Tag("one-jdk") // Releases are built on one.
class PublishedIT {

  private static final Path ROOT = Path.of("..");

  private static Path built(String module, String kind) throws IOException {
    String jar = (module.equals("proto") ? "health-proto" : module) + "-[0-9.]+" + kind;
    try (Stream<Path> files = Files.list(ROOT.resolve(module).resolve("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches(jar))
          .findFirst()
          .orElseThrow(() -> new AssertionError("not built: " + jar));
    }
  }

  private static Set<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(Object::toString).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"proto", "health-api", "health-core", "health-grpc"})
  void every_class_comes_with_its_source_and_every_package_with_its_Javadoc(String module)
      throws IOException {
    Set<String> classes = entries(built(module, "\\.jar"));
    Set<String> sources = entries(built(module, "-sources\\.jar"));
    Set<String> pages = entries(built(module, "-javadoc\\.jar"));
    assertThat(classes).contains("module-info.class");
    for (String name : classes) {
      if (name.endsWith(".class") && !name.contains("$")) {
        assertThat(sources).contains(name.replace(".class", ".java"));
      }
    }
    String anyPackage =
        classes.stream().filter(name -> name.matches("dev/vitals/.+/")).reduce((a, b) -> b).get();
    assertThat(pages).anyMatch(page -> page.endsWith(anyPackage + "package-summary.html"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"proto", "health-api", "health-core", "health-grpc"})
  void the_licence_is_in_every_jar(String module) throws IOException {
    for (String kind : new String[] {"\\.jar", "-sources\\.jar"}) {
      try (JarFile jar = new JarFile(built(module, kind).toFile())) {
        assertThat(jar.getInputStream(jar.getEntry("META-INF/LICENSE")).readAllBytes())
            .asString(StandardCharsets.UTF_8)
            .isEqualTo(Files.readString(ROOT.resolve("LICENSE")))
            .contains("Apache License");
      }
    }
  }

  /** The SBOM has the dependency tree that Maven resolved for whoever uses the module. */
  @ParameterizedTest
  @CsvSource({
    "health-api, org.jspecify/jspecify",
    "health-core, dev.vitals/health-api org.jspecify/jspecify",
  })
  void api_and_core_pull_in_nothing_but_JSpecify(String module, String all) throws IOException {
    assertThat(dependencies(module)).containsExactlyInAnyOrder(all.split(" "));
  }

  @Test
  void the_adapter_pulls_in_only_the_api_and_leaves_grpc_and_protobuf_to_its_user()
      throws Exception {
    Set<String> pulledIn = new TreeSet<>();
    Element dependencies = child(pom(Path.of("health-grpc", "pom.xml")), "dependencies");
    for (Element dependency : children(dependencies, "dependency")) {
      String scope =
          children(dependency, "scope").stream()
              .map(Element::getTextContent)
              .findAny()
              .orElse("compile");
      if (scope.equals("compile") && children(dependency, "optional").isEmpty()) {
        pulledIn.add(child(dependency, "artifactId").getTextContent());
      }
    }
    assertThat(pulledIn).containsExactly("health-api", "jspecify");
  }

  private static Set<String> dependencies(String module) throws IOException {
    Path file = ROOT.resolve(module).resolve("target/sbom.json");
    assumeThat(file).as("offline, Maven makes no SBOM").exists();
    String sbom = Files.readString(file);
    assertThat(sbom).contains("\"bomFormat\" : \"CycloneDX\"", "\"id\" : \"Apache-2.0\"");
    Set<String> found =
        Pattern.compile("\"purl\" : \"pkg:maven/([^@]+)@")
            .matcher(sbom)
            .results()
            .map(result -> result.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(found.remove("dev.vitals/" + module)).as("it names itself").isTrue();
    return found;
  }

  /** Gradle reads this instead of the pom, if the pom says that it is there. */
  @ParameterizedTest
  @CsvSource({
    "health-api, 'org.jspecify:jspecify'",
    "health-core, 'dev.vitals:health-api org.jspecify:jspecify'",
    "health-grpc, 'dev.vitals:health-api org.jspecify:jspecify'",
  })
  void Gradle_is_told_of_the_same_jars_and_dependencies(String module, String dependencies)
      throws Exception {
    assertThat(Files.readString(ROOT.resolve(module).resolve("pom.xml")))
        .contains("<!-- do_not_remove: published-with-gradle-metadata -->");
    String metadata =
        Files.readString(ROOT.resolve(module).resolve("target/publications/maven/module.json"));
    assertThat(metadata).contains("\"formatVersion\": \"1.1\"", "\"module\": \"" + module + "\"");
    String[] variants = metadata.split("\"name\": \"(?=\\w+Elements\")");
    assertThat(variants).hasSize(5);
    for (String variant : variants) {
      if (variant.startsWith("apiElements") || variant.startsWith("runtimeElements")) {
        assertThat(
                Pattern.compile("\"group\": \"(.+)\",\\s+\"module\": \"(.+)\"")
                    .matcher(variant)
                    .results()
                    .map(found -> found.group(1) + ":" + found.group(2)))
            .containsExactlyInAnyOrder(dependencies.split(" "));
        assertThat(variant).contains("\"sha256\": \"" + sha256(built(module, "\\.jar")) + "\"");
      } else if (variant.startsWith("sourcesElements")) {
        assertThat(variant)
            .contains("\"sha256\": \"" + sha256(built(module, "-sources\\.jar")) + "\"");
      } else if (variant.startsWith("javadocElements")) {
        assertThat(variant)
            .contains("\"sha256\": \"" + sha256(built(module, "-javadoc\\.jar")) + "\"");
      }
    }
  }

  private static String sha256(Path file) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(hash);
  }

  @Test
  void the_poms_say_what_a_repository_asks_for() throws Exception {
    Element parent = pom(Path.of("pom.xml"));
    for (String element : new String[] {"url", "licenses", "developers", "scm"}) {
      assertThat(text(parent, element)).isNotBlank();
    }
    assertThat(text(parent, "licenses")).contains("Apache-2.0");
    for (String module : new String[] {"proto", "health-api", "health-core", "health-grpc"}) {
      Element pom = pom(Path.of(module, "pom.xml"));
      assertThat(text(pom, "name")).startsWith("Vitals ");
      assertThat(text(pom, "description")).isNotBlank();
    }
  }

  private static Element pom(Path path) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(ROOT.resolve(path).toFile())
        .getDocumentElement();
  }

  private static String text(Element pom, String name) {
    return child(pom, name).getTextContent();
  }

  private static Element child(Element parent, String name) {
    return children(parent, name).stream()
        .findFirst()
        .orElseThrow(() -> new AssertionError(parent.getNodeName() + " without " + name));
  }

  private static List<Element> children(Element parent, String name) {
    List<Element> found = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(name)) {
        found.add((Element) node);
      }
    }
    return found;
  }
}
