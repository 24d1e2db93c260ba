package io.celeriac.beat;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * The entries that a beat works on, and what is kept of their runs: in a file for one beat, or in a
 * store that several share. Used by the one thread of its beat, apart from {@link #isLeading}.
 */
interface Agenda extends AutoCloseable {

  /** Where it is kept, as a person may see it. */
  String display();

  /** Whether what is due is this beat's to send. */
  boolean isLeading();

  /** Reads what is kept, and brings it up to the app's configuration. */
  void open();

  /** Called before each look at the entries: takes note of changes, and writes what is overdue. */
  void refresh();

  /** The entries to plan. */
  Collection<Entry> entries();

  /** Differs when entries have come, gone or changed other than by their runs. */
  long revision();

  /**
   * Notes that an entry runs, before it is sent.
   *
   * @param due when it should have run
   * @return the entry with its run; empty when it is not this beat's to send
   */
  Optional<Entry> begin(Entry entry, Instant due, Instant now);

  /** Whether a run that has begun is still this beat's to send. */
  boolean mayStillSend();

  /** Notes that a run was sent. The entry as it is planned on. */
  Entry done(Entry entry);

  /** Writes what is not written yet, and lets go. */
  @Override
  void close();
}
