package dev.vitals.health.http;

import java.util.concurrent.ThreadFactory;

/** Makes named threads that do not keep the process alive. */
final class DaemonThreads implements ThreadFactory {

  private final String name;

  DaemonThreads(String name) {
    this.name = name;
  }

  @Override
  public Thread newThread(Runnable task) {
    Thread thread = new Thread(null, task, name, 0, false); // no request's thread-locals
    thread.setDaemon(true);
    return thread;
  }
}
