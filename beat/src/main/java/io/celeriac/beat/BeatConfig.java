package io.celeriac.beat;

import io.celeriac.BeatOptions;
import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.spi.NodeName;
import java.time.Duration;
import java.util.Optional;

/**
 * What a beat does, once options and settings are put together.
 *
 * @param hostname the node name
 * @param store the URL of the shared store; empty where a file is used
 * @param storeOrigin who has given it, for errors
 * @param file the name of the file
 * @param fileOrigin who has given it, for errors
 * @param maxInterval the longest pause between two looks at the schedule
 * @param times when schedules are due
 * @param remoteControl whether it answers pings
 * @param maxTickAge how long after its last look it still answers; zero for always
 * @param lease how long a leader that is not heard of keeps the lead
 */
record BeatConfig(
    String hostname,
    Optional<String> store,
    String storeOrigin,
    String file,
    String fileOrigin,
    Duration maxInterval,
    DueTimes times,
    boolean remoteControl,
    Duration maxTickAge,
    Duration lease) {

  private static final String KIND = "celerybeat";
  private static final Duration OF_A_FILE = Duration.ofMinutes(5);

  /** Where others change the schedule, one has to look more often. */
  private static final Duration OF_A_STORE = Duration.ofSeconds(5);

  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
  private static final Duration SHORTEST_TICK_AGE = Duration.ofSeconds(60);

  static BeatConfig of(Settings settings, BeatOptions options) {
    Optional<String> store =
        options
            .store()
            .or(() -> settings.find(Setting.CELERIAC_BEAT_STORE))
            .filter(url -> !url.isBlank());
    Duration interval =
        options
            .maxInterval()
            .or(() -> settings.find(Setting.BEAT_MAX_LOOP_INTERVAL))
            .filter(Duration::isPositive)
            .orElse(store.isPresent() ? OF_A_STORE : OF_A_FILE);
    Duration twice = interval.multipliedBy(2);
    return new BeatConfig(
        options
            .hostname()
            .map(given -> NodeName.of(KIND, given))
            .orElseGet(() -> NodeName.ofThisHost(KIND)),
        store,
        options.store().isPresent() ? "code" : settings.origin(Setting.CELERIAC_BEAT_STORE),
        options.scheduleFile().orElseGet(() -> settings.get(Setting.BEAT_SCHEDULE_FILENAME)),
        options.scheduleFile().isPresent()
            ? "code"
            : settings.origin(Setting.BEAT_SCHEDULE_FILENAME),
        interval,
        new DueTimes(settings.zone(), settings.find(Setting.BEAT_CRON_STARTING_DEADLINE)),
        options.remoteControl().orElseGet(() -> settings.get(Setting.BEAT_ENABLE_REMOTE_CONTROL)),
        settings
            .find(Setting.BEAT_REMOTE_CONTROL_MAX_TICK_AGE)
            .orElse(twice.compareTo(SHORTEST_TICK_AGE) > 0 ? twice : SHORTEST_TICK_AGE),
        lease(settings));
  }

  private static Duration lease(Settings settings) {
    Duration lease = settings.get(Setting.CELERIAC_BEAT_LOCK_TIMEOUT);
    if (lease.compareTo(SHORTEST_LEASE) < 0) {
      throw new SettingException(
          "celeriac_beat_lock_timeout of "
              + lease.toMillis() / 1000.0
              + " ("
              + settings.origin(Setting.CELERIAC_BEAT_LOCK_TIMEOUT)
              + ") is too short: the lead would go from beat to beat with every delay; give 1"
              + " second or more");
    }
    return lease;
  }
}
