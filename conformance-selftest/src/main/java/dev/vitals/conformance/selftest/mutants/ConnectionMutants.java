package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.reference.ReferenceHealth;
import dev.vitals.conformance.reference.ReferenceStream;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;

/** Servers whose connections are whole until they have carried a number of calls. */
public final class ConnectionMutants {
  private static final AttributeKey<AtomicInteger> CALLS = AttributeKey.valueOf("calls");
  private static final int MAX_CALLS = 1000;

  private ConnectionMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.frames(
                "connection-hangs-after-1000",
                "a slot for each call of a connection, a thousand of them, and none is given back",
                health -> counting(health, (connection, number) -> number <= MAX_CALLS))
            .staysSilent(),
        Mutant.frames(
            "connection-dropped-after-1000",
            "closes a connection after a thousand calls, and leaves unanswered what is under way",
            health ->
                counting(
                    health,
                    (connection, number) -> {
                      if (number > MAX_CALLS) {
                        connection.close();
                      }
                      return true;
                    })));
  }

  /**
   * A call that has a number on its connection, from 1.
   *
   * @param isServed by that connection and number, asked once at the call's first frame
   */
  public static ReferenceStream counting(
      ReferenceHealth health, BiPredicate<Channel, Integer> isServed) {
    return new ReferenceStream(health) {
      private int number;
      private boolean served;

      @Override
      public void channelRead(ChannelHandlerContext ctx, Object frame) {
        if (number == 0) {
          connection().attr(CALLS).setIfAbsent(new AtomicInteger());
          number = connection().attr(CALLS).get().incrementAndGet();
          served = isServed.test(connection(), number);
        }
        if (served) {
          super.channelRead(ctx, frame);
        } else {
          ReferenceCountUtil.release(frame);
        }
      }
    };
  }
}
