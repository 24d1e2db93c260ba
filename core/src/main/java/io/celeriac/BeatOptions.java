package io.celeriac;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What was said of a beat in code or on the command line; what is empty is left to the settings.
 *
 * @param entries periodic tasks, beside those in {@code beat_schedule}
 * @param scheduleFile the file that keeps the last runs
 * @param store the URL of the store that several beats share
 * @param maxInterval the longest pause between two looks at the schedule
 * @param remoteControl whether it answers pings
 * @param hostname the node name that it answers them by; {@code celerybeat@<host>} when empty
 */
public record BeatOptions(
    List<BeatEntry> entries,
    Optional<String> scheduleFile,
    Optional<String> store,
    Optional<Duration> maxInterval,
    Optional<Boolean> remoteControl,
    Optional<String> hostname) {

  public BeatOptions {
    entries = List.copyOf(entries);
  }
}
