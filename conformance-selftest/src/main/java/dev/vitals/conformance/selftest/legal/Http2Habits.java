package dev.vitals.conformance.selftest.legal;

import dev.vitals.conformance.selftest.mutants.FrameFilter;
import dev.vitals.conformance.selftest.mutants.FrameFilter.Frame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What HTTP/2 lets a server choose: how it uses windows and the header table, extension frames. */
final class Http2Habits {
  private Http2Habits() {}

  static List<LegalVariant> all() {
    return List.of(
        LegalVariant.server(
            "extension-frames",
            "frames of a type that HTTP/2 does not know, before each header block",
            FrameFilter.over(ExtensionFrames::new)),
        LegalVariant.server(
            "no-table-of-its-own",
            "compresses without a header table, whatever the client allows",
            FrameFilter.over(NoTable::new)),
        LegalVariant.server(
            "waits-for-a-message-of-room",
            "uses a stream's window only once a whole message fits",
            FrameFilter.over(WholeMessages::new)));
  }

  private static final class ExtensionFrames extends FrameFilter {
    private static final int UNKNOWN_TYPE = 0xfa;

    @Override
    public List<Frame> said(Frame frame) {
      Frame ofNobody = new Frame(UNKNOWN_TYPE, 0xff, frame.stream(), new byte[20]);
      return frame.type() == HEADERS ? List.of(ofNobody, frame) : List.of(frame);
    }
  }

  private static final class NoTable extends FrameFilter {
    @Override
    public List<Frame> heard(Frame frame) {
      return List.of(frame.withoutSetting(HEADER_TABLE_SIZE).plusSetting(HEADER_TABLE_SIZE, 0));
    }
  }

  private static final class WholeMessages extends FrameFilter {
    private static final int MESSAGE_BYTES = 7;
    private final Map<Integer, Integer> held = new HashMap<>();

    @Override
    public List<Frame> heard(Frame frame) {
      if (frame.type() != WINDOW_UPDATE || frame.stream() == 0) {
        return List.of(frame);
      }
      int room = held.merge(frame.stream(), frame.increment(), Integer::sum);
      if (room < MESSAGE_BYTES) {
        return List.of();
      }
      held.remove(frame.stream());
      return List.of(update(frame.stream(), room));
    }
  }
}
