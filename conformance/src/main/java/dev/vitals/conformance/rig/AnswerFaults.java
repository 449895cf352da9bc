package dev.vitals.conformance.rig;

import dev.vitals.conformance.clause.Blocked;
import dev.vitals.conformance.clause.Violation;
import dev.vitals.conformance.http2.RawReply;
import dev.vitals.conformance.http2.WireCode;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clauses that explain an answer whatever was asked: one of them, if it was seen to be broken, is
 * the cause of what is wrong with the answer. Pure.
 */
final class AnswerFaults {
  /** Each method is at its path. */
  static final String PATHS = "HC-SVC-01";

  /** Each status has its number. */
  static final String NUMBERS = "HC-SVC-02";

  /** OK comes with one message. */
  static final String ONE_MESSAGE = "HC-CHECK-13";

  /** A call ends with grpc-status in its trailers. */
  static final String ENDS = "HC-RPC-17";

  /** A Check shows what was set before it. */
  static final String AT_ONCE = "HC-CHECK-09";

  /** An answer's content-type is gRPC's. */
  static final String CONTENT_TYPE = "HC-RPC-14";

  private AnswerFaults() {}

  static List<String> clauses(CheckReply reply) {
    List<String> clauses = ofEnd(reply.code());
    if (reply.status() != null) {
      clauses.add(NUMBERS);
    } else if (reply.is(Code.OK)) {
      clauses.add(ONE_MESSAGE);
    }
    return clauses;
  }

  static List<String> clauses(RawReply reply) {
    List<String> clauses = ofEnd(reply);
    if (reply.is(WireCode.UNIMPLEMENTED)) {
      clauses.add(PATHS);
    } else if (reply.is(WireCode.OK)) {
      clauses.add(reply.messages().size() == 1 ? NUMBERS : ONE_MESSAGE);
    }
    return clauses;
  }

  /** Of how the call ended alone. */
  static List<String> ofEnd(RawReply reply) {
    List<String> clauses = new ArrayList<>();
    if (!reply.hasStatus()) {
      clauses.add(ENDS);
    }
    return clauses;
  }

  static List<String> clauses(ListReply reply) {
    return ofEnd(reply.code());
  }

  static List<String> clauses(WatchEvent event) {
    return event.isEnd() ? ofEnd(event.code()) : List.of(NUMBERS);
  }

  /** A call without a proper end is UNKNOWN or INTERNAL to gRPC's clients, or never over. */
  private static List<String> ofEnd(@Nullable Code code) {
    List<String> clauses = new ArrayList<>();
    if (code == Code.UNIMPLEMENTED) {
      clauses.add(PATHS);
    } else if (code == null || code == Code.UNKNOWN || code == Code.INTERNAL) {
      clauses.add(ENDS);
    }
    return clauses;
  }

  /**
   * Throws {@link Blocked} where the client itself says that only the content-type kept it from
   * taking an answer.
   */
  static void blockByContentType(String description, Violation violation) {
    if (description.contains("HTTP status code 200")
        && description.contains("invalid content-type")) {
      throw new Blocked(CONTENT_TYPE, violation);
    }
  }
}
