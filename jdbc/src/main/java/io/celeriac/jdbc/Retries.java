package io.celeriac.jdbc;

import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.Pauses;
import java.util.random.RandomGenerator;

/**
 * How often an operation on the database is tried again: three times, where {@code
 * result_backend_always_retry} and {@code result_backend_max_retries} are not set, unlike with
 * other backends. The pauses grow from {@code result_backend_base_sleep_between_retries_ms}, drawn
 * at random below that.
 */
final class Retries {
  private static final double CELERYS_OWN = 3;

  private Retries() {}

  static Pauses of(Settings settings, RandomGenerator random) {
    boolean given = settings.isSet(Setting.RESULT_BACKEND_MAX_RETRIES);
    double retries =
        given ? settings.find(Setting.RESULT_BACKEND_MAX_RETRIES).orElse(CELERYS_OWN) : CELERYS_OWN;
    boolean refused =
        settings.isSet(Setting.RESULT_BACKEND_ALWAYS_RETRY)
            && !settings.find(Setting.RESULT_BACKEND_ALWAYS_RETRY).orElse(true);
    return Pauses.jittered(
        refused ? 0 : retries,
        settings.get(Setting.RESULT_BACKEND_BASE_SLEEP_BETWEEN_RETRIES_MS),
        settings.get(Setting.RESULT_BACKEND_MAX_SLEEP_BETWEEN_RETRIES_MS),
        random);
  }
}
