package io.celeriac.cli;

import io.celeriac.BeatEntry;
import io.celeriac.Clocked;
import io.celeriac.Crontab;
import io.celeriac.Durations;
import io.celeriac.Interval;
import io.celeriac.Schedule;
import io.celeriac.Signature;
import io.celeriac.Solar;
import io.celeriac.SolarEvent;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Adds an entry to a shared schedule, or changes the one of its name. */
@Command(
    name = "add",
    description = "Add an entry to a shared schedule, or change it.",
    customSynopsis =
        "celeriac beat [-S URL] add NAME TASK --every|--crontab|--solar|--at WHEN [OPTIONS]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  celeriac beat -S redis://localhost add tidy shop.tidy --every 10m",
      "  celeriac beat -S redis://localhost add report shop.report --crontab '0 4 * * mon-fri'"
    })
final class BeatAddCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "NAME", description = "What the entry is known by.")
  String name = "";

  @Parameters(index = "1", paramLabel = "TASK", description = "The name of the task to call.")
  String task = "";

  @ArgGroup(multiplicity = "1")
  @Nullable When when;

  @Option(names = "--latitude", paramLabel = "DEGREES", description = "For --solar: north.")
  @Nullable Double latitude;

  @Option(names = "--longitude", paramLabel = "DEGREES", description = "For --solar: east.")
  @Nullable Double longitude;

  @Option(names = "--relative", description = "For --every: at the full day, hour or minute.")
  boolean relative;

  @Option(
      names = {"-a", "--args"},
      paramLabel = "JSON",
      description = "Positional arguments, a JSON array: '[2, 3]'.")
  @Nullable String args;

  @Option(
      names = {"-k", "--kwargs"},
      paramLabel = "JSON",
      description = "Keyword arguments, a JSON object: '{\"x\": 2}'.")
  @Nullable String kwargs;

  @Option(
      names = {"-o", "--options"},
      paramLabel = "JSON",
      description = "Options of the call, a JSON object: '{\"queue\": \"mail\", \"expires\": 60}'.")
  @Nullable String options;

  @ParentCommand @Nullable BeatCommand beat;
  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  BeatAddCommand(Session session) {
    this.session = session;
  }

  /** The kinds of schedules, of which one is to be given. */
  static final class When {
    @Option(
        names = "--every",
        paramLabel = "TIME",
        description = "Once in so many seconds, or 10m, 2h, 1d.")
    @Nullable String every;

    @Option(
        names = "--crontab",
        paramLabel = "FIELDS",
        description = "Minute, hour, day of month, month, day of week: '0 4 * * *'.")
    @Nullable String crontab;

    @Option(
        names = "--solar",
        paramLabel = "EVENT",
        description = "sunrise, sunset, solar_noon, dawn_civil and so on.")
    @Nullable String solar;

    @Option(
        names = "--at",
        paramLabel = "TIME",
        description = "Once: 2026-12-24T18:00:00+01:00; without an offset in UTC.")
    @Nullable String at;
  }

  @Override
  public Integer call() {
    BeatEntry entry = new BeatEntry(name, schedule(), signature());
    PrintWriter out = spec.commandLine().getOut();
    return BeatEdit.with(
        session,
        beat,
        schedule -> {
          schedule.add(entry);
          out.println(name + " is in " + schedule.displayUrl() + ": " + entry.schedule());
          out.flush();
          return 0;
        });
  }

  private Schedule schedule() {
    try {
      return parsed();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private Schedule parsed() {
    if (when != null && when.every != null) {
      return new Interval(Durations.parse(when.every), relative);
    }
    if (when != null && when.crontab != null) {
      return Crontab.of(when.crontab);
    }
    if (when != null && when.at != null) {
      return new Clocked(CallTimes.time("--at", when.at));
    }
    if (when != null && when.solar != null && latitude != null && longitude != null) {
      return new Solar(SolarEvent.of(when.solar), latitude, longitude);
    }
    throw new UsageException("--solar needs a place: give --latitude and --longitude in degrees");
  }

  private Signature<Object> signature() {
    Signature<Object> call = CallArguments.call(task, args, kwargs);
    for (var option : CallArguments.object("--options", options).entrySet()) {
      call = call.option(option.getKey(), option.getValue());
    }
    return call;
  }
}
