package io.celeriac.worker;

import io.celeriac.PoolChild;
import io.celeriac.PoolKind;
import io.celeriac.Queue;
import io.celeriac.Worker;
import io.celeriac.WorkerOptions;
import io.celeriac.spi.WorkerEnvironment;
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

  private final WorkerConfig config;
  private final Timer timetable;
  private final Timer limitTimer;
  private final Slots slots;
  private final Dispatcher dispatcher;
  private final Intake intake;
  private final Optional<ChildPool> children;
  private final Optional<ChildProgram> childProgram;
  private final AtomicBoolean started = new AtomicBoolean();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch cold = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode;

  CeleryWorker(WorkerEnvironment app, WorkerOptions options) {
    this.config = WorkerConfig.of(app, options);
    this.timetable = new Timer("celeriac-timetable", () -> Arrivals.nanos(app.clock().instant()));
    this.limitTimer = new Timer("celeriac-time-limits", System::nanoTime);
    this.slots = new Slots(config.pool(), config.concurrency());
    Settlement settlement = new Settlement();
    Admission admission = new Admission(app.clock());
    Prefetch prefetch = new Prefetch(config.prefetch(), config.etaLimit());
    ResultWriter results = new ResultWriter(app, config.hostname());
    RetryPlan retries = new RetryPlan(app.clock(), java.util.random.RandomGenerator.getDefault());
    TaskRunner runner = new TaskRunner(app, retries);
    OutcomeRecorder recorder = new OutcomeRecorder(app.workflows(), results, new RetryMessage(app));
    Completion completion = new Completion(recorder, settlement);
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
            settlement,
            prefetch);
    children.ifPresent(pool -> dispatcher.runIn(new ChildRuns(pool, app, results, completion)));
    this.intake =
        new Intake(
            app.transport(),
            config,
            new ConnectionRetry(app.transport(), app.settings()),
            prefetch,
            new Arrivals(
                app, config, admission, dispatcher, timetable, prefetch, settlement, results),
            dispatcher);
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
    return config.concurrency();
  }

  @Override
  public List<Queue> queues() {
    return config.queues();
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
    intake.onGivenUp(this::givenUp);
    timetable.start();
    limitTimer.start();
    dispatcher.start();
    try {
      children.ifPresent(pool -> pool.start(config.concurrency()));
      intake.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      shutdown(Shutdown.COLD);
    } catch (RuntimeException e) {
      closeParts();
      ended.countDown();
      throw e;
    }
    if (!ending.get()) {
      LOG.info("{} ready.", hostname());
    }
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
      intake.stop();
      waitForTasks();
      intake.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("The worker did not end in good order: {}", e.getMessage(), e);
    } finally {
      closeParts();
      ended.countDown();
    }
  }

  private void waitForTasks() throws InterruptedException {
    while (!dispatcher.active().isEmpty()) {
      if (cold.await(20, TimeUnit.MILLISECONDS)) {
        coldShutdown();
        return;
      }
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
    timetable.close();
    limitTimer.close();
    slots.close();
    children.ifPresent(ChildPool::close);
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
