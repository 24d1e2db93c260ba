package io.celeriac.worker;

import io.celeriac.PoolChild;
import io.celeriac.PoolKind;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.Worker;
import io.celeriac.WorkerOptions;
import io.celeriac.spi.WorkerEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts of a worker together, and takes it from its start to its end. */
final class CeleryWorker implements Worker {

  private static final Logger LOG = LoggerFactory.getLogger(CeleryWorker.class);

  private static final long TIDY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final WorkerEnvironment app;
  private final WorkerConfig config;
  private final Timer timetable;
  private final Timer limitTimer;
  private final LogLimit logLimit;
  private final Slots slots;
  private final Monitoring monitoring;
  private final Dispatcher dispatcher;
  private final Intake intake;
  private final Revocations revocations;
  private final WorkQueues queues;
  private final Scaling scaling;
  private final RemoteControl remote;
  private final Optional<StateFile> state;
  private final Optional<ChildPool> children;
  private final Optional<ChildProgram> childProgram;
  private final AtomicBoolean started = new AtomicBoolean();
  private final Watchdog watchdog;
  private final Ending ending;
  private final boolean coldSigterm;
  private volatile Optional<Carriers> carriers = Optional.empty();
  private volatile int exitCode;

  CeleryWorker(WorkerEnvironment app, WorkerOptions options) {
    this.app = app;
    this.config = WorkerConfig.of(app, options);
    this.coldSigterm = options.coldSigterm();
    this.timetable = new Timer("celeriac-timetable", () -> Arrivals.nanos(app.clock().instant()));
    this.limitTimer = new Timer("celeriac-time-limits", System::nanoTime);
    this.slots = new Slots(config.pool(), config.concurrency());
    Copies copies = new Copies(app.transport());
    Replays replays =
        new Replays(
            app.verifier(), app.clock(), app.settings().get(Setting.CELERIAC_SIGNATURE_MEMORY));
    Settlement settlement = new Settlement(copies, replays);
    this.revocations =
        new Revocations(
            config.control().revokesMax(), config.control().revokeExpires(), System::nanoTime);
    Admission admission = new Admission(app.clock(), revocations);
    Prefetch prefetch =
        new Prefetch(
            config.prefetch(),
            config.perSlot(),
            config.etaLimit(),
            app.settings().get(Setting.WORKER_ENABLE_PREFETCH_COUNT_REDUCTION));
    ResultWriter results = new ResultWriter(app, config.hostname());
    this.logLimit = new LogLimit(limitTimer);
    Burial burial = new Burial(app.deadLetters(), settlement, limitTimer, logLimit);
    RetryPlan retries = new RetryPlan(app.clock(), java.util.random.RandomGenerator.getDefault());
    this.monitoring = new Monitoring(app, config, limitTimer, this::activeTasks);
    TaskRunner runner = new TaskRunner(app, retries);
    OutcomeRecorder recorder = new OutcomeRecorder(app.workflows(), results, new RetryMessage(app));
    CrashedTasks crashed =
        new CrashedTasks(app, burial, recorder, results, settlement, monitoring.tasks());
    Suspects suspects =
        new Suspects(
            app,
            new CountedCopies(copies, settlement, burial, crashed),
            crashed,
            limitTimer,
            java.util.random.RandomGenerator.getDefault());
    Duplicates duplicates = new Duplicates(app, System::nanoTime);
    Completion completion = new Completion(recorder, settlement, monitoring.tasks(), duplicates);
    this.childProgram =
        PoolChild.ofThisProcess()
            .map(place ->
                new ChildProgram(
                    place, app, new ChildTasks(app, config, runner, results, recorder)));
    this.children =
        config.pool() == PoolKind.PREFORK && childProgram.isEmpty()
            ? Optional.of(ChildPool.of(config, app.transport().displayUrl()))
            : Optional.empty();
    this.dispatcher =
        new Dispatcher(
            app,
            slots,
            admission,
            runner,
            new TimeLimits(limitTimer, retries),
            results,
            completion,
            duplicates,
            settlement,
            suspects,
            prefetch,
            monitoring);
    children.ifPresent(pool -> {
      slots.standOn(pool);
      dispatcher.runIn(new ChildRuns(pool, app, results, completion, suspects));
    });
    RateLimits rates =
        new RateLimits(
            app.settings(), app.tasks(), limitTimer, System::nanoTime, dispatcher::submit);
    Backlog backlog = new Backlog(dispatcher, timetable, prefetch, rates, settlement);
    Parking parking =
        new Parking(app.settings(), config.prefetch(), app.clock(), settlement, backlog, prefetch);
    BodiesInHand bodies = new BodiesInHand();
    RunTimeLimits limits = new RunTimeLimits();
    this.scaling = scaling(prefetch, backlog);
    this.queues = new WorkQueues(config.queues());
    this.remote =
        new RemoteControl(
            app,
            config.hostname(),
            config.control().mingle(),
            new RemoteControl.Parts(
                this,
                queues,
                new TasksInHand(dispatcher, backlog, app.clock()),
                revocations,
                dispatcher,
                results,
                rates,
                limits,
                slots,
                scaling,
                new WorkerStats(
                    app,
                    config,
                    slots,
                    prefetch,
                    monitoring.totals(),
                    scaling,
                    new ResourceUsage(),
                    this::shutdownState),
                monitoring));
    this.intake =
        new Intake(
            app.transport(),
            queues,
            new ConnectionRetry(app.transport(), app.settings()),
            prefetch,
            new Arrivals(
                app,
                config,
                admission,
                dispatcher,
                backlog,
                parking,
                bodies,
                limits,
                scaling,
                burial,
                replays,
                new UnknownTasks(
                    app,
                    config,
                    settlement,
                    burial,
                    copies,
                    results,
                    monitoring.tasks(),
                    prefetch,
                    limitTimer,
                    logLimit),
                monitoring.tasks(),
                logLimit),
            backlog,
            parking,
            bodies,
            dispatcher,
            new Introduction(monitoring, remote, new DelayedDeliveries(app, queues::current)));
    if (app.settings().get(Setting.WORKER_DISABLE_PREFETCH)) {
      int most = config.control().autoscale().map(scale -> scale.max()).orElse(0);
      intake.takeInto(() -> {
        // In this order, so that a task that starts in between is counted twice, and not missed.
        int waiting = backlog.waitingForSlots();
        return Math.max(most, slots.size()) - waiting - dispatcher.active().size();
      });
      prefetch.tellAlways();
    }
    this.watchdog =
        new Watchdog(
            app.settings().get(Setting.CELERIAC_WATCHDOG_INTERVAL),
            limitTimer,
            app.transport()::producer,
            queues::current,
            intake,
            () -> !bodies.full() && hasRoom(prefetch, backlog));
    this.state =
        config
            .control()
            .stateDb()
            .map(file -> new StateFile(Path.of(file), revocations, app.lamport()));
    this.ending =
        new Ending(
            config.hostname(),
            config.shutdown(),
            monitoring,
            dispatcher,
            intake,
            remote,
            this::closeParts);
  }

  private Scaling scaling(Prefetch prefetch, Backlog backlog) {
    return new Scaling(
        slots,
        prefetch,
        config.control().autoscale().map(each -> new Scaling.Bounds(each.max(), each.min())),
        () -> dispatcher.active().size() + backlog.ready(),
        config.control().autoscaleKeepalive(),
        System::nanoTime);
  }

  /** Whether a message that came now would be let in, and find a slot. */
  private boolean hasRoom(Prefetch prefetch, Backlog backlog) {
    int running = dispatcher.active().size();
    int limit = prefetch.count();
    return slots.busy() < slots.size()
        && backlog.ready() == 0
        && (limit == 0 || running + backlog.tasks().count() < limit);
  }

  /** What the app has handed over; for tests. */
  WorkerEnvironment environment() {
    return app;
  }

  private Optional<String> shutdownState() {
    return ending.description();
  }

  private int activeTasks() {
    return dispatcher.active().size();
  }

  WorkerConfig config() {
    return config;
  }

  @Override
  public String hostname() {
    return config.hostname();
  }

  @Override
  public PoolKind pool() {
    return config.pool();
  }

  @Override
  public int concurrency() {
    return slots.size();
  }

  @Override
  public List<Queue> queues() {
    return queues.current();
  }

  @Override
  public boolean sendsTaskEvents() {
    return config.events().taskEvents();
  }

  @Override
  public void start() {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("Worker " + hostname() + " was started before; make another");
    }
    if (childProgram.isPresent()) {
      serve(childProgram.get());
      return;
    }
    OpenFiles.require();
    intake.onGivenUp(this::givenUp);
    state.ifPresent(StateFile::load);
    timetable.start();
    limitTimer.start();
    if (config.pool() == PoolKind.VIRTUAL) {
      carriers = Carriers.watch(() -> slots.busy() > 0);
    }
    dispatcher.start();
    watchdog.start();
    repeat();
    try {
      children.ifPresent(pool -> pool.start(config.concurrency()));
      intake.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      shutdown(Shutdown.COLD);
    } catch (RuntimeException e) {
      ending.neverRan();
      throw e;
    }
    if (ending.state() instanceof Lifecycle.Running) {
      LOG.info("{} ready.", hostname());
    }
  }

  /** What is done now and then; on threads of its own, as files and the pool may take a while. */
  private void repeat() {
    if (scaling.isAutomatic() || state.isPresent()) {
      limitTimer.after(
          TIDY_NANOS,
          () -> {
            Thread.ofVirtual().name("celeriac-tidy").start(this::tidy);
            repeat();
          });
    }
  }

  private void tidy() {
    scaling.scale();
    state.ifPresent(StateFile::saveChanges);
  }

  /**
   * In a child process: runs its tasks until the parent ends it, if it is this worker's child. Of
   * several workers of one program the others are not started in it.
   */
  private void serve(ChildProgram program) {
    if (config.pool() == PoolKind.PREFORK && program.isFor(hostname())) {
      program.run();
    }
    LOG.debug("{} is not started in the child of another worker", hostname());
    ending.tell(Lifecycle.Cause.DONE);
  }

  /** The broker was given up while the worker ran. */
  private void givenUp(RuntimeException failure) {
    LOG.error("{} shuts down: {}", hostname(), failure.getMessage());
    exitCode = 1;
    shutdown(Shutdown.WARM);
  }

  @Override
  public void shutdown(Shutdown how) {
    ending.tell(
        switch (how) {
          case WARM -> Lifecycle.Cause.WARM;
          case COLD -> Lifecycle.Cause.COLD;
        });
  }

  private void closeParts() {
    dispatcher.close();
    monitoring.close();
    timetable.close();
    limitTimer.close();
    logLimit.close();
    slots.close();
    children.ifPresent(ChildPool::close);
    carriers.ifPresent(Carriers::close);
    state.ifPresent(StateFile::save);
  }

  @Override
  public void awaitTermination() throws InterruptedException {
    ending.await();
  }

  @Override
  public boolean awaitTermination(Duration time) throws InterruptedException {
    return ending.await(time);
  }

  @Override
  public int run() {
    if (childProgram.isPresent()) {
      start();
      childProgram.get().wrongWorker(hostname());
    }
    ProcessSignals signals = new ProcessSignals(this, coldSigterm);
    try (signals) {
      start();
      awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
    }
    return Math.max(exitCode, signals.exitCode());
  }

  @Override
  public void close() {
    shutdown(Shutdown.WARM);
    boolean interrupted = false;
    while (true) {
      try {
        awaitTermination();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        shutdown(Shutdown.COLD);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
