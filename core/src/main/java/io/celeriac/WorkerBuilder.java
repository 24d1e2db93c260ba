package io.celeriac;

import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Says how a worker is to be; what is not said is left to the settings. Not thread-safe. */
public final class WorkerBuilder {

  private final WorkerEnvironment environment;
  private Optional<String> hostname = Optional.empty();
  private List<String> queues = List.of();
  private List<String> excludedQueues = List.of();
  private Optional<PoolKind> pool = Optional.empty();
  private OptionalInt concurrency = OptionalInt.empty();
  private OptionalInt prefetchMultiplier = OptionalInt.empty();
  private Optional<Duration> timeLimit = Optional.empty();
  private Optional<Duration> softTimeLimit = Optional.empty();
  private Optional<Duration> softShutdownTimeout = Optional.empty();
  private boolean coldSigterm;
  private ControlOptions control = ControlOptions.DEFAULTS;
  private EventOptions events = EventOptions.DEFAULTS;

  WorkerBuilder(WorkerEnvironment environment) {
    this.environment = environment;
  }

  /** The node name: {@code w1@host}; {@code %h}, {@code %n}, {@code %d} stand for the host's. */
  public WorkerBuilder hostname(String name) {
    this.hostname = Optional.of(name);
    return this;
  }

  /** The queues to consume. */
  public WorkerBuilder queues(String... names) {
    this.queues = List.of(names);
    return this;
  }

  /** The queues not to consume, of the app's. */
  public WorkerBuilder excludeQueues(String... names) {
    this.excludedQueues = List.of(names);
    return this;
  }

  public WorkerBuilder pool(PoolKind kind) {
    this.pool = Optional.of(kind);
    return this;
  }

  /** How many tasks run at once. */
  public WorkerBuilder concurrency(int slots) {
    if (slots < 1) {
      throw new SettingException(
          "A worker with a concurrency of " + slots + " would run nothing; give 1 or more");
    }
    this.concurrency = OptionalInt.of(slots);
    return this;
  }

  /** Messages held for each slot; 0 for no limit. */
  public WorkerBuilder prefetchMultiplier(int messages) {
    if (messages < 0) {
      throw new SettingException(
          "A prefetch multiplier of " + messages + " is out of range; give 0 (no limit) or more");
    }
    this.prefetchMultiplier = OptionalInt.of(messages);
    return this;
  }

  /** The hard limit of tasks without one of their own. */
  public WorkerBuilder timeLimit(Duration limit) {
    this.timeLimit = Optional.of(limit);
    return this;
  }

  /** The soft limit of tasks without one of their own. */
  public WorkerBuilder softTimeLimit(Duration limit) {
    this.softTimeLimit = Optional.of(limit);
    return this;
  }

  /** How long running tasks get before a cold shutdown. */
  public WorkerBuilder softShutdownTimeout(Duration time) {
    this.softShutdownTimeout = Optional.of(time);
    return this;
  }

  /**
   * Has SIGTERM end the worker cold, as SIGQUIT does: what {@code REMAP_SIGTERM=SIGQUIT} in the
   * environment says to the {@code celeriac} command, and to Celery.
   */
  public WorkerBuilder coldSigterm() {
    this.coldSigterm = true;
    return this;
  }

  /** Lets the pool scale by itself between so many slots: {@code --autoscale MAX,MIN}. */
  public WorkerBuilder autoscale(int max, int min) {
    ControlOptions.Autoscale bounds = new ControlOptions.Autoscale(max, min);
    return control(
        new ControlOptions(
            Optional.of(bounds),
            control.autoscaleKeepalive(),
            control.stateDb(),
            control.mingle(),
            control.revokesMax(),
            control.revokeExpires()));
  }

  /** Keeps revoked ids over a restart, in this file: {@code --statedb}. */
  public WorkerBuilder stateDb(String file) {
    return control(
        new ControlOptions(
            control.autoscale(),
            control.autoscaleKeepalive(),
            Optional.of(file),
            control.mingle(),
            control.revokesMax(),
            control.revokeExpires()));
  }

  /** Does not ask the neighbours for what is revoked: {@code --without-mingle}. */
  public WorkerBuilder withoutMingle() {
    return control(
        new ControlOptions(
            control.autoscale(),
            control.autoscaleKeepalive(),
            control.stateDb(),
            false,
            control.revokesMax(),
            control.revokeExpires()));
  }

  /** How it is steered, all at once. */
  public WorkerBuilder control(ControlOptions options) {
    this.control = options;
    return this;
  }

  /** What has been said by now of how it is steered. */
  public ControlOptions control() {
    return control;
  }

  /** Whether it sends events of tasks: {@code worker_send_task_events}. */
  public WorkerBuilder taskEvents(boolean sent) {
    this.events =
        new EventOptions(
            Optional.of(sent), events.heartbeat(), events.heartbeatInterval(), events.gossip());
    return this;
  }

  /** How often it tells that it is alive; every 2 seconds by default. */
  public WorkerBuilder heartbeatInterval(Duration interval) {
    if (interval.toMillis() < 1) {
      throw new SettingException(
          "A heartbeat interval of "
              + interval
              + " is no time at all; give more, or go without a heartbeat");
    }
    this.events =
        new EventOptions(events.taskEvents(), true, Optional.of(interval), events.gossip());
    return this;
  }

  /** Does not tell that it is alive: it is in no monitor then. */
  public WorkerBuilder withoutHeartbeat() {
    this.events =
        new EventOptions(events.taskEvents(), false, events.heartbeatInterval(), events.gossip());
    return this;
  }

  /** Does not listen to the events of other workers. */
  public WorkerBuilder withoutGossip() {
    this.events =
        new EventOptions(
            events.taskEvents(), events.heartbeat(), events.heartbeatInterval(), false);
    return this;
  }

  /**
   * The worker, not started.
   *
   * @throws MissingModuleException when the worker module is not on the class path
   */
  public Worker build() {
    return Providers.worker().create(environment, options());
  }

  private WorkerOptions options() {
    return new WorkerOptions(
        hostname,
        queues,
        excludedQueues,
        pool,
        concurrency,
        prefetchMultiplier,
        timeLimit,
        softTimeLimit,
        softShutdownTimeout,
        coldSigterm,
        control,
        events);
  }

  /** The node name in full that the worker will have. */
  public String nodeName() {
    return options().nodeName();
  }

  /** The worker, started. */
  public Worker start() {
    Worker worker = build();
    worker.start();
    return worker;
  }

  /** Runs a worker until the process is told to end; the exit code. */
  public int run() {
    return build().run();
  }
}
