package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.Setting;
import io.celeriac.Settings;
import io.celeriac.spi.BeatEnvironment;
import io.celeriac.spi.ScheduleStore;
import java.util.Map;
import java.util.UUID;

/** Chooses the agenda of a beat: that of a shared store where one is named, or that of a file. */
record Agendas(BeatEnvironment app, BeatConfig config) {

  /**
   * The agenda, not opened.
   *
   * @param configured the app's own entries
   * @param news told when the beat should look at its entries at once
   */
  Agenda open(Map<String, BeatEntry> configured, Runnable news) {
    if (config.store().isEmpty()) {
      return file(configured);
    }
    ScheduleStore store = store();
    String owner = config.hostname() + "/" + UUID.randomUUID();
    return new SharedAgenda(
        store,
        new Leadership(store, owner, config.lease(), System::nanoTime, news),
        configured,
        app.converter(),
        this::isKnownResult,
        app.clock(),
        System::nanoTime,
        config.maxInterval());
  }

  /** The shared store, which must be named. */
  ScheduleStore store() {
    return app.openStore(config.store().orElseThrow(), config.storeOrigin());
  }

  private boolean isKnownResult(String id) {
    return app.hasResultBackend() && app.resultBackend().find(id).isPresent();
  }

  /** The agenda of a file. */
  FileAgenda file(Map<String, BeatEntry> configured) {
    Settings settings = app.settings();
    ScheduleFile file =
        new ScheduleFile(
            config.file(),
            config.fileOrigin(),
            settings.find(Setting.TIMEZONE).map(Object::toString).orElse(null),
            settings.find(Setting.ENABLE_UTC).orElse(true));
    return new FileAgenda(
        file,
        configured,
        app.converter(),
        app.clock(),
        System::nanoTime,
        settings.find(Setting.BEAT_SYNC_EVERY).orElse(0));
  }
}
