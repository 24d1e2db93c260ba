package io.celeriac;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A schedule that is kept in a store, where it can be looked at and changed while beats work on it;
 * they follow within their {@link Beat#maxInterval}. Thread-safe.
 */
public interface StoredSchedule extends AutoCloseable {

  /**
   * An entry as it is kept.
   *
   * @param name its name
   * @param schedule when it runs, for people
   * @param task what it calls
   * @param enabled whether it runs at all
   * @param configured whether it comes from an application's code or settings, which bring it back
   * @param lastRunAt when it ran last, or was new
   * @param totalRunCount how often it has run
   * @param nextRunAt when it runs next; empty when it is disabled, or has no further run
   */
  record Item(
      String name,
      String schedule,
      String task,
      boolean enabled,
      boolean configured,
      Instant lastRunAt,
      long totalRunCount,
      Optional<Instant> nextRunAt) {}

  /** Where it is kept, the password masked. */
  String displayUrl();

  /** Which of the beats that share it works; empty when none does, or it is not shared. */
  Optional<String> leader();

  /** The entries, by name in alphabetical order. */
  List<Item> list();

  /**
   * Adds an entry, or changes the one of the same name, which keeps its last run.
   *
   * @throws IllegalArgumentException when its arguments cannot be stored
   */
  void add(BeatEntry entry);

  /** Removes an entry; false when there is no such. */
  boolean remove(String name);

  /** Lets an entry run again; false when there is no such. What was missed is not made up. */
  boolean enable(String name);

  /** Keeps an entry from running; false when there is no such. */
  boolean disable(String name);

  @Override
  void close();
}
