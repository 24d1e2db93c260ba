package io.celeriac.cli;

import static io.celeriac.cli.Session.set;

import io.celeriac.Celery;
import io.celeriac.PoolChild;
import io.celeriac.Queue;
import io.celeriac.Settings;
import io.celeriac.Worker;
import io.celeriac.WorkerBuilder;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a worker of the app, with the options of Celery's. */
@Command(
    name = "worker",
    description = "Run a worker of the app until the process is told to end.",
    customSynopsis = "celeriac -A CLASS [--classpath PATH] worker [OPTIONS] [SETTING=VALUE...]",
    parameterListHeading = "%n",
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "Example:",
      "  celeriac -A com.example.Shop --classpath shop.jar worker -Q celery -l INFO"
    })
final class WorkerCommand implements Callable<Integer> {

  @Option(
      names = {"-n", "--hostname"},
      paramLabel = "NAME",
      description = "The node's name, such as mail@%%h with the host's name.")
  @Nullable String hostname;

  @Option(
      names = {"-l", "--loglevel"},
      paramLabel = "LEVEL",
      description = "DEBUG, INFO, WARNING (default), ERROR, CRITICAL or FATAL.")
  @Nullable LogLevel logLevel;

  @Option(
      names = {"-c", "--concurrency"},
      paramLabel = "N",
      description = "Tasks that run at once, or auto.")
  @Nullable String concurrency;

  @Option(
      names = {"-P", "--pool"},
      paramLabel = "POOL",
      completionCandidates = PoolNames.class,
      description = {
        "virtual: a virtual thread each, for tasks that wait; the default.",
        "threads: for tasks that compute. solo: one at a time.",
        "prefork: a child process each, which can be killed."
      })
  @Nullable String pool;

  @Option(
      names = "--safe",
      description = "Lose nothing: the profile safe, as celeriac_profile=safe.")
  boolean safe;

  @Option(
      names = {"-Q", "--queues"},
      paramLabel = "QUEUE",
      split = ",",
      description = "The queues to consume, parted by commas.")
  List<String> queues = new ArrayList<>();

  @Option(
      names = {"-X", "--exclude-queues"},
      paramLabel = "QUEUE",
      split = ",",
      description = "The queues of the app not to consume.")
  List<String> excludedQueues = new ArrayList<>();

  @Option(
      names = "--prefetch-multiplier",
      paramLabel = "N",
      description = "Messages held for each slot; 0 for no limit.")
  @Nullable String prefetchMultiplier;

  @Option(
      names = {"-t", "--time-limit"},
      paramLabel = "SECONDS",
      description = "The hard limit of tasks without one of their own.")
  @Nullable String timeLimit;

  @Option(
      names = "--soft-time-limit",
      paramLabel = "SECONDS",
      description = "The soft limit of tasks without one of their own.")
  @Nullable String softTimeLimit;

  @Option(
      names = "--max-tasks-per-child",
      paramLabel = "N",
      description = "Replace a child process after that many tasks.")
  @Nullable String maxTasksPerChild;

  @Option(
      names = "--max-memory-per-child",
      paramLabel = "KIB",
      description = "Replace a child process that has more memory after a task.")
  @Nullable String maxMemoryPerChild;

  @Option(
      names = {"-O", "--optimization"},
      paramLabel = "PROFILE",
      description = "default or fair; both are fair.")
  @Nullable Optimization optimization;

  @Mixin final DaemonOptions daemon = new DaemonOptions();
  @Mixin final SteeringOptions steering = new SteeringOptions();
  @Mixin final WorkerEventOptions events = new WorkerEventOptions();
  @Mixin final EmbeddedBeat beat = new EmbeddedBeat();

  @Parameters(
      paramLabel = "SETTING=VALUE",
      arity = "0..*",
      description = "Settings: task_acks_late=yes")
  List<String> settings = new ArrayList<>();

  @Spec CommandSpec spec = CommandSpec.create();
  private final Session session;

  WorkerCommand(Session session) {
    this.session = session;
  }

  /** Celery's two names of how tasks are given to the pool. */
  enum Optimization {
    DEFAULT,
    FAIR
  }

  @Override
  public Integer call() {
    LogLevel level = logLevel == null ? LogLevel.WARNING : logLevel;
    LogOutput.toStandardError(level, session.surroundings().errors());
    String name = session.appName().orElseThrow(WorkerCommand::noApp);
    PoolNames.check(pool);
    Detachment.leave();
    try (Celery app = session.app(commandLine())) {
      Worker worker = build(app);
      return daemon.run(
          spec, session, app.settings(), level, worker.hostname(), log -> run(name, app, worker));
    }
  }

  private int run(String name, Celery app, Worker worker) {
    if (!session.quiet() && PoolChild.ofThisProcess().isEmpty()) {
      WorkerBanner banner = new WorkerBanner(session.surroundings().output(), name, Instant.now());
      out().print(banner.text(app, worker));
      out().flush();
    }
    if (steering.purge) {
      long count = app.purge(worker.queues().stream().map(Queue::name).toArray(String[]::new));
      out().println("purge: Erased " + count + " messages from the queue.\n");
      out().flush();
    }
    return beat.runWith(app, session, worker);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private static UsageException noApp() {
    return new UsageException(
        "A worker needs an app: name the class that makes it by -A, as in celeriac -A"
            + " com.example.Shop --classpath shop.jar worker, or in CELERY_APP");
  }

  /** What the command line sets: options before further settings. */
  Settings commandLine() {
    Settings given = ArgumentSettings.read("worker", settings);
    given = set(given, "worker_concurrency", concurrency, "--concurrency");
    given = set(given, "worker_pool", pool, "--pool");
    given = set(given, "celeriac_profile", safe ? "safe" : null, "--safe");
    given = beat.over(given);
    given = set(given, "worker_max_tasks_per_child", maxTasksPerChild, "--max-tasks-per-child");
    given = set(given, "worker_max_memory_per_child", maxMemoryPerChild, "--max-memory-per-child");
    return set(given, "worker_prefetch_multiplier", prefetchMultiplier, "--prefetch-multiplier");
  }

  private Worker build(Celery app) {
    WorkerBuilder builder = app.worker();
    if (hostname != null) {
      builder.hostname(hostname);
    }
    if (!queues.isEmpty()) {
      builder.queues(queues.toArray(String[]::new));
    }
    if (!excludedQueues.isEmpty()) {
      builder.excludeQueues(excludedQueues.toArray(String[]::new));
    }
    if (timeLimit != null) {
      builder.timeLimit(CallTimes.seconds("--time-limit", timeLimit));
    }
    if (softTimeLimit != null) {
      builder.softTimeLimit(CallTimes.seconds("--soft-time-limit", softTimeLimit));
    }
    steering.apply(
        builder, session.surroundings().environment(), session.surroundings().directory());
    events.apply(builder);
    if ("SIGQUIT".equals(session.surroundings().environment().get("REMAP_SIGTERM"))) {
      builder.coldSigterm();
    }
    return builder.build();
  }
}
