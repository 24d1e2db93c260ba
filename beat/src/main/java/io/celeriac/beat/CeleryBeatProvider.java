package io.celeriac.beat;

import io.celeriac.Beat;
import io.celeriac.BeatOptions;
import io.celeriac.StoredSchedule;
import io.celeriac.spi.BeatEnvironment;
import io.celeriac.spi.BeatProvider;

/** How an app finds this module. */
public final class CeleryBeatProvider implements BeatProvider {

  @Override
  public Beat create(BeatEnvironment environment, BeatOptions options) {
    return new CeleryBeat(environment, options);
  }

  @Override
  public StoredSchedule open(BeatEnvironment environment, BeatOptions options) {
    BeatConfig config = BeatConfig.of(environment.settings(), options);
    Agendas agendas = new Agendas(environment, config);
    return config.store().isPresent()
        ? new SharedSchedule(
            agendas.store(), config.times(), environment.converter(), environment.clock())
        : new FileSchedule(
            agendas.file(ConfiguredEntries.of(environment, options)), config.times());
  }
}
