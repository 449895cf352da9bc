package dev.vitals.conformance.rig;

import static dev.vitals.conformance.ServingStatus.SERVING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitals.conformance.clause.NotApplicable;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.reference.ReferenceCore;
import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceServer;
import dev.vitals.conformance.reference.ReferenceStream;
import io.grpc.Status.Code;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What HTTP/2 lets a server do to a call, and what a client must make of it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MannersTest {
  private final AtomicInteger calls = new AtomicInteger();
  private volatile int refused;
  private final ReferenceServer server =
      new ReferenceServer(
          new ReferenceHealth(new ReferenceCore()),
          health ->
              new ReferenceStream(health) {
                @Override
                public void begin(Http2Headers headers) {
                  if (calls.getAndIncrement() < refused) {
                    write(new DefaultHttp2ResetFrame(Http2Error.REFUSED_STREAM));
                    close();
                  } else {
                    super.begin(headers);
                  }
                }
              });
  private final HealthClient client =
      new HealthClient(server.address(), new Timeline(), "", CaseContext.SMALL_WINDOW);

  @AfterEach
  void close() {
    client.close();
    server.close();
  }

  @Test
  void a_stream_that_was_refused_is_tried_once_more() throws Exception {
    refused = 1;
    assertThat(client.check("").is(SERVING)).isTrue();
    refused = calls.get() + 1;
    assertThat(client.list().isOk()).isTrue();
  }

  @Test
  void one_that_is_refused_again_is_an_answer() throws Exception {
    refused = 2;
    assertThat(client.check("").is(Code.UNAVAILABLE)).isTrue();
    assertThat(calls).hasValue(2);
  }

  @Test
  void a_client_that_cancelled_many_calls_may_be_told_to_calm_down() {
    WatchEvent calm = WatchEvent.end(Code.UNAVAILABLE, "HTTP/2 error code: ENHANCE_YOUR_CALM");
    WatchProbe watch = client.watch("", "watch");
    assertThat(watch.violation("SERVING", calm)).isInstanceOf(Violation.class);
    for (int i = 0; i < 50; i++) {
      client.watch("", "watch").cancel();
    }
    assertThatThrownBy(() -> watch.violation("SERVING", calm))
        .isInstanceOf(NotApplicable.class)
        .hasMessageContaining("after 50 cancelled calls")
        .hasMessageContaining("HC-RPC-23");
  }
}
