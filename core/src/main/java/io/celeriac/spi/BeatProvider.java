package io.celeriac.spi;

import io.celeriac.Beat;
import io.celeriac.BeatOptions;
import io.celeriac.StoredSchedule;

/** Makes beats; found with {@link java.util.ServiceLoader}, so that a producer needs no beat. */
public interface BeatProvider {

  /** Makes a beat that has not started. */
  Beat create(BeatEnvironment environment, BeatOptions options);

  /** Opens the schedule that beats with these options work on. */
  StoredSchedule open(BeatEnvironment environment, BeatOptions options);
}
