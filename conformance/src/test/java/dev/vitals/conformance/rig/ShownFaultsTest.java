package dev.vitals.conformance.rig;

import static dev.vitals.conformance.ServingStatus.NOT_SERVING;
import static dev.vitals.conformance.ServingStatus.SERVICE_UNKNOWN;
import static dev.vitals.conformance.ServingStatus.SERVING;
import static dev.vitals.conformance.ServingStatus.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawStream;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.reference.ReferenceSubject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
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
    ReferenceServer server = new ReferenceServer(health, ReferenceStream::new);
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
