package dev.vitals.health.core;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.WatchListener;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A name, the service of that name if there is one, and those who watch it.
 *
 * <p>A few watches are one crowd, told in one walk. Of many, those of one route are in one crowd,
 * and each crowd is told by a walk of its own, so that several threads may tell them. It is a
 * relay: who makes the change hands off the first walk, and a walk that begins hands off the next.
 * So a change is one hand-off to its caller, however many watch.
 *
 * <p>Why no crowd is left out: a change is counted, and looks through the crowds from the first one
 * on. Nobody looks further while a walk is handed off and has not begun; it does when it begins. A
 * crowd that walks at that moment is passed over, and compares the count at the end of its walk.
 *
 * <p>Guarded by the board's lock, but for {@code service}, which is written under it.
 */
final class Audience {

  static final int CROWDS = 256;

  /** Up to so many, one walk is over before another thread has woken up to help. */
  static final int FEW = 256;

  /** The lane of watches that have no route. */
  private static final int ANY = -1;

  final String name;
  final Board board;
  volatile @Nullable Service service;

  /** How often something has changed: a crowd that has walked for less is due. */
  int changes;

  private @Nullable Crowd[] crowds;
  private int size;
  private int next; // the crowd to start next
  private @Nullable Crowd starting; // its walk has been handed off and has not begun
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
    return route == null ? ANY : route.hashCode() * 0x9E3779B9 >>> 24; // neighbours lie apart
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
      crowds = Arrays.copyOf(crowds, CROWDS);
    }
    int place = crowds.length == 1 ? 0 : place(lane);
    Crowd crowd = crowds[place];
    if (crowd == null) {
      crowd = new Crowd(this);
      crowds[place] = crowd;
    }
    return new LiveWatch(crowd, listener);
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
    changes++;
    next = 0;
    relay();
  }

  /** A crowd's walk has begun: the next one's may be handed off, by its thread. */
  void started(Crowd crowd) {
    if (crowd == starting) {
      starting = null;
      relay();
    }
  }

  private void relay() {
    while (starting == null && next < crowds.length) {
      Crowd crowd = crowds[next++];
      starting = crowd != null && crowd.start() ? crowd : null;
    }
  }
}
