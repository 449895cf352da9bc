package dev.vitals.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.Names;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Whose fault it is that a subject ended: that of who called, or that of the subject. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PostmortemTest {
  private static final String POISON = "acme.Poison";
  private static final String LAST_WORDS = "the subject ended with exit code 2; last words: panic";
  private static final Case.Body CALLS = c -> c.client().check(POISON);

  private static CaseResult judged(SubjectLauncher launcher, Case test) throws Exception {
    try (Subject subject = launcher.launch(List.of())) {
      return new CaseRunner(Profile.QUICK, launcher)
          .run(test, 1, subject, new Names(true, List.of()), 1);
    }
  }

  private static Case of(String id, Case.Body body) {
    return Case.of(id, "", body);
  }

  @Nested
  class A_call_that_ends_a_server_every_time {
    private final SubjectLauncher launcher = services -> new Mortal(Cause.CALL);

    @Test
    void fails_the_case_with_its_last_words() throws Exception {
      CaseResult result = judged(launcher, of("HC-CHECK-03/a", CALLS));
      assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(result.expected()).isEqualTo("a server that survives this");
      assertThat(result.came()).isEqualTo(LAST_WORDS);
      assertThat(result.reason()).contains("again", "commands alone");
    }

    @Test
    void fails_it_at_every_level() throws Exception {
      for (String id : List.of("HC-NAME-06/a", "HC-LIST-07/a", "HC-NAME-09/a")) {
        assertThat(judged(launcher, of(id, CALLS)).verdict()).isEqualTo(Verdict.FAIL);
      }
      Case provokes = of("HC-NAME-06/a", CALLS).traits(Case.Trait.PROVOKES);
      assertThat(judged(launcher, provokes).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void fails_it_too_where_the_next_command_finds_out() throws Exception {
      Case.Body both =
          c -> {
            c.client().check(POISON);
            c.set("acme.Foo", ServingStatus.SERVING);
          };
      assertThat(judged(launcher, of("HC-CHECK-03/a", both)).verdict()).isEqualTo(Verdict.FAIL);
    }
  }

  @Nested
  class Tells_nothing_of_the_server {
    private void isRigs(SubjectLauncher launcher, Case.Body body) throws Exception {
      CaseResult result = judged(launcher, of("HC-CHECK-03/a", body));
      assertThat(result.verdict()).isEqualTo(Verdict.HARNESS_ERROR);
      assertThat(result.endOfSubject()).isTrue();
    }

    @Test
    void an_end_by_a_command() throws Exception {
      isRigs(
          services -> new Mortal(Cause.COMMAND),
          c -> {
            c.client().check("acme.Foo");
            c.set(POISON, ServingStatus.SERVING);
          });
    }

    @Test
    void an_end_by_itself() throws Exception {
      isRigs(services -> new Mortal(Cause.ITSELF), CALLS);
    }

    @Test
    void an_end_that_does_not_come_again() throws Exception {
      AtomicInteger launched = new AtomicInteger();
      isRigs(
          services -> new Mortal(launched.incrementAndGet() == 1 ? Cause.CALL : Cause.NOTHING),
          CALLS);
    }
  }

  private enum Cause {
    CALL,
    COMMAND,
    ITSELF,
    NOTHING
  }

  /** A server that is gone, as a process would be, after what it can't stand. */
  private static final class Mortal implements Subject {
    private final Cause cause;
    private final ReferenceCore statuses = new ReferenceCore();
    private final ReferenceServer server;
    private volatile boolean ended;

    Mortal(Cause cause) {
      this.cause = cause;
      this.ended = cause == Cause.ITSELF;
      ReferenceHealth health =
          new ReferenceHealth(statuses) {
            @Override
            public void check(ReferenceCall call, String service) {
              ended |= cause == Cause.CALL && service.equals(POISON);
              super.check(call, service);
            }
          };
      this.server = new ReferenceServer(health, ReferenceStream::new);
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.everything("mortal", "1", "java");
    }

    @Override
    public InetSocketAddress address() {
      return server.address();
    }

    @Override
    public void set(String service, ServingStatus status) throws SubjectException {
      ended |= cause == Cause.COMMAND && service.equals(POISON);
      if (ended) {
        throw new SubjectException(SubjectException.Kind.GONE, "no reply to set: " + LAST_WORDS);
      }
      statuses.set(service, status);
    }

    @Override
    public boolean isAlive() {
      return !ended;
    }

    @Override
    public Optional<Trouble> trouble() {
      return ended ? Optional.of(new Trouble(Trouble.Kind.ENDED, LAST_WORDS)) : Optional.empty();
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
