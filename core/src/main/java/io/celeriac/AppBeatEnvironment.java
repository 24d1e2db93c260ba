package io.celeriac;

import io.celeriac.spi.BeatEnvironment;
import io.celeriac.spi.BrokerUrl;
import io.celeriac.spi.LamportClock;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ScheduleStore;
import io.celeriac.spi.Transport;
import io.celeriac.spi.ValueConverter;
import java.time.Clock;
import java.util.List;

/** An app's parts, as its beat sees them. */
final class AppBeatEnvironment implements BeatEnvironment {

  private final Celery app;
  private final CeleryParts parts;

  AppBeatEnvironment(Celery app) {
    this.app = app;
    this.parts = app.parts();
  }

  @Override
  public Celery app() {
    return app;
  }

  @Override
  public Settings settings() {
    return parts.settings();
  }

  @Override
  public Clock clock() {
    return parts.clock();
  }

  @Override
  public LamportClock lamport() {
    return parts.lamport();
  }

  @Override
  public Transport transport() {
    return parts.transport();
  }

  @Override
  public ResultBackend resultBackend() {
    return parts.backend();
  }

  @Override
  public boolean hasResultBackend() {
    return !(parts.backend() instanceof DisabledResultBackend);
  }

  @Override
  public ValueConverter converter() {
    return parts.converter();
  }

  @Override
  public List<BeatEntry> periodicTasks() {
    return parts.periodicTasks();
  }

  @Override
  public ScheduleStore openStore(String url, String origin) {
    List<BrokerUrl> urls = BrokerUrl.parseAllBackends(List.of(url.split(";")), origin);
    return Providers.scheduleStore(urls.getFirst()).open(urls, parts.settings());
  }
}
