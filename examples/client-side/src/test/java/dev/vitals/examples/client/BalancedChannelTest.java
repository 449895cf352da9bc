package dev.vitals.examples.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import acme.FooServiceGrpc;
import acme.FooServiceGrpc.FooServiceBlockingStub;
import acme.GreetRequest;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BalancedChannelTest {

  private final FixedAddresses addresses = new FixedAddresses();
  private Backend north;
  private Backend south;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws Exception {
    NameResolverRegistry.getDefaultRegistry().register(addresses);
    north = new Backend("north");
    south = new Backend("south");
    channel =
        BalancedChannel.to("fixed:///" + north.address() + "," + south.address(), "acme.FooService")
            .usePlaintext()
            .build();
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    north.close();
    south.close();
    NameResolverRegistry.getDefaultRegistry().deregister(addresses);
  }

  @Test
  void a_backend_that_turns_NOT_SERVING_gets_no_calls_until_it_serves_again() {
    callUntilAnsweredBy("north", "south");

    north.fail();
    callUntilAnsweredBy("south");
    assertThat(answers(50)).containsExactly("south");

    north.pass();
    callUntilAnsweredBy("north", "south");
  }

  @Test
  void without_a_backend_that_serves_calls_fail_at_once() {
    callUntilAnsweredBy("north", "south");
    north.fail();
    south.fail();

    assertThatThrownBy(() -> callUntilAnsweredBy())
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE");

    south.pass();
    assertThat(greet(stub().withWaitForReady())).isEqualTo("south");
  }

  /** Calls until ten in a row were answered by these backends, by each at least once. */
  private void callUntilAnsweredBy(String... backends) {
    Deadline deadline = Deadline.after(1, TimeUnit.MINUTES);
    Set<String> expected = Set.of(backends);
    while (!answers(10).equals(expected)) {
      assertThat(deadline.isExpired()).isFalse();
    }
  }

  private Set<String> answers(int calls) {
    Set<String> answers = new TreeSet<>();
    for (int call = 0; call < calls; call++) {
      answers.add(greet(stub()));
    }
    return answers;
  }

  private FooServiceBlockingStub stub() {
    return FooServiceGrpc.newBlockingStub(channel).withDeadlineAfter(1, TimeUnit.MINUTES);
  }

  private static String greet(FooServiceBlockingStub stub) {
    return stub.greet(GreetRequest.getDefaultInstance()).getGreeting();
  }
}
