package dev.vitals.conformance.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.Subject;
import dev.vitals.conformance.SubjectLauncher;
import dev.vitals.conformance.Verdict;
import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.reference.ReferenceSubject;
import dev.vitals.conformance.rig.Case;
import dev.vitals.conformance.rig.CheckReply;
import dev.vitals.conformance.rig.Need;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the runner does with verdicts that are in doubt, and in which order it runs cases. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RunnerTest {
  private static final Duration ASKED = Duration.ofMillis(10);

  private final SchedulingLag lag = new SchedulingLag(task -> {}); // samples come from the test
  private final List<String> ran = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger tries = new AtomicInteger();
  private final AtomicInteger subjects = new AtomicInteger();
  private BareExchange ours = new BareExchange(Duration.ofMillis(1));

  private RunResults run(Case... cases) throws InterruptedException {
    RunPlan plan = new RunPlan(List.of(cases), Profile.QUICK, 1, 1, 1);
    SubjectLauncher launcher =
        services -> {
          subjects.incrementAndGet();
          return ReferenceSubject.launcher().launch(services);
        };
    CaseRunner runner = new CaseRunner(Profile.QUICK, launcher, lag, () -> ours);
    return new Runner(plan, launcher, new RunListener() {}, runner).run();
  }

  private CaseResult result(Case test) throws InterruptedException {
    return run(test).results().get(0);
  }

  private Case noting(String id) {
    return Case.of(id, "", c -> ran.add(id));
  }

  /** A case in which nothing comes, so often, while the machine keeps threads waiting so long. */
  private Case late(int times, Duration slept) {
    return Case.of(
        "HC-CHECK-01/late",
        "",
        c -> {
          lag.slept(ASKED, slept);
          if (tries.incrementAndGet() <= times) {
            throw Violation.late("an answer", "nothing");
          }
        });
  }

  @Nested
  class What_comes_late {
    @Test
    void on_a_quiet_machine_is_the_servers_fault_and_not_tried_again() throws Exception {
      CaseResult result = result(late(1, ASKED));
      assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
      assertThat(result.reason())
          .contains("a bare connection to the server was answered after")
          .contains("threads waited 0% of the time");
      assertThat(tries).hasValue(1);
    }

    @Test
    void on_a_busy_machine_is_tried_once_more_and_the_second_try_stands() throws Exception {
      RunResults results = run(late(1, Duration.ofMillis(20)), noting("HC-LIST-01/a"));
      assertThat(results.results()).extracting(CaseResult::verdict).containsOnly(Verdict.PASS);
      assertThat(results.results().get(0).notes()).anyMatch(note -> note.contains("once more"));
      assertThat(results.triedAgain()).isEqualTo(1);
    }

    @Test
    void is_tried_again_after_all_others_and_on_a_subject_of_its_own() throws Exception {
      Case late =
          Case.of(
              "HC-CHECK-01/late",
              "",
              c -> {
                ran.add("late");
                lag.slept(ASKED, Duration.ofMillis(20));
                if (tries.incrementAndGet() == 1) {
                  throw Violation.late("an answer", "nothing");
                }
              });
      run(late, noting("HC-CHECK-01/b"), noting("HC-CHECK-01/c"));
      assertThat(ran).hasSize(4).endsWith("late");
      assertThat(subjects.get()).isGreaterThan(1);
    }

    @Test
    void twice_on_a_busy_machine_that_is_quick_at_the_least_thing_is_the_servers_fault()
        throws Exception {
      assertThat(result(late(2, Duration.ofMillis(20))).verdict()).isEqualTo(Verdict.FAIL);
      assertThat(tries).hasValue(2);
    }

    @Test
    void twice_on_an_overwhelmed_machine_can_not_be_told() throws Exception {
      CaseResult result = result(late(2, Duration.ofMillis(100)));
      assertThat(result.verdict()).isEqualTo(Verdict.HARNESS_ERROR);
      assertThat(result.reason()).contains("machine was too busy", "expected an answer");
    }

    @Test
    void twice_where_even_a_trivial_server_does_not_answer_can_not_be_told() throws Exception {
      ours = new BareExchange(null);
      assertThat(result(late(2, ASKED)).verdict()).isEqualTo(Verdict.HARNESS_ERROR);
    }

    @Test
    void twice_on_a_busy_machine_that_is_slow_at_the_least_thing_can_not_be_told()
        throws Exception {
      ours = new BareExchange(Duration.ofMillis(400));
      CaseResult result = result(late(2, Duration.ofMillis(20)));
      assertThat(result.verdict()).isEqualTo(Verdict.HARNESS_ERROR);
      assertThat(result.isUntold()).isTrue();
      assertThat(tries).hasValue(2);
    }

    @Test
    void on_a_machine_that_is_busy_in_the_end_is_tried_again_after_a_minute_of_rest()
        throws Exception {
      Case rested =
          Case.of(
              "HC-CHECK-01/late",
              "",
              c -> {
                boolean first = tries.incrementAndGet() == 1;
                for (int i = 0; first && i < 6_500; i++) {
                  lag.slept(ASKED, Duration.ofMillis(i < 6_000 ? 10 : 20));
                }
                if (first) {
                  throw Violation.late("an answer", "nothing");
                }
              });
      assertThat(result(rested).verdict()).isEqualTo(Verdict.PASS);
      assertThat(tries).hasValue(2);
    }

    @Test
    void and_is_only_advised_against_is_told_with_what_the_rig_did_and_tried_again_too()
        throws Exception {
      Case advising =
          Case.of(
              "HC-CHECK-02/late",
              "",
              c -> {
                tries.incrementAndGet();
                lag.slept(ASKED, Duration.ofMillis(20));
                c.advise("an answer beside others", Violation.late("an answer", "nothing"));
              });
      CaseResult result = result(advising);
      assertThat(result.verdict()).isEqualTo(Verdict.WARN);
      assertThat(result.reason()).contains("a bare connection to the server was answered after");
      assertThat(tries).hasValue(2);
    }

    @Test
    void on_the_way_to_another_clause_is_tried_again_too() throws Exception {
      Case blocked =
          Case.of(
              "HC-CHECK-02/late",
              "",
              c -> {
                lag.slept(ASKED, Duration.ofMillis(20));
                if (tries.incrementAndGet() == 1) {
                  throw new Blocked("HC-CHECK-01", Violation.late("an answer", "nothing"));
                }
              });
      assertThat(result(blocked).verdict()).isEqualTo(Verdict.PASS);
    }
  }

  @Nested
  class What_a_server_never_answers {
    private final Case silent =
        Case.of("HC-CHECK-01/serving", "", c -> c.expect(false, "SERVING", noAnswer()));
    private final Case needing = noting("HC-CHECK-02/needing").needs(Need.CHECK);

    private CheckReply noAnswer() {
      return new CheckReply(null, "", List.of(), 10_000_000);
    }

    @Test
    void keeps_the_cases_that_need_it_from_being_run() throws Exception {
      List<CaseResult> results = run(silent, needing, noting("HC-LIST-02/b")).results();
      assertThat(results)
          .extracting(CaseResult::verdict)
          .containsExactly(Verdict.FAIL, Verdict.BLOCKED, Verdict.PASS);
      assertThat(results.get(1).blockedBy()).isEqualTo("HC-CHECK-01");
      assertThat(ran).containsExactly("HC-LIST-02/b");
    }

    @Test
    void and_answers_later_keeps_them_waiting_and_no_more() throws Exception {
      Case answered = Case.of("HC-CHECK-03/answered", "", c -> c.client().check(""));
      List<CaseResult> results = run(silent, needing, answered).results();
      assertThat(results)
          .extracting(CaseResult::verdict)
          .containsExactly(Verdict.FAIL, Verdict.PASS, Verdict.PASS);
      assertThat(ran).containsExactly("HC-CHECK-02/needing");
    }
  }

  @Nested
  class What_a_foundation_found_wrong {
    private final Case wrong =
        Case.of(
            "HC-NAME-01/wrong",
            "",
            c ->
                c.expectReply(answer(ServingStatus.NOT_SERVING), ServingStatus.SERVING, "SERVING"));
    private final Case otherwise =
        Case.of("HC-NAME-02/otherwise", "", c -> c.expect(false, "one", "two"));

    private Case foundation(ServingStatus shown) {
      return Case.of(
          "HC-CHECK-01/serving",
          "",
          c -> c.expectReply(answer(shown), ServingStatus.SERVING, "SERVING"));
    }

    private CheckReply answer(ServingStatus status) {
      return new CheckReply(Code.OK, "", List.of(status), 1);
    }

    @Test
    void blocks_the_cases_that_find_the_same_wrong_and_no_other() throws Exception {
      List<CaseResult> results =
          run(foundation(ServingStatus.NOT_SERVING), wrong, otherwise).results();
      assertThat(results)
          .extracting(CaseResult::verdict)
          .containsExactly(Verdict.FAIL, Verdict.BLOCKED, Verdict.FAIL);
      assertThat(results.get(1).blockedBy()).isEqualTo("HC-CHECK-01");
    }

    @Test
    void blocks_what_rests_on_a_foundation_that_waits_for_it_in_turn() throws Exception {
      Case waiting =
          Case.of(
              "HC-LIST-01/all-known",
              "",
              c -> c.expectReply(answer(ServingStatus.NOT_SERVING), ServingStatus.SERVING, "it"));
      Case resting =
          Case.of(
              "HC-LIST-02/resting",
              "",
              c -> c.expectResting("HC-LIST-01", false, "an entry", "none"));
      List<CaseResult> results =
          run(foundation(ServingStatus.NOT_SERVING), waiting, resting).results();
      assertThat(results)
          .extracting(CaseResult::verdict)
          .containsExactly(Verdict.FAIL, Verdict.BLOCKED, Verdict.BLOCKED);
      assertThat(results.get(2).blockedBy()).isEqualTo("HC-CHECK-01");
      assertThat(results.get(2).reason())
          .isEqualTo("waits for HC-LIST-01, which waits for HC-CHECK-01");
    }

    @Test
    void is_the_other_cases_own_failure_where_the_foundation_is_whole() throws Exception {
      List<CaseResult> results = run(foundation(ServingStatus.SERVING), wrong).results();
      assertThat(results)
          .extracting(CaseResult::verdict)
          .containsExactly(Verdict.PASS, Verdict.FAIL);
    }
  }

  @Test
  void what_is_wrong_is_wrong_on_any_machine() throws Exception {
    Case wrong =
        Case.of(
            "HC-CHECK-01/wrong",
            "",
            c -> {
              tries.incrementAndGet();
              lag.slept(ASKED, Duration.ofSeconds(1));
              throw new Violation("SERVING", "NOT_SERVING");
            });
    assertThat(result(wrong).verdict()).isEqualTo(Verdict.FAIL);
    assertThat(tries).hasValue(1);
  }

  @Nested
  class A_List_that_is_refused {
    private final SubjectLauncher launcher = services -> ofThreeAtMost();

    private Subject ofThreeAtMost() {
      subjects.incrementAndGet();
      ReferenceHealth health =
          new ReferenceHealth(new ReferenceCore()) {
            @Override
            public void list(ReferenceCall call) {
              if (core().statuses().size() > 3) {
                call.end(Code.RESOURCE_EXHAUSTED.value(), "too many services");
              } else {
                super.list(call);
              }
            }
          };
      return new ReferenceSubject(
          Capabilities.everything("small", "1", "java"),
          new ReferenceServer(health, ReferenceStream::new));
    }

    private List<CaseResult> judged(Case... cases) throws InterruptedException {
      RunPlan plan = new RunPlan(List.of(cases), Profile.QUICK, 1, 1, 1);
      return new Runner(plan, launcher, new RunListener() {}).run().results();
    }

    private Case listing(String id, int services) {
      return Case.of(
          id,
          "",
          c -> {
            for (int i = 0; i < services; i++) {
              c.known(ServingStatus.SERVING);
            }
            c.expectList();
          });
    }

    @Test
    void for_the_services_of_earlier_cases_is_asked_for_again_on_a_fresh_subject()
        throws Exception {
      List<CaseResult> results = judged(listing("HC-LIST-01/a", 2), listing("HC-LIST-02/b", 2));
      assertThat(results).extracting(CaseResult::verdict).containsOnly(Verdict.PASS);
      assertThat(subjects).hasValue(2);
    }

    @Test
    void on_a_fresh_subject_too_is_what_it_is() throws Exception {
      assertThat(judged(listing("HC-LIST-01/a", 4)).get(0).verdict()).isEqualTo(Verdict.FAIL);
      assertThat(subjects).hasValue(2);
    }
  }

  @Test
  void a_MAY_that_is_not_kept_is_a_warning() throws Exception {
    Case may =
        Case.of(
            "HC-LIST-07/a",
            "",
            c -> {
              throw new Violation("all", "a part");
            });
    assertThat(result(may).verdict()).isEqualTo(Verdict.WARN);
  }

  @Test
  void too_little_to_judge_by_is_a_note_and_says_so() throws Exception {
    CaseResult result = result(Case.of("HC-CHECK-01/a", "", c -> c.weaken("3 of 10 rounds")));
    assertThat(result.verdict()).isEqualTo(Verdict.NOTE);
    assertThat(result.reason()).isEqualTo("not enough to tell: 3 of 10 rounds");
  }

  @Test
  void a_slow_server_is_judged_by_more_at_once_unless_the_machine_is_busy_or_there_is_but_one() {
    Case check = noting("HC-CHECK-03/unknown");
    CaseResult quick = CaseResult.without(check, 1, Verdict.PASS, "", 1);
    CaseResult slow = tookASecond(check);
    MachineLoad busy = new MachineLoad(ASKED.multipliedBy(2), ASKED, ASKED);
    assertThat(Runner.workers(2, List.of(slow), MachineLoad.NONE)).isEqualTo(6);
    assertThat(Runner.workers(8, List.of(slow), MachineLoad.NONE)).isEqualTo(8);
    assertThat(Runner.workers(1, List.of(slow), MachineLoad.NONE)).isEqualTo(1);
    assertThat(Runner.workers(2, List.of(slow), busy)).isEqualTo(2);
    assertThat(Runner.workers(2, List.of(quick), MachineLoad.NONE)).isEqualTo(2);
  }

  private static CaseResult tookASecond(Case test) {
    return new CaseResult(
        test,
        1,
        Verdict.PASS,
        null,
        null,
        null,
        false,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        1_000_000,
        1);
  }

  @Test
  void the_foundations_come_first_whatever_the_seed() throws Exception {
    run(
        noting("HC-LIST-01/a"),
        noting("HC-WATCH-01/current-status"),
        noting("HC-CHECK-02/b"),
        noting("HC-CHECK-03/unknown"));
    assertThat(ran).startsWith("HC-CHECK-03/unknown", "HC-WATCH-01/current-status").hasSize(4);
  }
}
