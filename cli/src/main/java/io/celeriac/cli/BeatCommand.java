package io.celeriac.cli;

import static io.celeriac.cli.Session.set;

import io.celeriac.Beat;
import io.celeriac.BeatBuilder;
import io.celeriac.Celery;
import io.celeriac.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Runs a beat of the app, with the options of Celery's; its subcommands change a shared schedule.
 */
@Command(
    name = "beat",
    description = "Send periodic tasks when they are due, until the process is told to end.",
    customSynopsis = {
      "celeriac [-A CLASS] [--classpath PATH] beat [OPTIONS] [SETTING=VALUE...]",
      "       celeriac beat list|add|remove|enable|disable [OPTIONS]"
    },
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands for the schedule:%n",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  celeriac -A com.example.Shop --classpath shop.jar beat -l INFO",
      "  celeriac -b redis://localhost beat -S redis://localhost/0"
    })
final class BeatCommand implements Callable<Integer> {

  @Mixin final ScheduleStoreOptions where = new ScheduleStoreOptions();

  @Option(
      names = "--max-interval",
      paramLabel = "SECONDS",
      description = "The longest pause between two looks at the schedule.")
  @Nullable String maxInterval;

  @Option(
      names = "--enable-remote-control",
      negatable = true,
      description = "Answer 'inspect ping', so that others see that it is alive.")
  @Nullable Boolean remoteControl;

  @Option(
      names = {"-n", "--hostname"},
      paramLabel = "NAME",
      description = "The node's name to answer by, celerybeat@%%h by default.")
  @Nullable String hostname;

  @Option(
      names = {"-l", "--loglevel"},
      paramLabel = "LEVEL",
      description = "DEBUG, INFO, WARNING (default), ERROR, CRITICAL or FATAL.")
  @Nullable LogLevel logLevel;

  @Mixin final DaemonOptions daemon = new DaemonOptions();

  @Parameters(
      paramLabel = "SETTING=VALUE",
      arity = "0..*",
      description = "Settings: beat_sync_every=1")
  List<String> settings = new ArrayList<>();

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  BeatCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    LogLevel level = logLevel == null ? LogLevel.WARNING : logLevel;
    LogOutput.toStandardError(level, session.surroundings().errors());
    Detachment.leave();
    try (Celery app = session.app(commandLine())) {
      Beat beat = build(app);
      return daemon.run(
          spec, session, app.settings(), level, beat.hostname(), log -> run(app, beat, level, log));
    }
  }

  private int run(Celery app, Beat beat, LogLevel level, Optional<Path> log) {
    if (!session.quiet()) {
      PrintWriter out = spec.commandLine().getOut();
      BeatBanner banner = new BeatBanner(session.surroundings().output(), Instant.now());
      String file = log.map(Path::toString).orElse("[stderr]");
      out.print(banner.text(app, session.appName(), beat, file, level));
      out.flush();
    }
    return beat.run();
  }

  /** What the command line sets: options before further settings. */
  Settings commandLine() {
    Settings given = where.over(ArgumentSettings.read("beat", settings));
    return set(given, "beat_max_loop_interval", maxInterval, "--max-interval");
  }

  private Beat build(Celery app) {
    BeatBuilder builder = ScheduleStoreOptions.beat(app, session);
    if (hostname != null) {
      builder.hostname(hostname);
    }
    if (remoteControl != null) {
      builder.remoteControl(remoteControl);
    }
    return builder.build();
  }
}
