package dev.vitals.conformance.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.conformance.Capabilities;
import dev.vitals.conformance.Profile;
import dev.vitals.conformance.ServingStatus;
import dev.vitals.conformance.reference.ReferenceCall;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import dev.vitals.conformance.reference.ReferenceSubject;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is told of an answer is what came: how long was waited for it, and messages without an end.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RepliesTest {
  @Test
  void a_List_without_an_answer_tells_how_long_it_was_waited_for() {
    assertThat(new ListReply(null, "", List.of(), 500_000)).hasToString("no answer within 500 ms");
  }

  @Test
  void a_List_whose_message_came_without_an_end_was_answered() {
    Map<String, ServingStatus> message = Map.of("a", ServingStatus.SERVING);
    assertThat(new ListReply(null, "", List.of(message), 500_000))
        .hasToString("1 message and no end of the call within 500 ms");
  }

  @Test
  void what_a_server_says_is_escaped() {
    assertThat(new ListReply(Code.INTERNAL, "a\nb", List.of(), 1)).hasToString("INTERNAL (a\\nb)");
  }

  @Test
  @Timeout(8) // an answer is waited for ten seconds, unless it is in vain
  void a_Check_among_others_whose_message_came_without_an_end_was_answered() throws Exception {
    ReferenceHealth endless =
        new ReferenceHealth(new ReferenceCore()) {
          @Override
          public void check(ReferenceCall call, String service) {
            call.sendHeaders();
            call.send(response(ServingStatus.SERVING));
          }
        };
    ShownFaults shown = new ShownFaults();
    shown.missed(Set.of(Awaited.CHECK), false);
    ReferenceSubject subject =
        new ReferenceSubject(
            Capabilities.everything("endless", "1", "java"),
            new ReferenceServer(endless, ReferenceStream::new));
    try (CaseContext c =
        new CaseContext(subject, new Names(true, List.of()), Profile.QUICK, 1, shown)) {
      c.closing(subject);
      assertThat(c.client().checkAll(List.of("")).get(""))
          .asString()
          .startsWith("[SERVING] and no end of the call within ");
    }
  }
}
