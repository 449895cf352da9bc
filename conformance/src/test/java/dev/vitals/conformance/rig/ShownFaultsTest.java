package dev.vitals.conformance.rig;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.reference.ReferenceSubject;
import io.grpc.Status.Code;
import io.netty.handler.codec.http2.Http2Headers;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One cause, one failure: what a case meets that is another clause's fault blocks it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShownFaultsTest {
  private final ShownFaults shown = new ShownFaults();
  private @Nullable CaseContext context;

  private CaseContext with(ReferenceHealth health) {
    return with(health, ReferenceStream::new);
  }

  private CaseContext with(
      ReferenceHealth health, Function<ReferenceHealth, ReferenceStream> streams) {
    ReferenceServer server = new ReferenceServer(health, streams);
    Capabilities claims = Capabilities.everything("reference", "1", "java");
    ReferenceSubject subject = new ReferenceSubject(claims, server);
    CaseContext made =
        new CaseContext(subject, new Names(true, List.of()), Profile.QUICK, 1, shown);
    made.closing(subject);
    context = made;
    return made;
  }

  @AfterEach
  void close() {
    if (context != null) {
      context.close();
    }
  }

  @Nested
  class Where_a_name_is_not_NOT_FOUND {
    @Test
    void and_a_stranger_is_not_either_the_cause_is_that_of_CHECK_03() {
      CaseContext c =
          with(
              new ReferenceHealth(new ReferenceCore()) {
                @Override
                public void check(ReferenceCall call, String service) {
                  call.send(response(UNKNOWN));
                  call.end(0, "");
                }
              });
      Blocked blocked = catchThrowableOfType(Blocked.class, () -> c.expectNotFound("acme.Foo"));
      assertThat(blocked.clauseId()).isEqualTo("HC-CHECK-03");
      assertThat(blocked.violation().came()).isEqualTo("OK, UNKNOWN");
      assertThatThrownBy(() -> c.expectNoneFound(List.of("a", "b"))).isInstanceOf(Blocked.class);
    }

    @Test
    void and_a_stranger_is_the_clause_is_broken() throws Exception {
      CaseContext c = with(new ReferenceHealth(new ReferenceCore()));
      String known = c.known(SERVING);
      assertThatThrownBy(() -> c.expectNotFound(known)).isInstanceOf(Violation.class);
    }
  }

  @Nested
  @Timeout(8) // a first message is waited for ten seconds, unless it is in vain
  class Where_no_first_message_was_seen_to_come {
    private final CaseContext c =
        with(
            new ReferenceHealth(new ReferenceCore()) {
              @Override
              public void watch(ReferenceCall call, String service) {
                call.sendHeaders();
              }
            });

    private void isBlockedBy(String clause, String service) {
      WatchProbe watch = c.watch(service);
      Blocked blocked = catchThrowableOfType(Blocked.class, () -> watch.expectNext(SERVING));
      assertThat(blocked.clauseId()).isEqualTo(clause);
    }

    @Test
    void watches_of_known_names_are_blocked_soon() throws Exception {
      shown.nothingCame("HC-WATCH-01/current-status");
      isBlockedBy("HC-WATCH-01", c.known(SERVING));
      isBlockedBy("HC-WATCH-01", "");
    }

    @Test
    void watches_of_unknown_names_have_a_clause_of_their_own() {
      shown.nothingCame("HC-WATCH-02/unknown");
      isBlockedBy("HC-WATCH-02", c.unknownName());
    }

    @Test
    void many_are_waited_for_together() throws Exception {
      shown.nothingCame("HC-WATCH-02/unknown");
      c.awaitFirst(c.watchMany(List.of(c.unknownName(), c.unknownName(), c.unknownName())));
    }

    @Test
    void the_raw_client_does_not_wait_either() throws Exception {
      shown.nothingCame("HC-WATCH-01/current-status");
      RawRig rig = new RawRig(c);
      String known = c.known(SERVING);
      assertThatThrownBy(() -> rig.expectNext(rig.connect().watch(known), SERVING))
          .isInstanceOf(Blocked.class);
    }
  }

  @Test
  void a_first_message_that_comes_after_all_is_taken() throws Exception {
    shown.nothingCame("HC-WATCH-01/current-status");
    CaseContext c = with(new ReferenceHealth(new ReferenceCore()));
    c.watching(c.unknownName(), SERVICE_UNKNOWN); // so that no time goes into connecting
    String known = c.known(SERVING);
    assertThatCode(() -> c.watching(known, SERVING).next(Duration.ofMillis(50)))
        .doesNotThrowAnyException();
  }

  @Nested
  @Timeout(8) // an answer is waited for ten seconds, unless it is in vain
  class Where_a_Check_was_never_answered {
    @Test
    void the_next_is_blocked_soon() throws Exception {
      shown.missed(Set.of(Awaited.CHECK), false);
      CaseContext c =
          with(
              new ReferenceHealth(new ReferenceCore()) {
                @Override
                public void check(ReferenceCall call, String service) {
                  call.sendHeaders();
                }
              });
      for (Callable<?> asking :
          List.<Callable<?>>of(
              () -> c.expectCheck("", SERVING),
              () -> c.expectNotFound("acme.Foo"),
              () -> {
                c.expectNoneFound(List.of("a", "b"));
                return null;
              })) {
        Blocked blocked = catchThrowableOfType(Blocked.class, asking::call);
        assertThat(blocked.clauseId()).isEqualTo("HC-CHECK-01");
        assertThat(blocked.violation().came()).startsWith("no answer within ");
      }
    }
  }

  @Nested
  @Timeout(8) // a change is waited for ten seconds, unless it is in vain
  class Where_no_change_was_ever_told {
    private final CaseContext c =
        with(
            new ReferenceHealth(new ReferenceCore()) {
              @Override
              public Pump pump(ReferenceCall call, String service) {
                return new Pump(call, service) {
                  @Override
                  public void run() {
                    if (sent == null) {
                      super.run();
                      deliver(now());
                    }
                  }
                };
              }
            });

    @Test
    void the_next_is_not_waited_for_and_what_came_instead_is_told() throws Exception {
      shown.missed(Set.of(Awaited.CHANGE), false);
      WatchProbe watch = c.watching(c.known(SERVING), SERVING);
      c.set(watch.service(), NOT_SERVING);
      Blocked blocked = catchThrowableOfType(Blocked.class, () -> watch.expectChange(NOT_SERVING));
      assertThat(blocked.clauseId()).isEqualTo("HC-WATCH-05");
      assertThat(blocked.violation().came())
          .isEqualTo("1 other message within 500 ms, the last of them SERVING");
      assertThatThrownBy(c::givenChangesAreTold).isInstanceOf(Blocked.class);
    }

    @Test
    void the_raw_client_does_not_wait_either() throws Exception {
      shown.missed(Set.of(Awaited.CHANGE), false);
      RawRig rig = new RawRig(c);
      RawStream watch = rig.connect().watch(c.known(SERVING));
      rig.expectNext(watch, SERVING);
      assertThatThrownBy(() -> rig.awaitStatus(watch, NOT_SERVING)).isInstanceOf(Blocked.class);
    }
  }

  @Nested
  @Timeout(8) // a change is waited for ten seconds, unless it is in vain
  class Where_UNKNOWN_alone_is_never_told {
    private final CaseContext c =
        with(
            new ReferenceHealth(
                new ReferenceCore() {
                  @Override
                  public void tell(String service) {
                    if (status(service) != UNKNOWN) {
                      super.tell(service);
                    }
                  }
                }));

    @BeforeEach
    void seen() {
      shown.missed(Set.of(Awaited.CHANGE_TO_UNKNOWN), false);
    }

    @Test
    void that_change_is_blocked_soon_by_the_clause_about_it_and_others_are_not() throws Exception {
      WatchProbe watch = c.watching(c.known(SERVING), SERVING);
      c.set(watch.service(), NOT_SERVING);
      watch.expectChange(NOT_SERVING);
      c.set(watch.service(), UNKNOWN);
      Blocked blocked = catchThrowableOfType(Blocked.class, () -> watch.expectChange(UNKNOWN));
      assertThat(blocked.clauseId()).isEqualTo("HC-WATCH-17");
      assertThat(shown.include("HC-WATCH-05")).isFalse();
    }

    @Test
    void the_raw_client_tells_them_apart_too() throws Exception {
      RawRig rig = new RawRig(c);
      String name = c.known(SERVING);
      RawStream watch = rig.connect().watch(name);
      rig.expectNext(watch, SERVING);
      c.set(name, NOT_SERVING);
      rig.awaitStatus(watch, NOT_SERVING);
      c.set(name, UNKNOWN);
      Blocked blocked = catchThrowableOfType(Blocked.class, () -> rig.awaitStatus(watch, UNKNOWN));
      assertThat(blocked.clauseId()).isEqualTo("HC-WATCH-17");
    }

    @Test
    void it_is_the_clause_about_any_change_where_none_came() throws Exception {
      shown.missed(Set.of(Awaited.CHANGE), false);
      WatchProbe watch = c.watch(c.unknownName());
      watch.next();
      c.set(watch.service(), UNKNOWN);
      Blocked blocked = catchThrowableOfType(Blocked.class, () -> watch.awaitStatus(UNKNOWN));
      assertThat(blocked.clauseId()).isEqualTo("HC-WATCH-05");
    }
  }

  @Nested
  class Where_a_status_is_wrong {
    private final Case numbers = Case.of("HC-SVC-02/numbers", "", c -> {});

    /** A server that says NOT_SERVING for SERVING, and the other way round. */
    private CaseContext withSwappedNumbers() {
      return with(
          new ReferenceHealth(new ReferenceCore()) {
            @Override
            public byte[] response(ServingStatus status) {
              return super.response(
                  status == SERVING || status == NOT_SERVING ? status.other() : status);
            }
          });
    }

    private Blocked blocked(CaseContext c) throws Exception {
      String known = c.known(SERVING);
      return catchThrowableOfType(Blocked.class, () -> c.expectCheck(known, SERVING));
    }

    @Test
    void and_its_number_was_found_wrong_that_is_the_cause_for_all_methods() throws Exception {
      CaseContext c = withSwappedNumbers();
      shown.broke(numbers);
      assertThat(blocked(c).clauseId()).isEqualTo("HC-SVC-02");
      WatchProbe watch = c.watch(c.known(SERVING));
      assertThat(catchThrowableOfType(Blocked.class, () -> watch.expectNext(SERVING)).clauseId())
          .isEqualTo("HC-SVC-02");
      RawRig rig = new RawRig(c);
      RawStream raw = rig.connect().watch(c.known(SERVING));
      assertThat(catchThrowableOfType(Blocked.class, () -> rig.expectNext(raw, SERVING)).clauseId())
          .isEqualTo("HC-SVC-02");
    }

    @Test
    void and_its_number_only_waits_for_another_clause_numbers_are_not_to_blame() throws Exception {
      CaseContext c = withSwappedNumbers();
      shown.waits(numbers);
      String known = c.known(SERVING);
      assertThatThrownBy(() -> c.expectCheck(known, SERVING)).isInstanceOf(Violation.class);
    }

    @Test
    void another_method_that_shows_what_Check_shows_is_not_at_fault() throws Exception {
      CaseContext c = withSwappedNumbers();
      String known = c.known(SERVING);
      c.givenCheckDiffers(known, SERVING, NOT_SERVING); // as long as Check was not seen to be wrong
      shown.broke(Case.of("HC-CHECK-01/serving", "", it -> {}));
      assertThatThrownBy(() -> c.givenCheckDiffers(known, SERVING, NOT_SERVING))
          .isInstanceOf(Blocked.class);
      c.givenCheckDiffers(known, SERVING, UNKNOWN);
    }

    @Test
    void and_right_a_moment_later_the_set_was_late() throws Exception {
      Executor later = CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);
      CaseContext c =
          with(
              new ReferenceHealth(
                  new ReferenceCore() {
                    @Override
                    public void set(String service, ServingStatus status) {
                      later.execute(() -> super.set(service, status));
                    }
                  }));
      Blocked late = blocked(c);
      assertThat(late.clauseId()).isEqualTo("HC-CHECK-09");
      assertThat(late.violation().came()).startsWith("NOT_FOUND").contains("and what was set");
    }
  }

  @Nested
  class Where_an_answer_is_no_answer {
    @Test
    void to_a_client_that_minds_its_content_type_that_is_the_cause() throws Exception {
      CaseContext c =
          with(
              new ReferenceHealth(new ReferenceCore()),
              health ->
                  new ReferenceStream(health) {
                    @Override
                    public Http2Headers responseHeaders() {
                      return super.responseHeaders().set("content-type", "application/json");
                    }
                  });
      String known = c.known(SERVING);
      for (ThrowingCallable asking :
          List.<ThrowingCallable>of(() -> c.expectCheck(known, SERVING), c::expectList)) {
        assertThat(catchThrowableOfType(Blocked.class, asking).clauseId()).isEqualTo("HC-RPC-14");
      }
    }

    @Test
    void since_the_name_looks_odd_the_cause_is_that_any_name_will_do() throws Exception {
      CaseContext c =
          with(
              new ReferenceHealth(new ReferenceCore()) {
                @Override
                public void check(ReferenceCall call, String service) {
                  if (service.matches("[\\w.]*")) {
                    super.check(call, service);
                  } else {
                    call.end(Code.INVALID_ARGUMENT.value(), "no such name");
                  }
                }
              });
      Blocked blocked = catchThrowableOfType(Blocked.class, () -> c.expectNotFound("acme.*"));
      assertThat(blocked.clauseId()).isEqualTo("HC-NAME-08");
    }
  }

  @Nested
  @Timeout(8) // a change is waited for ten seconds, unless it is in vain
  class Where_one_of_several_watchers_was_seen_to_be_left_out {
    private CaseContext deaf() {
      shown.broke(Case.of("HC-WATCH-13/two", "", it -> {}));
      return with(
          new ReferenceHealth(
              new ReferenceCore() {
                @Override
                public void tell(String service) {}
              }));
    }

    private static Throwable missed(WatchProbe watch) {
      return catchThrowable(
          () -> {
            throw watch.violation("NOT_SERVING next", null);
          });
    }

    @Test
    void the_silence_of_one_of_two_is_no_news_but_that_of_a_single_one_is() throws Exception {
      CaseContext c = deaf();
      WatchProbe first = c.watching(c.known(SERVING), SERVING);
      assertThat(missed(first)).isInstanceOf(Violation.class);
      c.watching(c.known(SERVING), SERVING);
      assertThat(missed(first))
          .isInstanceOfSatisfying(
              Blocked.class, it -> assertThat(it.clauseId()).isEqualTo("HC-WATCH-13"));
    }

    @Test
    void it_is_not_waited_for_as_long_as_anything() throws Exception {
      CaseContext c = deaf();
      WatchProbe first = c.watching(c.known(SERVING), SERVING);
      c.watching(c.known(SERVING), SERVING);
      c.set(first.service(), NOT_SERVING);
      assertThatThrownBy(() -> first.expectChange(NOT_SERVING))
          .hasMessageContaining("nothing within 500 ms");
    }
  }

  @Nested
  class What_was_waited_for_in_vain {
    @Test
    void is_shown_by_one_case_on_a_quiet_machine_and_by_two_on_a_busy_one() {
      shown.missed(Set.of(Awaited.LIST), false);
      shown.missed(Set.of(Awaited.CHANGE), true);
      assertThat(shown.include("HC-LIST-01")).isTrue();
      assertThat(shown.include("HC-WATCH-05")).isFalse();
      shown.missed(Set.of(Awaited.CHANGE), true);
      assertThat(shown.include("HC-WATCH-05")).isTrue();
    }

    @Test
    void is_not_shown_once_it_has_come_in_any_case() throws Exception {
      shown.missed(Set.of(Awaited.CHECK, Awaited.FIRST_OF_KNOWN, Awaited.CHANGE), false);
      CaseContext c = with(new ReferenceHealth(new ReferenceCore()));
      WatchProbe watch = c.watching(c.known(SERVING), SERVING);
      c.set(watch.service(), NOT_SERVING);
      watch.expectChange(NOT_SERVING);
      c.expectCheck(watch.service(), NOT_SERVING);
      assertThat(List.of("HC-CHECK-01", "HC-WATCH-01", "HC-WATCH-05"))
          .noneMatch(clause -> shown.include(clause));
    }

    @Test
    void is_shown_by_the_case_of_its_clause_whatever_came_elsewhere() {
      shown.came(Awaited.FIRST_OF_KNOWN);
      shown.nothingCame("HC-WATCH-01/current-status");
      shown.nothingCame("HC-WATCH-13/two");
      assertThat(shown.include("HC-WATCH-01")).isTrue();
      assertThat(shown.include("HC-WATCH-13")).isFalse();
    }
  }
}
