package io.celeriac.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a case leaves to chance, all of it drawn from one seed, and how large it is: a tenth of what
 * is written, or with {@code -Dfaults.full=true} all of it. One thread draws.
 */
final class Chance {
  private final long seed;
  private final Random random;
  private final boolean full = Boolean.getBoolean("faults.full");

  private Chance(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** By {@code -Dfaults.seed}, else by a seed of its own. */
  static Chance drawn() {
    Long given = Long.getLong("faults.seed");
    return new Chance(given == null ? new Random().nextInt(1_000_000) : given);
  }

  /** By a seed that is known. */
  static Chance of(long seed) {
    return new Chance(seed);
  }

  long seed() {
    return seed;
  }

  /** How much of it this run does: a tenth by default. */
  int size(int written) {
    return full ? written : Math.max(1, written / 10);
  }

  /** The same where a tenth would say nothing. */
  int size(int written, int atLeast) {
    return Math.max(size(written), atLeast);
  }

  /** The time that a fault lasts: whole, or shorter in a small run. */
  Duration time(Duration written, Duration small) {
    return full ? written : small;
  }

  /** A number from 0 up to another, without that. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** A number between two, both included. */
  int between(int first, int last) {
    return first + random.nextInt(last - first + 1);
  }

  /** A time between two. */
  Duration between(Duration least, Duration most) {
    return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** So many different moments of a course of so many steps, in their order. */
  List<Integer> moments(int count, int steps) {
    List<Integer> all = new ArrayList<>();
    for (int i = 1; i <= steps; i++) {
      all.add(i);
    }
    Collections.shuffle(all, random);
    return all.subList(0, count).stream().sorted().toList();
  }
}
