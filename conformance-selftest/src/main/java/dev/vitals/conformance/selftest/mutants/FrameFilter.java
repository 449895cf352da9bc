package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.reference.ReferenceServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sits between a server's HTTP/2 codec and its socket, and changes single frames on their way: so a
 * server is broken in HTTP/2 itself though its codec is whole. One a connection; confined to its
 * event loop.
 */
public class FrameFilter extends ChannelDuplexHandler {
  public static final int HEADERS = 1;
  static final int SETTINGS = 4;
  static final int PING = 6;
  public static final int WINDOW_UPDATE = 8;
  public static final int HEADER_TABLE_SIZE = 1;
  static final int INITIAL_WINDOW_SIZE = 4;

  private static final int ACK = 1;
  private static final int SETTING_BYTES = 6;
  private static final int PREFACE_BYTES = 24;
  private static final int HEADER_BYTES = 9;

  private final ByteBuf incoming = Unpooled.buffer();
  private final ByteBuf outgoing = Unpooled.buffer();
  private int preface = PREFACE_BYTES;

  /** One frame, in whichever direction. Immutable, but for its payload, which nobody changes. */
  public record Frame(int type, int flags, int stream, byte[] payload) {
    boolean isAck() {
      return (flags & ACK) != 0;
    }

    Frame with(byte[] other) {
      return new Frame(type, flags, stream, other);
    }

    /** How much a WINDOW_UPDATE grants. */
    public int increment() {
      return Unpooled.wrappedBuffer(payload).getInt(0);
    }

    /** SETTINGS without one of them; any other frame as it is. */
    public Frame withoutSetting(int setting) {
      if (!isAnnouncement()) {
        return this;
      }
      ByteBuf all = Unpooled.wrappedBuffer(payload);
      ByteBuf left = Unpooled.buffer();
      while (all.isReadable()) {
        ByteBuf one = all.readSlice(SETTING_BYTES);
        if (one.getUnsignedShort(0) != setting) {
          left.writeBytes(one);
        }
      }
      return with(ByteBufUtil.getBytes(left));
    }

    /** SETTINGS with one more; any other frame as it is. */
    public Frame plusSetting(int setting, int value) {
      if (!isAnnouncement()) {
        return this;
      }
      ByteBuf more = Unpooled.buffer().writeBytes(payload).writeShort(setting).writeInt(value);
      return with(ByteBufUtil.getBytes(more));
    }

    private boolean isAnnouncement() {
      return type == SETTINGS && !isAck();
    }

    static boolean isWhole(ByteBuf bytes) {
      return bytes.readableBytes() >= HEADER_BYTES
          && bytes.readableBytes() >= HEADER_BYTES + bytes.getUnsignedMedium(bytes.readerIndex());
    }

    static Frame read(ByteBuf bytes) {
      byte[] payload = new byte[bytes.readUnsignedMedium()];
      int type = bytes.readUnsignedByte();
      int flags = bytes.readUnsignedByte();
      int stream = bytes.readInt();
      bytes.readBytes(payload);
      return new Frame(type, flags, stream, payload);
    }

    void write(ByteBuf out) {
      out.writeMedium(payload.length).writeByte(type).writeByte(flags).writeInt(stream);
      out.writeBytes(payload);
    }
  }

  /** WINDOW_UPDATE, of a stream or (0) of the connection. */
  public static Frame update(int stream, int increment) {
    byte[] payload = ByteBufUtil.getBytes(Unpooled.copyInt(increment));
    return new Frame(WINDOW_UPDATE, 0, stream, payload);
  }

  /** Starts servers whose connections have each a filter of their own. */
  public static ReferenceServer.Factory over(Supplier<FrameFilter> filters) {
    return (health, streams) ->
        new ReferenceServer(health, streams) {
          @Override
          public void connected(SocketChannel connection) {
            connection.pipeline().addLast(filters.get());
          }
        };
  }

  /** What the server hears in place of a frame of the client's. */
  public List<Frame> heard(Frame frame) {
    return List.of(frame);
  }

  /** What the client is sent in place of a frame of the server's. */
  public List<Frame> said(Frame frame) {
    return List.of(frame);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    append(incoming, (ByteBuf) bytes);
    int skipped = Math.min(preface, incoming.readableBytes());
    preface -= skipped;
    ByteBuf out = ctx.alloc().buffer().writeBytes(incoming, skipped);
    ctx.fireChannelRead(filtered(incoming, out, this::heard));
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object bytes, ChannelPromise promise) {
    append(outgoing, (ByteBuf) bytes);
    ctx.write(filtered(outgoing, ctx.alloc().buffer(), this::said), promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    incoming.release();
    outgoing.release();
  }

  private static void append(ByteBuf kept, ByteBuf bytes) {
    kept.discardReadBytes().writeBytes(bytes);
    bytes.release();
  }

  private static ByteBuf filtered(ByteBuf kept, ByteBuf out, Function<Frame, List<Frame>> filter) {
    while (Frame.isWhole(kept)) {
      filter.apply(Frame.read(kept)).forEach(frame -> frame.write(out));
    }
    return out;
  }
}
