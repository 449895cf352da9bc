package dev.vitals.realclients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The conformance suite as an image, and a subject as one. */
@ExtendWith(Needs.class)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SuiteInContainersIT {

  private static final String TAG = ":" + ProcessHandle.current().pid();
  private static final String SUITE = "vitals.local/conformance-test" + TAG;
  private static final String SUBJECT = "vitals.local/subject-test" + TAG;
  private static final String SERVER = "vitals-target-" + ProcessHandle.current().pid();
  private static final Path CONFORMANCE = Path.of(System.getProperty("conformance"));

  @BeforeAll
  static void build() throws IOException, InterruptedException {
    image(SUITE, CONFORMANCE);
    image(SUBJECT, CONFORMANCE.resolve("subjects/vitals"));
  }

  @AfterAll
  static void remove() throws IOException, InterruptedException {
    Shell.run("docker", "rm", "--force", SERVER);
    Shell.run("docker", "rmi", "--force", SUITE, SUBJECT);
  }

  private static void image(String name, Path recipe) throws IOException, InterruptedException {
    String java = "JAVA=" + Images.JAVA.asCanonicalNameString();
    Shell build = Shell.run("docker", "build", "-t", name, "--build-arg", java, recipe.toString());
    assertThat(build.exit()).as(build.output()).isZero();
  }

  @Test
  void a_subject_in_a_container_is_steered_like_any_other_and_leaves_none_behind()
      throws IOException, InterruptedException {
    String jar = CONFORMANCE.resolve("target/vitals-conformance.jar").toString();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Shell run =
        Shell.run(
            java,
            "-jar",
            jar,
            "run",
            "--docker",
            SUBJECT,
            "--only",
            "HC-CHECK-01/serving,HC-WATCH-02/unknown,HC-LIFE-01/not-serving");
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.output()).contains("subject   vitals", "3 PASS", "conforms");
    Shell left = Shell.run("docker", "ps", "--all", "--filter", "ancestor=" + SUBJECT, "--quiet");
    assertThat(left.output()).isBlank();
  }

  @Test
  void the_suite_in_a_container_judges_a_server_that_runs_already()
      throws IOException, InterruptedException {
    Shell server =
        Shell.run(
            "docker",
            "run",
            "--detach",
            "--interactive",
            "--name",
            SERVER,
            "--env",
            "HEALTH_SUBJECT_PORT=50051",
            SUBJECT);
    assertThat(server.exit()).as(server.output()).isZero();
    awaitReady();
    Shell run =
        Shell.run(
            "docker",
            "run",
            "--rm",
            "--network",
            "container:" + SERVER,
            SUITE,
            "run",
            "--target",
            "localhost:50051",
            "--profile",
            "quick",
            "--only",
            "HC-SVC-*,HC-CHECK-*,HC-WATCH-0*");
    assertThat(run.exit()).as(run.output()).isZero();
    assertThat(run.output())
        .contains("offers    Check List Watch", "commands  none: nobody steers it", "conforms")
        .contains("n/a     HC-CHECK-01/serving  the subject does not claim the command set");
  }

  private static void awaitReady() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Shell.run("docker", "logs", SERVER).output().contains("\"ready\":true"));
  }
}
