package dev.vitals.realclients;

import org.testcontainers.utility.DockerImageName;

/**
 * The images that the tests run: upstream's, or with {@code VITALS_IMAGES=local} those that {@code
 * tools/images/build} makes where no image registry is reached.
 */
final class Images {

  private static final boolean LOCAL = "local".equals(System.getenv("VITALS_IMAGES"));

  static final DockerImageName PROBE =
      image("ghcr.io/grpc-ecosystem/grpc-health-probe:v0.4.61", "grpc-health-probe:v0.4.61");
  static final DockerImageName TOXIPROXY =
      image("ghcr.io/shopify/toxiproxy:2.5.0", "toxiproxy:2.5.0");
  static final DockerImageName JAVA = image("eclipse-temurin:17-jre", "java-runtime:17");
  static final DockerImageName JAVA_25 = image("eclipse-temurin:25-jre", "java-25-runtime:25");
  static final DockerImageName POSTGRESQL = image("postgres:18", "postgres:18");
  static final DockerImageName REDIS = image("redis:6.2", "redis:6.2");

  private Images() {}

  private static DockerImageName image(String upstream, String local) {
    DockerImageName theirs = DockerImageName.parse(upstream);
    return LOCAL
        ? DockerImageName.parse("vitals.local/" + local)
            .asCompatibleSubstituteFor(theirs.getUnversionedPart())
        : theirs;
  }
}
