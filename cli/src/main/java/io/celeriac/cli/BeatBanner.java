package io.celeriac.cli;

import io.celeriac.Beat;
import io.celeriac.Celery;
import io.celeriac.Durations;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What a beat says of itself when it starts, as Celery's does. */
final class BeatBanner {

  private final Terminal terminal;
  private final Instant now;

  BeatBanner(Terminal terminal, Instant now) {
    this.terminal = terminal;
    this.now = now;
  }

  String text(Celery app, Optional<String> appClass, Beat beat, String logFile, LogLevel level) {
    String time =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
            .withZone(ZoneId.systemDefault())
            .format(now);
    StringBuilder text = new StringBuilder();
    text.append("celeriac beat ").append(VersionText.version()).append(" is starting.\n");
    text.append(Style.BOLD.of("LocalTime -> ", terminal)).append(time).append('\n');
    text.append(Style.BOLD.of("Configuration ->", terminal)).append('\n');
    fact(text, "app", app.name() + appClass.map(name -> " (" + name + ")").orElse(""));
    fact(text, "broker", app.brokerUrl());
    fact(text, "schedule", beat.store());
    fact(text, "logfile", logFile + "@%" + level);
    fact(text, "maxinterval", Durations.format(beat.maxInterval()));
    if (beat.remoteControl()) {
      fact(text, "remote control", beat.hostname());
    }
    return text.append('\n').toString();
  }

  private static void fact(StringBuilder text, String name, String value) {
    text.append("    . ").append(name).append(" -> ").append(value).append('\n');
  }
}
