package dev.vitals.health.core;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.WatchListener;
import org.jspecify.annotations.Nullable;

/**
 * A name, the service of that name if there is one, and those who watch it.
 *
 * <p>A few watches are one crowd, told in one walk. Of many, those of one route are in one crowd,
 * and a change has each crowd told by a walk of its own, so that several threads may tell them: at
 * most {@value #CROWDS} hand-offs, however many watch.
 *
 * <p>Guarded by the board's lock, but for {@code service}, which is written under it.
 */
final class Audience {

  static final int CROWDS = 16;

  /** Up to so many, one walk is over before another thread has woken up to help. */
  static final int FEW = 256;

  /** The lane of watches that have no route. */
  private static final int ANY = -1;

  final String name;
  final Board board;
  volatile @Nullable Service service;

  private Crowd[] crowds;
  private int size;
  private int anywhere; // how many without a route have come since there are many

  Audience(String name, Board board) {
    this.name = name;
    this.board = board;
    crowds = new Crowd[] {new Crowd(this)};
  }

  ServingStatus status() {
    Service known = service;
    return known == null ? ServingStatus.SERVICE_UNKNOWN : board.statusOf(known);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Returns which crowd a watch belongs to where there are many. Asks foreign code: no lock. */
  static int lane(WatchListener listener) {
    Object route = listener.route();
    return route == null ? ANY : route.hashCode() * 0x9E3779B9 >>> 28; // neighbours lie apart
  }

  /** Takes in a watch. The caller holds the lock, as for all that follow. */
  LiveWatch join(WatchListener listener, int lane) {
    LiveWatch watch = watch(listener, lane);
    watch.crowd.join(watch);
    size++;
    return watch;
  }

  /** Makes a watch that is not told of anything. */
  LiveWatch watch(WatchListener listener, int lane) {
    if (size == FEW && crowds.length == 1) {
      crowds = crowds(crowds[0]);
    }
    return new LiveWatch(crowds.length == 1 ? crowds[0] : crowds[place(lane)], listener);
  }

  private Crowd[] crowds(Crowd first) {
    Crowd[] many = new Crowd[CROWDS];
    many[0] = first;
    for (int i = 1; i < CROWDS; i++) {
      many[i] = new Crowd(this);
    }
    return many;
  }

  /** Without a route, those who came one after another stay together. */
  private int place(int lane) {
    return lane == ANY ? (anywhere++ / FEW + 1) % CROWDS : lane;
  }

  /** Lets one go; false if it is gone already. */
  boolean leave(LiveWatch watch) {
    boolean left = watch.crowd.leave(watch);
    size -= left ? 1 : 0;
    if (size == 0 && crowds.length > 1) {
      crowds = new Crowd[] {crowds[0]}; // a walk that is on in another ends by itself
    }
    return left;
  }

  /** Has everybody told that there may be something to poll. */
  void signal() {
    for (Crowd crowd : crowds) {
      crowd.signal();
    }
  }
}
