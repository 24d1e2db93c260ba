package io.celeriac.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where several beats keep their schedule and its last runs, and agree on which of them works: the
 * leader. Thread-safe; methods may block. Failures to reach the store are {@link
 * io.celeriac.ScheduleStoreException}s.
 */
public interface ScheduleStore extends AutoCloseable {

  /** The store's address as a person may see it: the password masked. */
  String displayUrl();

  /**
   * Becomes the leader, or remains it, for so long from now. A leader that is not heard of for that
   * time is replaced by the next who asks, no matter how their clocks differ. Who is not the leader
   * asks again at least four times in that time.
   *
   * @param owner who asks: unique among all beats, and never used again
   * @return whether it is the leader
   */
  boolean lead(String owner, Duration lease);

  /** Stops being the leader, so that another can be at once; nothing when it is not. */
  void resign(String owner);

  /** Who is the leader, as far as anybody knows. */
  Optional<String> leader();

  /** All entries. */
  List<StoredEntry> entries();

  /**
   * Adds an entry, or changes the definition of the one of that name.
   *
   * @param entry its run counts only when there is none of that name yet
   */
  void put(StoredEntry entry);

  /** Removes an entry; false when there is no such. */
  boolean remove(String name);

  /**
   * Notes what is known of an entry's runs, in one step that does nothing unless the owner is the
   * leader and the note that is there is the expected one. So of two who take themselves for the
   * leader only one succeeds.
   *
   * @return whether it was done
   */
  boolean advance(String owner, String name, String expected, String run);

  @Override
  void close();
}
