package dev.vitals.conformance.reference;

/**
 * One call as the adapter sees it: what came in, and the way back. All methods are called on the
 * call's event loop, and so are the callbacks.
 */
public interface ReferenceCall {
  /** The method's path, as it came. */
  String path();

  /** Sends the response headers, if they have not gone out. */
  void sendHeaders();

  /** Sends a message; what the peer does not take yet waits. */
  void send(byte[] message);

  /** Ends the call with a status; the first end counts. */
  void end(int code, String message);

  /** Whether the peer takes more. */
  boolean isReady();

  /** Runs this on the call's event loop. */
  void execute(Runnable task);

  /** Runs this when the peer takes more again, after {@link #isReady} was false. */
  void onReady(Runnable task);

  /** Runs this when the call is over, by whichever side. */
  void onClose(Runnable task);
}
