package dev.vitals.conformance.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectException.Kind;
import dev.vitals.conformance.rig.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProcessSubjectTest {
  /** Somebody has to listen where a subject says that it does. */
  private static final ServerSocket LISTENING = listening();

  private static final String READY = ready(LISTENING.getLocalPort());

  private static ServerSocket listening() {
    try {
      return new ServerSocket(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ready(int port) {
    return "{\"ready\":true,\"protocol\":1,\"port\":"
        + port
        + ",\"name\":\"n\",\"version\":\"v\","
        + "\"ops\":[\"set\"],\"methods\":[\"Check\"],\"future\":{\"field\":1}}";
  }

  @AfterAll
  static void close() throws IOException {
    LISTENING.close();
  }

  private static ProcessLauncher shell(String script) {
    return new ProcessLauncher(List.of("sh", "-c", script), Map.of());
  }

  private static SubjectException startFailure(ProcessLauncher launcher) {
    return catchThrowableOfType(SubjectException.class, () -> launcher.launch(List.of()));
  }

  /** Says it is ready, and answers the first command with this. */
  private static ProcessLauncher answering(String reply) {
    return shell("echo '" + READY + "'; read line; " + reply + "; cat >/dev/null");
  }

  private static SubjectException setFailure(ProcessLauncher launcher) throws SubjectException {
    try (Subject subject = launcher.launch(List.of())) {
      return catchThrowableOfType(
          SubjectException.class, () -> subject.set("a", ServingStatus.SERVING));
    }
  }

  @Nested
  class A_subject_that_does_not_start {
    @Test
    void is_told_by_its_missing_program() {
      SubjectException e = startFailure(new ProcessLauncher(List.of("/no/such/program"), Map.of()));
      assertThat(e.kind()).isEqualTo(Kind.START);
      assertThat(e).hasMessageContaining("/no/such/program");
    }

    @Test
    void is_told_by_its_exit_code_and_last_words() {
      SubjectException e = startFailure(shell("echo 'port taken' >&2; exit 7"));
      assertThat(e).hasMessageContaining("exit code 7").hasMessageContaining("port taken");
    }

    @Test
    void is_told_by_its_own_reason() {
      SubjectException e = startFailure(shell("echo '{\"ready\":false,\"error\":\"no cargo\"}'"));
      assertThat(e).hasMessageContaining("no cargo");
    }

    @Test
    void is_told_by_its_garbage() {
      SubjectException e = startFailure(shell("echo Listening on 50051; cat"));
      assertThat(e).hasMessageContaining("garbage").hasMessageContaining("Listening on 50051");
    }

    @Test
    void is_told_when_nobody_listens_on_its_port() {
      SubjectException e = startFailure(shell("echo '" + ready(9) + "'; cat"));
      assertThat(e).hasMessageContaining("port 9").hasMessageContaining("nobody listens");
    }

    @Test
    void is_told_by_a_file_that_may_not_be_executed() throws IOException {
      Path file = Files.createTempFile("subject", ".sh");
      SubjectException e = startFailure(new ProcessLauncher(List.of(file.toString()), Map.of()));
      assertThat(e).hasMessageContaining("Permission denied").hasMessageContaining("chmod +x");
      Files.delete(file);
    }

    @Test
    void is_told_by_what_its_ready_line_lacks() {
      SubjectException e = startFailure(shell("echo '{\"ready\":true,\"ops\":[]}'; cat"));
      assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
      assertThat(e).hasMessageContaining("port");
    }
  }

  @Nested
  class A_subject_that_says_more_of_itself {
    private Subject saying(String more) throws SubjectException {
      return shell("echo '" + READY.replace("\"ready\":true", "\"ready\":true," + more) + "'; cat")
          .launch(List.of());
    }

    @Test
    void fixes_the_grace_of_its_stop() throws SubjectException {
      try (Subject subject = saying("\"graceMs\":1500")) {
        assertThat(subject.capabilities().fixedGrace()).contains(Duration.ofMillis(1500));
      }
      try (Subject silent = saying("\"more\":1")) {
        assertThat(silent.capabilities().fixedGrace()).isEmpty();
      }
    }

    @Test
    void limits_the_streams_of_a_connection() throws SubjectException {
      try (Subject subject = saying("\"limits\":{\"streamsPerConnection\":20,\"more\":1}")) {
        assertThat(subject.capabilities().streamsPerConnection()).isEqualTo(20);
      }
      try (Subject silent = saying("\"more\":1")) {
        assertThat(silent.capabilities().streamsPerConnection()).isEqualTo(Integer.MAX_VALUE);
      }
    }

    @Test
    void is_left_alone_until_it_is_warm() throws SubjectException {
      long start = System.nanoTime();
      try (Subject subject = saying("\"warmUpMs\":700")) {
        assertThat(Duration.ofNanos(System.nanoTime() - start))
            .isGreaterThan(Duration.ofMillis(700));
        assertThat(subject.isAlive()).isTrue();
      }
    }
  }

  @Nested
  class A_command {
    @Test
    void succeeds_when_the_reply_says_so() throws SubjectException {
      try (Subject subject =
          answering("echo '{\"id\":1,\"ok\":true,\"more\":[]}'").launch(List.of())) {
        subject.set("a", ServingStatus.SERVING);
        assertThat(subject.trouble()).isEmpty();
      }
    }

    @Test
    void tells_what_the_implementation_cannot_do() throws SubjectException {
      SubjectException e =
          setFailure(
              answering(
                  "echo '{\"id\":1,\"ok\":false,\"error\":\"unsupported\",\"detail\":\"d\"}'"));
      assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED);
      assertThat(e.isFatal()).isFalse();
    }

    @Test
    void fails_on_a_reply_to_another_one() throws SubjectException {
      SubjectException e = setFailure(answering("echo '{\"id\":9,\"ok\":true}'"));
      assertThat(e.kind()).isEqualTo(Kind.PROTOCOL);
      assertThat(e).hasMessageContaining("id 9");
    }

    @Test
    void fails_on_garbage() throws SubjectException {
      SubjectException e = setFailure(answering("echo oops"));
      assertThat(e.isFatal()).isTrue();
      assertThat(e).hasMessageContaining("oops");
    }

    @Test
    void fails_when_the_subject_dies_of_it_with_its_last_words() throws SubjectException {
      SubjectException e = setFailure(answering("echo boom >&2; exit 3"));
      assertThat(e.isFatal()).isTrue();
      assertThat(e).hasMessageContaining("exit code 3").hasMessageContaining("boom");
    }
  }

  @Test
  void a_second_reply_to_one_command_is_trouble() throws Exception {
    String twice = "echo '{\"id\":1,\"ok\":true}'; echo '{\"id\":1,\"ok\":true}'";
    try (Subject subject = answering(twice).launch(List.of())) {
      subject.set("a", ServingStatus.SERVING);
      assertThat(Await.until(Await.LIMIT, () -> subject.trouble().isPresent())).isTrue();
      assertThat(subject.trouble().orElseThrow().words()).contains("no command asked for");
    }
  }

  @Test
  void a_command_without_a_reply_holds_up_nobody(@TempDir Path folder) throws Exception {
    Path received = folder.resolve("received");
    Subject subject = answering("touch '" + received + "'").launch(List.of());
    FutureTask<@Nullable SubjectException> set =
        new FutureTask<>(
            () ->
                catchThrowableOfType(
                    SubjectException.class, () -> subject.set("a", ServingStatus.SERVING)));
    new Thread(set, "set").start();
    assertThat(Await.until(Await.LIMIT, () -> Files.exists(received))).isTrue();
    assertThat(subject.trouble()).isEmpty();
    subject.close();
    assertThat(set.get()).isNotNull().extracting(SubjectException::kind).isEqualTo(Kind.GONE);
  }

  @Test
  void closing_ends_what_the_program_started() throws Exception {
    Subject subject = shell("echo '" + READY + "'; sleep 600 & wait").launch(List.of());
    ProcessHandle program = ProcessHandle.of(subject.pid().orElseThrow()).orElseThrow();
    assertThat(Await.until(Await.LIMIT, () -> program.descendants().count() > 0)).isTrue();
    List<ProcessHandle> children = program.descendants().toList();
    subject.close();
    assertThat(children).isNotEmpty();
    assertThat(Await.until(Await.LIMIT, () -> children.stream().noneMatch(ProcessHandle::isAlive)))
        .isTrue();
  }
}
