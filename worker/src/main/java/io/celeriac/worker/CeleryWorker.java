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
import java.util.concurrent.CountDownLatch;
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
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch cold = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Optional<Carriers> carriers = Optional.empty();
  private volatile int exitCode;

  CeleryWorker(WorkerEnvironment app, WorkerOptions options) {
    this.app = app;
    this.config = WorkerConfig.of(app, options);
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
    Suspects suspects =
        new Suspects(
            app,
            copies,
            settlement,
            burial,
            new CrashedTasks(app, burial, recorder, results, settlement, monitoring.tasks()),
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
                    new ResourceUsage()),
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
            dispatcher,
            new Introduction(monitoring, remote, new DelayedDeliveries(app, queues::current)));
    if (app.settings().get(Setting.WORKER_DISABLE_PREFETCH)) {
      int most = config.control().autoscale().map(scale -> scale.max()).orElse(0);
      intake.takeInto(() ->
          Math.max(most, slots.size()) - dispatcher.active().size() - backlog.waitingForSlots());
      prefetch.tellAlways();
    }
    this.state =
        config
            .control()
            .stateDb()
            .map(file -> new StateFile(Path.of(file), revocations, app.lamport()));
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

  /** What the app has handed over; for tests. */
  WorkerEnvironment environment() {
    return app;
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
      carriers = Carriers.watch();
    }
    dispatcher.start();
    repeat();
    try {
      children.ifPresent(pool -> pool.start(config.concurrency()));
      intake.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      shutdown(Shutdown.COLD);
    } catch (RuntimeException e) {
      remote.close();
      closeParts();
      ended.countDown();
      throw e;
    }
    if (!ending.get()) {
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
    ended.countDown();
  }

  /** The broker was given up while the worker ran. */
  private void givenUp(RuntimeException failure) {
    LOG.error("{} shuts down: {}", hostname(), failure.getMessage());
    exitCode = 1;
    shutdown(Shutdown.WARM);
  }

  @Override
  public void shutdown(Shutdown how) {
    if (how == Shutdown.COLD) {
      cold.countDown();
    }
    if (ending.compareAndSet(false, true)) {
      Thread.ofPlatform().name("celeriac-shutdown").start(this::end);
    }
  }

  private void end() {
    try {
      LOG.info("worker: {} shutdown ({})", cold.getCount() > 0 ? "Warm" : "Cold", hostname());
      monitoring.stopping();
      intake.stop();
      waitForTasks();
      remote.close();
      intake.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("The worker did not end in good order: {}", e.getMessage(), e);
    } finally {
      remote.close();
      closeParts();
      state.ifPresent(StateFile::save);
      ended.countDown();
    }
  }

  private void waitForTasks() throws InterruptedException {
    config
        .drainTimeout()
        .ifPresent(time -> limitTimer.after(time.toNanos(), () -> drainedTooLong(time)));
    while (!dispatcher.active().isEmpty()) {
      if (cold.await(20, TimeUnit.MILLISECONDS)) {
        coldShutdown();
        return;
      }
    }
  }

  private void drainedTooLong(Duration time) {
    if (cold.getCount() > 0 && !dispatcher.active().isEmpty()) {
      LOG.warn(
          "{} tasks still run after celeriac_drain_timeout ({} s): the warm shutdown becomes a"
              + " cold one",
          dispatcher.active().size(),
          time.toMillis() / 1000.0);
      cold.countDown();
    }
  }

  /** The soft time first, if there is one; then interrupts; then what does not listen is left. */
  private void coldShutdown() throws InterruptedException {
    Duration soft = config.softShutdownTimeout();
    if (!soft.isZero() && (!dispatcher.active().isEmpty() || config.softShutdownOnIdle())) {
      LOG.warn("Soft shutdown: running tasks get {} seconds to end", soft.toMillis() / 1000.0);
      awaitIdle(soft);
    }
    dispatcher.active().forEach(each -> each.interrupt(Execution.Interruption.SHUTDOWN));
    awaitIdle(Duration.ofSeconds(1));
    dispatcher.active().forEach(dispatcher::cancel);
  }

  private void awaitIdle(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    while (!dispatcher.active().isEmpty() && System.nanoTime() < deadline) {
      boolean ignored = never.await(10, TimeUnit.MILLISECONDS);
    }
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
  }

  @Override
  public void awaitTermination() throws InterruptedException {
    ended.await();
  }

  @Override
  public boolean awaitTermination(Duration time) throws InterruptedException {
    return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int run() {
    if (childProgram.isPresent()) {
      start();
      childProgram.get().wrongWorker(hostname());
    }
    ProcessSignals signals = new ProcessSignals(this);
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
