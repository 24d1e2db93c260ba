package io.celeriac.worker;

import io.celeriac.worker.Lifecycle.Cause;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a worker from state to state of its {@link Lifecycle}. The thread that keeps the deadlines
 * waits for nothing else: whatever may block, on the broker or on a pool, is done by two others,
 * which it does not wait for beyond the time that the state has.
 */
final class Ending {

  private static final Logger LOG = LoggerFactory.getLogger(Ending.class);
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String hostname;
  private final Lifecycle.Limits limits;
  private final Monitoring monitoring;
  private final Dispatcher dispatcher;
  private final Intake intake;
  private final RemoteControl remote;
  private final Runnable parts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread leaving = Thread.ofVirtual().name("celeriac-leaving").unstarted(this::leave);
  private final Thread closing =
      Thread.ofPlatform().name("celeriac-closing").daemon(true).unstarted(this::close);
  private volatile Lifecycle state = new Lifecycle.Running();
  private long toldNanos;

  /**
   * The end of a worker that runs.
   *
   * @param parts closes all that is not named here; called last
   */
  Ending(
      String hostname,
      Lifecycle.Limits limits,
      Monitoring monitoring,
      Dispatcher dispatcher,
      Intake intake,
      RemoteControl remote,
      Runnable parts) {
    this.hostname = hostname;
    this.limits = limits;
    this.monitoring = monitoring;
    this.dispatcher = dispatcher;
    this.intake = intake;
    this.remote = remote;
    this.parts = parts;
  }

  /** Where the worker is. */
  Lifecycle state() {
    return state;
  }

  /** Something has been asked for, or has happened. Returns at once. */
  void tell(Cause cause) {
    lock.lock();
    try {
      Lifecycle before = state;
      state = before.next(cause, running() > 0, System.nanoTime(), limits);
      if (state.equals(before)) {
        return;
      }
      log(before, cause);
      dispatcher.startNoMore();
      changed.signalAll();
      if (state instanceof Lifecycle.Closed) {
        ended.countDown();
      } else if (before instanceof Lifecycle.Running) {
        Thread.ofPlatform().name("celeriac-shutdown").start(this::run);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The worker did not come to run: its parts are closed, and it is over. */
  void neverRan() {
    remote.close();
    parts.run();
    tell(Cause.DONE);
  }

  /** Whether it is over within that time. */
  boolean await(Duration time) throws InterruptedException {
    return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Waits until it is over, for as long as the tasks and {@link Lifecycle} allow. */
  void await() throws InterruptedException {
    ended.await();
  }

  /** Such as {@code draining: 3 tasks run, 8 s left}; empty while the worker takes tasks. */
  Optional<String> description() {
    Lifecycle now = state;
    if (now instanceof Lifecycle.Running) {
      return Optional.empty();
    }
    int running = running();
    StringBuilder text = new StringBuilder(now.word());
    text.append(": ").append(running).append(running == 1 ? " task runs" : " tasks run");
    now.until()
        .ifPresent(until ->
            text.append(", ")
                .append(Math.max(0, Math.ceilDiv(until - System.nanoTime(), 1_000_000_000L)))
                .append(" s left"));
    return Optional.of(text.toString());
  }

  private int running() {
    return dispatcher.active().size();
  }

  private void log(Lifecycle before, Cause cause) {
    if (cause == Cause.TIME && before instanceof Lifecycle.Draining && running() > 0) {
      LOG.warn(
          "{} tasks still run after celeriac_drain_timeout ({} s): the warm shutdown becomes a"
              + " cold one",
          running(),
          seconds(limits.drain().orElse(Duration.ZERO)));
    }
    switch (state) {
      case Lifecycle.Draining _ -> LOG.info("worker: Warm shutdown ({})", hostname);
      case Lifecycle.Soft _ ->
          LOG.warn("Initiating Soft Shutdown, terminating in {} seconds", seconds(limits.soft()));
      case Lifecycle.Interrupting _ -> LOG.info("worker: Cold shutdown ({})", hostname);
      case Lifecycle.Running _, Lifecycle.Closing _, Lifecycle.Closed _ ->
          LOG.debug("{} is {}", hostname, state.word());
    }
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  private void run() {
    try {
      leaving.start();
      for (Lifecycle now = state; !(now instanceof Lifecycle.Closed); now = after(now)) {
        toldNanos = System.nanoTime() - TELL_NANOS;
        switch (now) {
          case Lifecycle.Interrupting _ ->
              dispatcher.active().forEach(each -> each.interrupt(Execution.Interruption.SHUTDOWN));
          case Lifecycle.Closing _ -> closing.start();
          case Lifecycle.Running _, Lifecycle.Draining _, Lifecycle.Soft _, Lifecycle.Closed _ -> {}
        }
      }
    } catch (InterruptedException e) {
      // Nobody has this thread but us.
      LOG.error("The end of {} was interrupted when it was {}", hostname, state.word());
    } finally {
      ended.countDown();
    }
  }

  /** Waits until a state is over, and notices what ends it; the state after it. */
  private Lifecycle after(Lifecycle entered) throws InterruptedException {
    lock.lock();
    try {
      while (state.equals(entered)) {
        long now = System.nanoTime();
        if (entered.until().isPresent() && now - entered.until().getAsLong() >= 0) {
          outOfTime(entered);
          tell(Cause.TIME);
        } else if (!leaving.isAlive() && running() == 0) {
          tell(Cause.IDLE);
        } else if (running() > 0 && now - toldNanos >= TELL_NANOS) {
          toldNanos = now;
          LOG.info("{} is {}", hostname, description().orElse(""));
        }
        if (state.equals(entered)) {
          long ignored = changed.awaitNanos(LOOK_NANOS);
        }
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  private void outOfTime(Lifecycle entered) {
    if (entered instanceof Lifecycle.Closing) {
      LOG.error(
          "{} has not closed within {} s and is left as it is; what is unsettled comes again by the"
              + " broker's own means. It is at: {}",
          hostname,
          Lifecycle.Limits.CLOSING.toSeconds(),
          Arrays.stream(closing.getStackTrace()).limit(8).map(String::valueOf).toList());
    }
  }

  /** Takes no more tasks, and gives back those that have not started. */
  private void leave() {
    try {
      monitoring.stopping();
      intake.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("Tasks that have not started could not be given back: {}", e.getMessage(), e);
    }
  }

  private void close() {
    try {
      dispatcher.active().forEach(dispatcher::cancel);
      settled();
      if (!leaving.join(PATIENCE)) {
        LOG.warn(
            "The broker has not taken back within {} what had not started; it comes again when the"
                + " connection ends",
            PATIENCE);
      }
      remote.close();
      intake.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.error("The worker did not end in good order: {}", e.getMessage(), e);
    } finally {
      remote.close();
      parts.run();
      tell(Cause.DONE);
    }
  }

  /** Waits, but not for long, until what was cancelled is recorded and its messages are settled. */
  private void settled() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    lock.lock();
    try {
      while (running() > 0 && deadline - System.nanoTime() > 0) {
        long ignored = changed.awaitNanos(LOOK_NANOS);
      }
    } finally {
      lock.unlock();
    }
    if (running() > 0) {
      LOG.warn("{} tasks that were cancelled are not recorded as such yet", running());
    }
  }
}
