package io.celeriac;

import io.celeriac.spi.BeatEnvironment;
import io.celeriac.spi.BeatProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Says how a beat is to be; what is not said is left to the settings. Not thread-safe. */
public final class BeatBuilder {

  private final BeatEnvironment environment;
  private final List<BeatEntry> entries = new ArrayList<>();
  private Optional<String> scheduleFile = Optional.empty();
  private Optional<String> store = Optional.empty();
  private Optional<Duration> maxInterval = Optional.empty();
  private Optional<Boolean> remoteControl = Optional.empty();
  private Optional<String> hostname = Optional.empty();

  BeatBuilder(BeatEnvironment environment) {
    this.environment = environment;
  }

  /** A periodic task, beside those of the app and of {@code beat_schedule}. */
  public BeatBuilder entry(String name, Schedule schedule, Signature<?> call) {
    entries.add(new BeatEntry(name, schedule, call));
    return this;
  }

  /** The file that keeps the last runs: {@code beat_schedule_filename}. */
  public BeatBuilder scheduleFile(String file) {
    this.scheduleFile = Optional.of(file);
    return this;
  }

  /**
   * The store that several beats share, by its URL, such as {@code redis://localhost/0} or {@code
   * db+postgresql://localhost/shop}: {@code celeriac_beat_store}.
   */
  public BeatBuilder store(String url) {
    this.store = Optional.of(url);
    return this;
  }

  /** The longest pause between two looks at the schedule: {@code beat_max_loop_interval}. */
  public BeatBuilder maxInterval(Duration interval) {
    if (interval.isNegative() || interval.isZero()) {
      throw new SettingException(
          "A beat with a longest interval of " + interval + " would never pause; give more");
    }
    this.maxInterval = Optional.of(interval);
    return this;
  }

  /** Whether it answers pings: {@code beat_enable_remote_control}. */
  public BeatBuilder remoteControl(boolean answers) {
    this.remoteControl = Optional.of(answers);
    return this;
  }

  /** The node name that it answers pings by; {@code %h}, {@code %n}, {@code %d} are the host's. */
  public BeatBuilder hostname(String name) {
    this.hostname = Optional.of(name);
    return this;
  }

  /**
   * The beat, not started.
   *
   * @throws MissingModuleException when the beat module is not on the class path
   * @throws SettingException when an entry or another setting cannot be used
   */
  public Beat build() {
    return provider().create(environment, options());
  }

  /** The beat, started. */
  public Beat start() {
    Beat beat = build();
    beat.start();
    return beat;
  }

  /** Runs a beat until the process is told to end; the exit code. */
  public int run() {
    return build().run();
  }

  /** The schedule that such a beat works on, to look at and, in a shared store, to change. */
  public StoredSchedule open() {
    return provider().open(environment, options());
  }

  private BeatOptions options() {
    return new BeatOptions(entries, scheduleFile, store, maxInterval, remoteControl, hostname);
  }

  private static BeatProvider provider() {
    return ServiceLoader.load(BeatProvider.class)
        .findFirst()
        .orElseThrow(() ->
            new MissingModuleException(
                "No beat is on the class path; add io.celeriac:celeriac-beat"));
  }
}
