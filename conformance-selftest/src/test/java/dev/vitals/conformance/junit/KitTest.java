package dev.vitals.conformance.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventType.FINISHED;

import dev.vitals.conformance.Profile;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.selftest.legal.LegalVariants;
import dev.vitals.conformance.selftest.mutants.Mutant;
import dev.vitals.conformance.selftest.mutants.Mutants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The kit as JUnit sees it: the tree, and what each verdict becomes. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KitTest {
  private static final List<String> CASES =
      List.of("HC-CHECK-01/serving", "HC-CHECK-03/unknown", "HC-LIST-01/all-known");

  private static EngineExecutionResults execute(Class<?> kit) {
    return EngineTestKit.engine("junit-jupiter").selectors(selectClass(kit)).execute();
  }

  /** What the tests that ended like this were told. */
  private static List<String> messages(
      EngineExecutionResults results, TestExecutionResult.Status status) {
    return results
        .testEvents()
        .filter(event -> event.getType() == FINISHED)
        .map(event -> event.getRequiredPayload(TestExecutionResult.class))
        .filter(result -> result.getStatus() == status)
        .map(result -> result.getThrowable().map(Throwable::getMessage).orElse("fine"))
        .toList();
  }

  @Test
  void areas_and_cases_make_a_tree_whose_names_carry_the_ids() {
    List<String> names =
        execute(OfOneThatConforms.class)
            .allEvents()
            .dynamicallyRegistered()
            .map(event -> event.getTestDescriptor().getDisplayName())
            .toList();
    assertThat(names)
        .contains("CHECK: Check", "LIST: List")
        .contains("HC-CHECK-01/serving: A known service that serves answers OK, SERVING.");
  }

  @Test
  void what_is_kept_passes() {
    execute(OfOneThatConforms.class)
        .testEvents()
        .assertStatistics(tests -> tests.succeeded(3).failed(0).aborted(0));
  }

  @Test
  void what_a_server_breaks_fails_with_what_was_expected_and_came() {
    EngineExecutionResults results = execute(OfOneThatIsBroken.class);
    assertThat(messages(results, TestExecutionResult.Status.FAILED))
        .singleElement()
        .asString()
        .startsWith("HC-CHECK-03/unknown")
        .contains("expected NOT_FOUND", "came     OK, UNKNOWN", "text     \"If the requested");
  }

  @Test
  void a_server_that_breaks_HTTP2_fails_each_case_that_meets_it_by_that_clause() {
    EngineExecutionResults results = execute(OfOneThatBreaksHttp2.class);
    assertThat(messages(results, TestExecutionResult.Status.FAILED))
        .hasSize(CASES.size())
        .allMatch(message -> message.startsWith("HC-RPC-30/frames"));
  }

  @Test
  void what_does_not_apply_is_skipped_with_the_reason_and_never_passed() {
    EngineExecutionResults results = execute(OfOneWithoutList.class);
    assertThat(messages(results, TestExecutionResult.Status.ABORTED))
        .containsExactly(
            "NOT_APPLICABLE HC-LIST-01/all-known: the subject does not claim the List method");
    results.testEvents().assertStatistics(tests -> tests.succeeded(2).aborted(1));
  }

  @Test
  void what_is_known_to_differ_is_skipped_with_the_reason() {
    EngineExecutionResults results = execute(OfOneThatIsKnown.class);
    assertThat(messages(results, TestExecutionResult.Status.ABORTED))
        .containsExactly("XFAIL HC-CHECK-03/unknown: BUG: not yet");
    // The other two, and the test that the list is up to date.
    results.testEvents().assertStatistics(tests -> tests.succeeded(3).failed(0));
  }

  @Test
  void a_known_divergence_that_passes_fails_one_test_of_its_own() {
    EngineExecutionResults results = execute(OfOneThatWasMended.class);
    assertThat(messages(results, TestExecutionResult.Status.FAILED))
        .containsExactly(
            "XPASS: listed as divergences, and pass now: HC-CHECK-03/unknown (strike them out of"
                + " the divergences file)");
  }

  @Test
  void a_server_that_does_not_start_fails_twice_and_the_rest_is_skipped() {
    EngineExecutionResults results = execute(OfOneThatNeverStarts.class);
    assertThat(messages(results, TestExecutionResult.Status.FAILED))
        .hasSize(2)
        .allMatch(message -> message.contains("HARNESS_ERROR") && message.contains("port taken"));
    assertThat(messages(results, TestExecutionResult.Status.ABORTED))
        .singleElement()
        .asString()
        .startsWith("NOT_RUN ");
  }

  @Test
  void to_choose_no_case_is_a_mistake() {
    execute(OfNothing.class).containerEvents().assertStatistics(stats -> stats.failed(1));
  }

  /** Three quick cases of one server. */
  abstract static class Kit extends ConformanceTest {
    private final String server;

    Kit(String server) {
      this.server = server;
    }

    @Override
    protected Subject start(List<String> declaredServices) throws Exception {
      return Mutants.find(server)
          .map(Mutant::launcher)
          .orElseGet(() -> LegalVariants.find(server).orElseThrow().launcher())
          .launch(declaredServices);
    }

    @Override
    protected Profile profile() {
      return Profile.QUICK;
    }

    @Override
    protected Predicate<String> cases() {
      return CASES::contains;
    }

    static Optional<Path> knowing(String test) {
      try {
        Path file = Files.createTempFile("divergences", ".json");
        file.toFile().deleteOnExit();
        return Optional.of(
            Files.writeString(
                file,
                "{\"subject\":\"s\",\"divergences\":[{\"case\":\"%s\",\"kind\":\"bug\","
                        .formatted(test)
                    + "\"reason\":\"not yet\"}]}"));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  static class OfOneThatConforms extends Kit {
    OfOneThatConforms() {
      super("reference");
    }
  }

  static class OfOneThatIsBroken extends Kit {
    OfOneThatIsBroken() {
      super("unknown-as-ok-unknown");
    }
  }

  static class OfOneThatBreaksHttp2 extends Kit {
    OfOneThatBreaksHttp2() {
      super("window-update-of-zero");
    }
  }

  static class OfOneWithoutList extends Kit {
    OfOneWithoutList() {
      super("no-list");
    }
  }

  static class OfOneThatIsKnown extends OfOneThatIsBroken {
    @Override
    protected Optional<Path> divergences() {
      return knowing("HC-CHECK-0*");
    }
  }

  static class OfOneThatWasMended extends OfOneThatConforms {
    @Override
    protected Optional<Path> divergences() {
      return knowing("HC-CHECK-03");
    }
  }

  static class OfOneThatNeverStarts extends OfOneThatConforms {
    @Override
    protected Subject start(List<String> declaredServices) throws Exception {
      throw new IOException("port taken");
    }
  }

  static class OfNothing extends OfOneThatConforms {
    @Override
    protected Predicate<String> cases() {
      return id -> false;
    }
  }
}
