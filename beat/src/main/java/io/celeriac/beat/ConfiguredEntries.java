package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.BeatOptions;
import io.celeriac.Crontab;
import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.Signature;
import io.celeriac.spi.BeatEnvironment;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The entries that an app brings along: those of its code, over them those of {@code
 * beat_schedule}, and the daily clean-up where the result backend needs one.
 */
final class ConfiguredEntries {

  private static final String CLEANUP = "celery.backend_cleanup";

  private ConfiguredEntries() {}

  /**
   * The entries by name.
   *
   * @throws SettingException naming the entry of {@code beat_schedule} that cannot be used
   */
  static Map<String, BeatEntry> of(BeatEnvironment app, BeatOptions options) {
    Map<String, BeatEntry> entries = new LinkedHashMap<>();
    app.periodicTasks().forEach(entry -> entries.put(entry.name(), entry));
    options.entries().forEach(entry -> entries.put(entry.name(), entry));
    app.settings()
        .find(Setting.BEAT_SCHEDULE)
        .orElse(Map.of())
        .forEach((name, form) -> entries.put(name, read(name, form, app.settings())));
    if (needsCleanup(app)) {
      entries.putIfAbsent(
          CLEANUP,
          new BeatEntry(
              CLEANUP,
              Crontab.of("0 4 * * *"),
              Signature.of(CLEANUP, Object.class).expires(Duration.ofHours(12))));
    }
    return entries;
  }

  private static boolean needsCleanup(BeatEnvironment app) {
    return app.hasResultBackend()
        && !app.resultBackend().expiresByItself()
        && app.settings().find(Setting.RESULT_EXPIRES).filter(time -> !time.isZero()).isPresent();
  }

  private static BeatEntry read(String name, Object form, Settings settings) {
    try {
      if (form instanceof Map<?, ?> members) {
        return EntryForm.read(name, members);
      }
      throw new IllegalArgumentException(
          "it is '" + form + "'; expected a table with task and schedule");
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new SettingException(
          "The entry '"
              + name
              + "' of beat_schedule ("
              + settings.origin(Setting.BEAT_SCHEDULE)
              + ") cannot be used: "
              + e.getMessage(),
          e);
    }
  }
}
