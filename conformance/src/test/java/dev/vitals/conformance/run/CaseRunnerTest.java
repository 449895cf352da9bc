package dev.vitals.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.Subject.Trouble;
import dev.vitals.conformance.SubjectException;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.reference.ReferenceSubject;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.Names;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a subject's trouble makes of a verdict: its kind decides, and its words never do. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CaseRunnerTest {
  private Subject server;

  @BeforeEach
  void start() throws Exception {
    server = ReferenceSubject.launcher().launch(List.of());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Meets this trouble while a case of a MUST runs that breaks nothing else. */
  private CaseResult meeting(@Nullable Trouble trouble, Case.Trait trait) throws Exception {
    Case test = Case.of("HC-CHECK-01/a", "", c -> {}).traits(trait);
    Names names = new Names(true, List.of());
    return new CaseRunner(Profile.QUICK, ReferenceSubject.launcher())
        .run(test, 1, new Troubled(server, trouble), names, 1);
  }

  @Test
  void no_trouble_leaves_the_verdict() throws Exception {
    assertThat(meeting(null, Case.Trait.FRESH).verdict()).isEqualTo(Verdict.PASS);
  }

  @Nested
  class A_case_that_provokes {
    @ParameterizedTest
    @ValueSource(strings = {"", "in my own words", "garbage on standard output"})
    void convicts_a_server_that_ended_or_fell_silent_whatever_the_words(String words)
        throws Exception {
      for (Trouble.Kind kind : List.of(Trouble.Kind.ENDED, Trouble.Kind.SILENT)) {
        CaseResult result = meeting(new Trouble(kind, words), Case.Trait.PROVOKES);
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(result.came()).isEqualTo(words);
        assertThat(result.endOfSubject()).isTrue();
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"the subject ended with exit code 1", "no reply to set within 10 s"})
    void does_not_convict_for_a_broken_protocol_though_the_words_tell_of_an_end(String words)
        throws Exception {
      CaseResult result = meeting(new Trouble(Trouble.Kind.BROKEN, words), Case.Trait.PROVOKES);
      assertThat(result.verdict()).isEqualTo(Verdict.HARNESS_ERROR);
      assertThat(result.reason()).isEqualTo(words);
      assertThat(result.endOfSubject()).isFalse();
    }
  }

  @Test
  void one_that_provokes_nothing_tells_nothing_of_the_server() throws Exception {
    for (Trouble.Kind kind : Trouble.Kind.values()) {
      CaseResult result = meeting(new Trouble(kind, "in my own words"), Case.Trait.FRESH);
      assertThat(result.verdict()).isEqualTo(Verdict.HARNESS_ERROR);
      assertThat(result.endOfSubject()).isEqualTo(kind != Trouble.Kind.BROKEN);
    }
  }

  /** A good server whose subject says that it is in trouble. */
  private record Troubled(Subject whole, @Nullable Trouble met) implements Subject {
    @Override
    public Capabilities capabilities() {
      return whole.capabilities();
    }

    @Override
    public InetSocketAddress address() {
      return whole.address();
    }

    @Override
    public void set(String service, ServingStatus status) throws SubjectException {
      whole.set(service, status);
    }

    @Override
    public Optional<Trouble> trouble() {
      return Optional.ofNullable(met);
    }

    @Override
    public void close() {
      // The server is closed by the test.
    }
  }
}
