package dev.vitals.health.core;

import dev.vitals.health.ServingStatus;
import dev.vitals.health.WatchListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A name, the service of that name if there is one, and those who watch it.
 *
 * <p>A few watches are one crowd, told in one walk. Of many, those of one route are in one crowd,
 * and each crowd is told by a walk of its own, so that several threads may tell them. It is a
 * relay: who makes the change hands off the first walk, and a walk that begins hands off the next.
 * So a change is one hand-off to its caller, however many watch.
 *
 * <p>Those whose listeners ask for an executor are in crowds of that executor and told there: their
 * executors are few, and each is handed its own walks at once, as one task. Of very many they are
 * told as all others are, since their executors have other things to do as well.
 *
 * <p>Why no crowd is left out: a change is counted, and looks through the crowds from the first one
 * on. Nobody looks further while a walk is handed off and has not begun; it does when it begins. A
 * crowd that walks at that moment is passed over, and compares the count at the end of its walk.
 *
 * <p>Guarded by the board's lock, but for {@code service} and {@code changes}, which are written
 * under it.
 */
final class Audience {

  static final int CROWDS = 256;

  /** Up to so many, one walk is over before another thread has woken up to help. */
  static final int FEW = 256;

  /** Up to so many, watches are told where they ask for: for some milliseconds at most. */
  static final int NEAR = 4096;

  /** The number of the lane of watches that have no route. */
  private static final int ANY = -1;

  /**
   * Which crowd a watch belongs to where there are many.
   *
   * @param executor where it asks to be told; known by identity
   */
  record Lane(int number, @Nullable Executor executor) {

    /** Asks foreign code: no lock is held. */
    static Lane of(WatchListener listener) {
      Object route = listener.route();
      int number = route == null ? ANY : route.hashCode() * 0x9E3779B9 >>> 24; // neighbours apart
      return new Lane(number, listener.executor());
    }

    Lane toldAnywhere() {
      return new Lane(number, null);
    }
  }

  final String name;
  final Board board;
  volatile @Nullable Service service;

  /** How often something has changed: a crowd that has walked for less is due. */
  volatile int changes;

  private @Nullable Crowd[] crowds;
  private int size;
  private int next; // the crowd to start next
  private @Nullable Crowd starting; // its walk has been handed off and has not begun
  private int anywhere; // how many without a route have come since there are many
  private int executors; // how many crowds have been made for them since there are many

  Audience(String name, Board board) {
    this.name = name;
    this.board = board;
    crowds = new Crowd[] {new Crowd(this, null)};
  }

  ServingStatus status() {
    Service known = service;
    return known == null ? ServingStatus.SERVICE_UNKNOWN : board.statusOf(known);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Takes in a watch. The caller holds the lock, as for all that follow. */
  LiveWatch join(WatchListener listener, Lane lane) {
    LiveWatch watch = watch(listener, lane);
    watch.crowd.join(watch);
    size++;
    return watch;
  }

  /** Makes a watch that is not told of anything. */
  LiveWatch watch(WatchListener listener, Lane lane) {
    return new LiveWatch(crowd(lane), listener);
  }

  private Crowd crowd(Lane lane) {
    if (crowds.length == 1) {
      if (size == 0 && crowds[0].executor != lane.executor) {
        crowds[0] = new Crowd(this, lane.executor);
      }
      if (size < FEW && crowds[0].executor == lane.executor) {
        return crowds[0];
      }
      crowds = Arrays.copyOf(crowds, CROWDS);
    }
    int place = lane.number;
    if (place == ANY) {
      place = anywhere++ / FEW + 1; // those who came one after another stay together
    }
    for (int i = 0; i < CROWDS; i++) {
      int at = Math.floorMod(place + i, CROWDS);
      Crowd crowd = crowds[at];
      if (crowd == null && (lane.executor == null || executors < CROWDS / 2)) {
        executors += lane.executor == null ? 0 : 1;
        crowd = new Crowd(this, lane.executor);
        crowds[at] = crowd;
      }
      if (crowd != null && crowd.executor == lane.executor) {
        return crowd;
      }
    }
    return crowd(lane.toldAnywhere()); // half of the crowds are for those who ask for no executor
  }

  /** Lets one go; false if it is gone already. */
  boolean leave(LiveWatch watch) {
    boolean left = watch.crowd.leave(watch);
    size -= left ? 1 : 0;
    if (size == 0 && crowds.length > 1) {
      crowds = new Crowd[] {crowds[0]}; // a walk that is on in another ends by itself
      executors = 0;
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
    Map<Executor, List<Crowd.Walk>> near = new IdentityHashMap<>(0);
    while (starting == null && next < crowds.length) {
      Crowd crowd = crowds[next++];
      if (crowd == null || !crowd.isDue()) {
        continue;
      }
      if (crowd.executor != null && size <= NEAR) {
        near.computeIfAbsent(crowd.executor, any -> new ArrayList<>()).add(crowd.start(true));
      } else {
        starting = crowd;
        board.outbox.add(crowd.start(false)::handOff);
      }
    }
    if (!near.isEmpty()) {
      board.outbox.add(() -> near.forEach(this::handOff)); // with one turn of the lock for all
    }
  }

  /** Hands one executor's walks off: one task, whatever the number of their crowds. */
  private void handOff(Executor theirs, List<Crowd.Walk> walks) {
    Runnable all =
        () -> {
          for (Crowd.Walk walk : walks) {
            walk.run();
          }
        };
    if (!board.outbox.hand(theirs, all)) {
      for (Crowd.Walk walk : walks) {
        walk.handOff();
      }
    }
  }
}
