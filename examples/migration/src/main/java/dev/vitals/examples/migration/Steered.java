package dev.vitals.examples.migration;

/** A server whose health somebody sets, as both versions offer it. */
interface Steered {

  int port();

  void serving(String service);

  void notServing(String service);

  void forget(String service);

  /** From now on everything reports NOT_SERVING. */
  void enterLameDuck();

  void stop() throws InterruptedException;
}
