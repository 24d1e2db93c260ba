package io.celeriac.spi;

import io.celeriac.BeatEntry;
import io.celeriac.Celery;
import io.celeriac.Settings;
import java.time.Clock;
import java.util.List;

/** What an app hands to its beat. */
public interface BeatEnvironment {

  Celery app();

  Settings settings();

  Clock clock();

  /** The clock that the app's events and commands are ordered by. */
  LamportClock lamport();

  Transport transport();

  ResultBackend resultBackend();

  /** Whether results are stored anywhere at all. */
  boolean hasResultBackend();

  ValueConverter converter();

  /** The periodic tasks of the app's code. */
  List<BeatEntry> periodicTasks();

  /**
   * Opens the store of a URL; no I/O yet.
   *
   * @param origin who has given the URL, for errors
   */
  ScheduleStore openStore(String url, String origin);
}
