package io.celeriac.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A message of ours in the hash of reserved ones. It is ours as long as its score in the index is
 * one that we wrote; several can be, when the reply to a renewal was lost. The scores are changed
 * only by {@link Reservations}, which holds its lock then.
 */
final class Reservation {
  private final Keys.Reserved keys;
  private final String queue;
  private final String tag;
  private final List<Long> scores = new ArrayList<>(1);
  private volatile long confirmedNanos;
  private volatile boolean settling;
  private volatile boolean lost;

  Reservation(Keys.Reserved keys, String queue, String tag, long score, long takenNanos) {
    this.keys = keys;
    this.queue = queue;
    this.tag = tag;
    this.scores.add(score);
    this.confirmedNanos = takenNanos;
  }

  Keys.Reserved keys() {
    return keys;
  }

  /** The queue it was taken from. */
  String queue() {
    return queue;
  }

  /** Its name in hash and index. */
  String tag() {
    return tag;
  }

  /** The scores that may be its own, joined with commas. */
  String scores() {
    return scores.stream().map(Scores::text).collect(Collectors.joining(","));
  }

  /** A renewal is on its way, and may arrive or not. */
  void trying(long score) {
    scores.add(score);
  }

  /** That renewal was never sent. */
  void notTried(long score) {
    scores.remove(score);
  }

  /** The renewal has arrived. */
  void renewed(long score, long sentNanos) {
    scores.removeIf(older -> older < score);
    confirmedNanos = sentNanos;
  }

  /** When it was last known to be ours, by {@link System#nanoTime}. */
  long confirmedNanos() {
    return confirmedNanos;
  }

  /** Somebody has begun to settle it. */
  void settling() {
    settling = true;
  }

  /** That did not succeed, and it is held on. */
  void notSettled() {
    settling = false;
  }

  boolean isSettling() {
    return settling;
  }

  /** It is no longer ours: put back by somebody, and perhaps delivered again. */
  void lost() {
    lost = true;
  }

  boolean isLost() {
    return lost;
  }
}
