package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.ResultBackendException;
import io.celeriac.Setting;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.WorkerEnvironment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Hands reserved tasks to the pool as slots become free, several at a time, so that their early
 * acknowledgements go out together; and sees each run to its end.
 */
final class Dispatcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final int LARGEST_BATCH = 100;

  private final WorkerEnvironment app;
  private final Slots slots;
  private final Admission admission;
  private final TaskRunner runner;
  private final TimeLimits limits;
  private final ResultWriter results;
  private final Completion completion;
  private final Duplicates duplicates;
  private final Settlement settlement;
  private final Suspects suspects;
  private final Prefetch prefetch;
  private final Monitoring monitoring;
  private Optional<ChildRuns> children = Optional.empty();
  private final BlockingDeque<Execution> ready = new LinkedBlockingDeque<>();
  private final Set<Execution> active = ConcurrentHashMap.newKeySet();
  private final Thread thread =
      Thread.ofVirtual().name("celeriac-dispatcher").unstarted(this::loop);
  private volatile Optional<Consumer> session = Optional.empty();
  private volatile boolean startsNoMore;

  Dispatcher(
      WorkerEnvironment app,
      Slots slots,
      Admission admission,
      TaskRunner runner,
      TimeLimits limits,
      ResultWriter results,
      Completion completion,
      Duplicates duplicates,
      Settlement settlement,
      Suspects suspects,
      Prefetch prefetch,
      Monitoring monitoring) {
    this.app = app;
    this.slots = slots;
    this.admission = admission;
    this.runner = runner;
    this.limits = limits;
    this.results = results;
    this.completion = completion;
    this.duplicates = duplicates;
    this.settlement = settlement;
    this.suspects = suspects;
    this.prefetch = prefetch;
    this.monitoring = monitoring;
  }

  /** Has tasks run in child processes; called before the start, if at all. */
  void runIn(ChildRuns place) {
    children = Optional.of(place);
  }

  void start() {
    thread.start();
  }

  /** The session whose messages are acknowledged together from now on. */
  void session(Consumer consumer) {
    session = Optional.of(consumer);
    suspects.session(consumer, this::submit);
  }

  /**
   * Takes the message of a task that runs or has ended here, and that the broker delivers again
   * because the connection it came by was lost: it is settled by the end of that run, and no second
   * one starts.
   *
   * @return false when there is none such, and this is to run
   */
  boolean adopt(Execution again) {
    if (!again.policy().acksLate() || !again.delivery().info().redelivered()) {
      return false;
    }
    for (Execution running : active) {
      if (running.hasMessageOf(again) && running.adopt(again.delivery())) {
        WorkerLog.adopted(running);
        prefetch.ended(); // the broker counts it from here on
        return true;
      }
    }
    if (settlement.endedBefore(again)) {
      WorkerLog.endedBefore(again);
      return true;
    }
    return false;
  }

  /** Runs a task as soon as a slot is free; first come, first served, but for what was counted. */
  void submit(Execution execution) {
    if (Suspects.isCounted(execution)) {
      ready.addFirst(execution);
    } else {
      ready.addLast(execution);
    }
  }

  /** How many wait for a slot. */
  int waiting() {
    return ready.size();
  }

  /** The tasks on threads now. */
  Set<Execution> active() {
    return active;
  }

  private void loop() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        dispatch(next());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** At least one task, each with a slot of its own. */
  private List<Execution> next() throws InterruptedException {
    List<Execution> batch = new ArrayList<>();
    Execution first = ready.take();
    slots.acquire();
    batch.add(first);
    while (batch.size() < LARGEST_BATCH && slots.tryAcquire()) {
      Execution next = ready.poll();
      if (next == null) {
        slots.release();
        break;
      }
      batch.add(next);
    }
    return batch;
  }

  private void dispatch(List<Execution> batch) {
    List<Execution> admitted = new ArrayList<>(batch.size());
    for (Execution execution : batch) {
      if (mayStart(execution)) {
        admitted.add(execution);
      } else {
        slots.release();
      }
    }
    List<Execution> accepted = List.of();
    try {
      accepted =
          session.isPresent() ? settlement.accepted(session.get(), admitted) : List.<Execution>of();
    } catch (RuntimeException e) {
      LOG.error("{} tasks could not be accepted; the broker delivers them again", admitted, e);
    }
    for (Execution execution : admitted) {
      if (accepted.contains(execution)) {
        slots.run(() -> run(execution));
      } else if (execution.end()) {
        left(execution);
        slots.release();
      }
    }
  }

  private boolean mayStart(Execution execution) {
    if (startsNoMore) {
      LOG.debug("{} is given back with all that have not started", execution);
      return false;
    }
    if (execution.delivery().stale()) {
      LOG.debug("{} is delivered again: its connection was lost", execution);
      return false;
    }
    return switch (admission.starting(execution.request())) {
      case Decision.Run _, Decision.Wait _ when suspects.keepsBack(execution) -> false;
      case Decision.Run _, Decision.Wait _ when suspects.concerns(execution) -> {
        suspects.examine(execution);
        yield false;
      }
      case Decision.Run _, Decision.Wait _ -> {
        active.add(execution); // before, so that it is always counted as waiting or as running
        boolean started = execution.start();
        if (started) {
          suspects.started(execution);
        } else {
          active.remove(execution);
        }
        yield started;
      }
      case Decision.Drop drop -> {
        if (execution.withdraw()) {
          drop(execution, drop.reason());
        }
        yield false;
      }
    };
  }

  /** A task that is not run: recorded as revoked, and its message done with. */
  void drop(Execution execution, String reason) {
    WorkerLog.discarded(execution, reason);
    monitoring.tasks().dropped(execution, reason);
    try {
      results.revoked(execution, reason);
      app.workflows().part(execution.request(), "REVOKED", ResultWriter.revocation(reason));
    } catch (ResultBackendException e) {
      LOG.error("That {} was {} could not be stored: {}", execution, reason, e.getMessage());
    } catch (BrokerException e) {
      LOG.error("What follows {} could not be sent: {}", execution, e.getMessage(), e);
    }
    settlement.dropped(execution);
  }

  private void run(Execution execution) {
    ExecutionContext context = new ExecutionContext(app, execution, results);
    Optional<Outcome> known = duplicates.find(execution, context);
    if (known.isPresent()) {
      skip(execution, known.get());
    } else if (children.isPresent()) {
      run(execution, context, children.get());
    } else {
      runHere(execution, context);
    }
  }

  /** A task that has succeeded before: it starts and ends for those who watch, and is not run. */
  private void skip(Execution execution, Outcome outcome) {
    told(execution);
    boolean ours = execution.end();
    if (ours) {
      finish(execution, () -> completion.settle(execution, outcome));
    }
    // Whoever else has ended it has released the slot, if no child belongs to it.
    if (ours || children.isPresent()) {
      slots.release();
    }
  }

  /** The child does what is done here otherwise; the slot is free when it has a child again. */
  private void run(Execution execution, ExecutionContext context, ChildRuns place) {
    try {
      place.run(
          execution,
          () -> {
            told(execution);
            limits.watch(execution, (given, decided) -> giveUp(given, context, decided));
          },
          completing -> finish(execution, completing));
    } finally {
      slots.release();
    }
  }

  private void runHere(Execution execution, ExecutionContext context) {
    MDC.put("task_id", execution.request().id());
    MDC.put("task_name", execution.request().task());
    try {
      started(execution);
      Outcome outcome;
      limits.watch(execution, (given, decided) -> giveUp(given, context, decided));
      execution.enter();
      try {
        outcome =
            execution.interruption() == Execution.Interruption.TERMINATED
                ? new Outcome.Terminated(execution.signal())
                : runner.run(execution, context);
      } finally {
        execution.leave();
      }
      if (execution.end()) {
        finish(execution, context, outcome);
      } else {
        WorkerLog.runawayEnded(execution);
      }
    } finally {
      MDC.remove("task_id");
      MDC.remove("task_name");
    }
  }

  /** Whoever watches is told that it starts. */
  private void told(Execution execution) {
    monitoring.totals().accepted(execution);
    monitoring.tasks().started(execution);
  }

  private void started(Execution execution) {
    told(execution);
    try {
      results.started(execution);
    } catch (ResultBackendException e) {
      LOG.error("That {} has started could not be stored: {}", execution, e.getMessage());
    }
  }

  /** A limit has decided; completing may block, which the limits' own thread must not. */
  private void giveUp(Execution execution, ExecutionContext context, Outcome outcome) {
    Thread.ofVirtual().name("celeriac-give-up").start(() -> finish(execution, context, outcome));
  }

  /**
   * Ends a run on command: by the signal, where a process of its own runs it. A thread is
   * interrupted, and not waited for until it listens.
   */
  void terminate(Execution execution, StopSignal signal) {
    execution.terminate(signal);
    if (execution.signal(signal.name())) {
      return;
    }
    // One that has not reached its code yet does not get there.
    if (execution.thread() != null && execution.end()) {
      giveUp(
          execution, new ExecutionContext(app, execution, results), new Outcome.Terminated(signal));
      limits.watchForRunaway(execution);
    }
  }

  /**
   * The connection is lost: what would be acknowledged late is delivered again, and need not run
   * here any longer where {@code worker_cancel_long_running_tasks_on_connection_loss} says so.
   */
  void connectionLost() {
    if (!app.settings().get(Setting.WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS)) {
      return;
    }
    for (Execution execution : active) {
      if (!execution.acknowledged() && execution.delivery().stale()) {
        WorkerLog.cancelledByLoss(execution);
        execution.interrupt(Execution.Interruption.SHUTDOWN);
      }
    }
  }

  /**
   * Ends a run that a cold shutdown has interrupted and that did not end by itself; it is recorded
   * and settled soon after.
   */
  void cancel(Execution execution) {
    if (execution.end()) {
      giveUp(execution, new ExecutionContext(app, execution, results), new Outcome.Cancelled());
    }
  }

  /** What is submitted from now on, and what waits, stays reserved until it is given back. */
  void startNoMore() {
    startsNoMore = true;
  }

  private void finish(Execution execution, ExecutionContext context, Outcome outcome) {
    finish(execution, () -> completion.complete(execution, context, outcome));
    if (children.isEmpty()) {
      slots.release();
    }
  }

  private void finish(Execution execution, Runnable completing) {
    try {
      limits.unwatch(execution);
      completing.run();
    } catch (RuntimeException | Error e) {
      LOG.error("Completing {} failed; its message is left to the broker", execution, e);
    } finally {
      left(execution);
    }
  }

  private void left(Execution execution) {
    active.remove(execution);
    suspects.ended(execution);
    prefetch.ended();
  }

  /** Waits, but not for long, for messages that are being replaced by copies. */
  void finishCounting() throws InterruptedException {
    suspects.finish();
  }

  /** Starts no more tasks; those on threads go on. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
