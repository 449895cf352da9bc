package dev.vitals.conformance.selftest.mutants;

import dev.vitals.conformance.selftest.mutants.FrameFilter.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Servers that are broken in HTTP/2 itself: windows, SETTINGS, frames, header blocks. */
final class Http2Mutants {
  private static final int WINDOW = 65_535;
  private static final int HUGE_WINDOW = 1 << 30;

  /** Enough for a header table to have lost its first entries. */
  private static final int MANY_BLOCKS = 300;

  /** An indexed field far beyond any entry: 127 + 128. */
  private static final byte[] LOST_INDEX = {(byte) 0xff, (byte) 0x80, 1};

  private Http2Mutants() {}

  static List<Mutant> all() {
    return List.of(
        filtered(
            "window-update-as-licence",
            "takes any WINDOW_UPDATE of a stream for leave to send all that waits",
            () ->
                hearing(
                    frame ->
                        isStreamUpdate(frame)
                            ? FrameFilter.update(frame.stream(), WINDOW)
                            : frame)),
        filtered(
            "connection-window-ignored",
            "counts the windows of the streams, and none for the connection",
            ConnectionWindowIgnored::new),
        filtered(
            "initial-window-ignored",
            "gives every stream the default window, whatever the client announces",
            () -> hearing(frame -> frame.withoutSetting(FrameFilter.INITIAL_WINDOW_SIZE))),
        filtered(
            "window-change-ignored",
            "reads SETTINGS_INITIAL_WINDOW_SIZE once, at the start of a connection",
            WindowChangeIgnored::new),
        filtered(
                "settings-not-acknowledged",
                "obeys SETTINGS and forgets to say so",
                () ->
                    saying(
                        frame -> isAck(frame, FrameFilter.SETTINGS) ? List.of() : List.of(frame)))
            .staysSilent(),
        filtered(
            "ping-answered-with-zeros",
            "answers PING with a payload of its own",
            () -> saying(frame -> List.of(isAck(frame, FrameFilter.PING) ? zeroed(frame) : frame))),
        filtered(
                "window-update-of-zero",
                "gives back what a request took up also where that is nothing: WINDOW_UPDATE by 0",
                () -> saying(Http2Mutants::withEmptyUpdate))
            .fells("HC-CONS-*", "a client ends the connection on which such a frame comes"),
        filtered(
            "header-index-out-of-date",
            "refers to fields that the header table has lost, as a server that compresses on two threads",
            LostIndex::new),
        filtered(
            "header-table-never-shrinks",
            "keeps to a header table of 4 KiB, whatever the client allows",
            () -> hearing(frame -> frame.withoutSetting(FrameFilter.HEADER_TABLE_SIZE))));
  }

  private static Mutant filtered(String id, String bug, Supplier<FrameFilter> filter) {
    return Mutant.server(id, bug, FrameFilter.over(filter));
  }

  private static FrameFilter hearing(UnaryOperator<Frame> change) {
    return new FrameFilter() {
      @Override
      public List<Frame> heard(Frame frame) {
        return List.of(change.apply(frame));
      }
    };
  }

  private static FrameFilter saying(Function<Frame, List<Frame>> change) {
    return new FrameFilter() {
      @Override
      public List<Frame> said(Frame frame) {
        return change.apply(frame);
      }
    };
  }

  private static boolean isAck(Frame frame, int type) {
    return frame.type() == type && frame.isAck();
  }

  private static boolean isStreamUpdate(Frame frame) {
    return frame.type() == FrameFilter.WINDOW_UPDATE && frame.stream() != 0;
  }

  private static Frame zeroed(Frame frame) {
    return frame.with(new byte[frame.payload().length]);
  }

  private static List<Frame> withEmptyUpdate(Frame frame) {
    return frame.type() == FrameFilter.HEADERS
        ? List.of(FrameFilter.update(frame.stream(), 0), frame)
        : List.of(frame);
  }

  /** Hears of a window without end, behind the client's first SETTINGS. */
  private static final class ConnectionWindowIgnored extends FrameFilter {
    private boolean opened;

    @Override
    public List<Frame> heard(Frame frame) {
      List<Frame> all = new ArrayList<>(List.of(frame));
      if (!opened) {
        opened = true;
        all.add(update(0, HUGE_WINDOW));
      }
      return all;
    }
  }

  private static final class WindowChangeIgnored extends FrameFilter {
    private boolean heard;

    @Override
    public List<Frame> heard(Frame frame) {
      boolean first = !heard;
      heard |= frame.type() == SETTINGS && !frame.isAck();
      return List.of(first ? frame : frame.withoutSetting(FrameFilter.INITIAL_WINDOW_SIZE));
    }
  }

  private static final class LostIndex extends FrameFilter {
    private int blocks;

    @Override
    public List<Frame> said(Frame frame) {
      boolean lost = frame.type() == HEADERS && ++blocks > MANY_BLOCKS;
      return List.of(lost ? frame.with(LOST_INDEX) : frame);
    }
  }
}
