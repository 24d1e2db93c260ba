package io.celeriac;

import java.time.Duration;
import java.util.Map;

/**
 * The profile {@code safe}: defaults with which no task that was sent is lost, and no result of one
 * that has ended. Whatever somebody has set counts before it.
 */
final class SafeProfile {

  private static final Map<Setting<?>, Object> VALUES =
      Map.of(
          Setting.TASK_ACKS_LATE, true,
          Setting.TASK_REJECT_ON_WORKER_LOST, true,
          Setting.WORKER_DEDUPLICATE_SUCCESSFUL_TASKS, true,
          // What is reserved and not started is what a dead worker holds up.
          Setting.WORKER_PREFETCH_MULTIPLIER, 1,
          Setting.RESULT_PERSISTENT, true,
          Setting.RESULT_BACKEND_ALWAYS_RETRY, true,
          Setting.RESULT_BACKEND_MAX_SLEEP_BETWEEN_RETRIES_MS, Duration.ofSeconds(1),
          Setting.CELERIAC_RESULT_DEADLINE, Duration.ofMinutes(10));

  private SafeProfile() {}

  /** The settings over those of their profile. */
  static Settings under(Settings settings) {
    if (!settings.get(Setting.CELERIAC_PROFILE).equals("safe")) {
      return settings;
    }
    String origin = "profile safe (" + settings.origin(Setting.CELERIAC_PROFILE) + ")";
    Settings all = settings;
    for (Map.Entry<Setting<?>, Object> each : VALUES.entrySet()) {
      if (!settings.isSet(each.getKey())) {
        all = all.with(each.getKey().name(), each.getValue(), origin);
      }
    }
    return all;
  }
}
