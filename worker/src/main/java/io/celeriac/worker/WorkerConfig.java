package io.celeriac.worker;

import io.celeriac.ControlOptions;
import io.celeriac.PoolKind;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.WorkerOptions;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a worker does, once options and settings are put together.
 *
 * @param hostname the node name
 * @param queues what it consumes
 * @param pool what tasks run on
 * @param concurrency how many run at once
 * @param prefetch how many unacknowledged messages it holds, beyond those that wait for their time;
 *     0 for no limit
 * @param perSlot how many of those are for one slot of the pool
 * @param etaLimit how far waiting messages may raise that, if there is a bound
 * @param timeLimit hard limit of tasks without one
 * @param softTimeLimit soft limit of tasks without one
 * @param shutdown how long running tasks get when it ends
 * @param control how it is steered
 * @param events what it tells others of itself
 * @param children how the child processes of the prefork pool are kept
 */
record WorkerConfig(
    String hostname,
    List<Queue> queues,
    PoolKind pool,
    int concurrency,
    int prefetch,
    int perSlot,
    Optional<Integer> etaLimit,
    Optional<Duration> timeLimit,
    Optional<Duration> softTimeLimit,
    Lifecycle.Limits shutdown,
    ControlOptions control,
    EventPolicy events,
    ChildOptions children) {

  /** Virtual threads cost little, so that many waiting tasks may share a worker by default. */
  private static final int VIRTUAL_CONCURRENCY = 1000;

  static WorkerConfig of(WorkerEnvironment app, WorkerOptions options) {
    Settings settings = app.settings();
    PoolKind pool = options.pool().orElseGet(() -> pool(settings));
    boolean given = options.concurrency().isPresent() || settings.isSet(Setting.WORKER_CONCURRENCY);
    Optional<ControlOptions.Autoscale> autoscale =
        options.control().autoscale().filter(bounds -> pool != PoolKind.SOLO);
    int most =
        pool == PoolKind.SOLO
            ? 1
            : autoscale
                .map(ControlOptions.Autoscale::max)
                .orElseGet(
                    () -> options.concurrency().orElseGet(() -> concurrency(settings, pool)));
    int multiplier =
        options.prefetchMultiplier().orElse(settings.get(Setting.WORKER_PREFETCH_MULTIPLIER));
    boolean multiplied =
        options.prefetchMultiplier().isPresent()
            || settings.isSet(Setting.WORKER_PREFETCH_MULTIPLIER);
    // A thousand default slots, times four, would take a cluster's whole backlog into one worker.
    int perSlot =
        pool == PoolKind.VIRTUAL && !given && autoscale.isEmpty() && !multiplied ? 1 : multiplier;
    String hostname = options.nodeName();
    return new WorkerConfig(
        hostname,
        queues(app, options, hostname),
        pool,
        autoscale.map(ControlOptions.Autoscale::min).orElse(most),
        Math.multiplyExact(most, perSlot),
        perSlot,
        settings.find(Setting.WORKER_ETA_TASK_LIMIT),
        options.timeLimit().or(() -> settings.find(Setting.TASK_TIME_LIMIT)),
        options.softTimeLimit().or(() -> settings.find(Setting.TASK_SOFT_TIME_LIMIT)),
        new Lifecycle.Limits(
            settings.find(Setting.CELERIAC_DRAIN_TIMEOUT),
            options
                .softShutdownTimeout()
                .orElse(settings.get(Setting.WORKER_SOFT_SHUTDOWN_TIMEOUT)),
            settings.get(Setting.WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE)),
        control(options.control(), autoscale, settings),
        EventPolicy.of(options.events(), settings),
        ChildOptions.of(settings));
  }

  private static ControlOptions control(
      ControlOptions given, Optional<ControlOptions.Autoscale> autoscale, Settings settings) {
    return new ControlOptions(
        autoscale,
        given.autoscaleKeepalive(),
        given.stateDb().or(() -> settings.find(Setting.WORKER_STATE_DB)),
        given.mingle(),
        given.revokesMax(),
        given.revokeExpires());
  }

  private static PoolKind pool(Settings settings) {
    return settings.isSet(Setting.WORKER_POOL)
        ? PoolKind.of(settings.get(Setting.WORKER_POOL), settings.origin(Setting.WORKER_POOL))
        : PoolKind.VIRTUAL;
  }

  private static int concurrency(Settings settings, PoolKind pool) {
    int processors = Runtime.getRuntime().availableProcessors();
    String given = settings.find(Setting.WORKER_CONCURRENCY).map(String::valueOf).orElse("");
    if (given.equals("auto")) {
      return processors;
    }
    if (!given.isEmpty()) {
      int slots = Integer.parseInt(given);
      if (slots < 1) {
        throw new SettingException(
            "worker_concurrency of "
                + slots
                + " ("
                + settings.origin(Setting.WORKER_CONCURRENCY)
                + ") would run nothing; give 1 or more, or auto");
      }
      return slots;
    }
    return pool == PoolKind.VIRTUAL ? VIRTUAL_CONCURRENCY : processors;
  }

  private static List<Queue> queues(WorkerEnvironment app, WorkerOptions options, String hostname) {
    List<String> names =
        new ArrayList<>(options.queues().isEmpty() ? app.queueNames() : options.queues());
    names.removeAll(options.excludedQueues());
    if (names.isEmpty()) {
      throw new SettingException(
          "There is no queue left to consume: "
              + app.queueNames()
              + " without the excluded "
              + options.excludedQueues());
    }
    if (names.contains(app.deadLetters().queue())) {
      throw new SettingException(
          "'"
              + app.deadLetters().queue()
              + "' is the dead-letter queue ("
              + app.settings().origin(Setting.CELERIAC_DEAD_LETTER_QUEUE)
              + ") and not for workers; 'celeriac dead replay' puts its messages back");
    }
    List<Queue> queues = new ArrayList<>(names.stream().distinct().map(app::queue).toList());
    if (app.settings().get(Setting.WORKER_DIRECT)) {
      queues.add(Queue.workerDirect(hostname));
    }
    return List.copyOf(queues);
  }
}
