package io.celeriac.cli;

import io.celeriac.Celery;
import io.celeriac.Settings;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the commands share: their surroundings, the global options, and the app that these make. */
final class Session {

  private final Surroundings surroundings;
  private final GlobalOptions options;

  Session(Surroundings surroundings, GlobalOptions options) {
    this.surroundings = surroundings;
    this.options = options;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  boolean quiet() {
    return options.quiet;
  }

  /** The class that {@code -A} or the environment names. */
  Optional<String> appName() {
    return Optional.ofNullable(options.app)
        .or(() -> Optional.ofNullable(surroundings.environment().get("CELERY_APP")))
        .filter(name -> !name.isBlank());
  }

  /** The app that is named, or one without tasks; under all settings from around it. */
  Celery app(Settings commandLine) {
    return appName().map(name -> named(name, commandLine)).orElseGet(() -> plain(commandLine));
  }

  private Celery named(String name, Settings commandLine) {
    ApplicationPath path = ApplicationPath.of(options.classpath, surroundings.directory());
    return new ApplicationLoader(path).load(name, settings(commandLine));
  }

  private Celery plain(Settings commandLine) {
    return Celery.named("celeriac").overriding(settings(commandLine)).build();
  }

  /** The settings of environment, file and command line. */
  Settings settings(Settings commandLine) {
    Settings options = set(Settings.defaults(), "broker_url", this.options.broker, "--broker");
    options = set(options, "result_backend", this.options.resultBackend, "--result-backend");
    return ConfigurationSources.load(
        surroundings.environment(),
        surroundings.directory(),
        this.options.config,
        commandLine.overlay(options));
  }

  /** With what an option of the command line sets, if it is given. */
  static Settings set(Settings settings, String name, @Nullable String value, String option) {
    return value == null ? settings : settings.with(name, value, "command line " + option);
  }
}
