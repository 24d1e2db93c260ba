package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session with the broker and takes in what arrives, tasks and commands; after a loss it
 * connects anew. From {@link #stop} to {@link #close} it takes in commands only. One thread of its
 * own.
 */
final class Intake implements Watchdog.Watched {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int LARGEST_BATCH = 200;
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Commands that may be for the tasks that arrive after them. */
  interface Commands {
    /**
     * Listens from now on; called in each session before anything is consumed.
     *
     * @throws BrokerException when the session is lost
     */
    void listen(Consumer session);

    /** Takes a delivery, if it is a command. */
    boolean take(Delivery delivery);

    /** Waits until those that were taken are carried out. */
    void settle() throws InterruptedException;
  }

  private enum Phase {
    RECEIVING,
    /** Tasks that still come are given back; those that run are let end. */
    DRAINING,
    CLOSED
  }

  private final Transport transport;
  private final WorkQueues queues;
  private final ConnectionRetry retry;
  private final Prefetch prefetch;
  private final Arrivals arrivals;
  private final Backlog backlog;
  private final Parking parking;
  private final BodiesInHand bodies;
  private final Dispatcher dispatcher;
  private volatile java.util.function.Consumer<RuntimeException> givenUp = failure -> {};
  private final Commands commands;
  private volatile Phase phase = Phase.RECEIVING;
  private volatile Optional<Consumer> session = Optional.empty();
  private volatile Optional<IntSupplier> room = Optional.empty();
  private final AtomicLong batches = new AtomicLong();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch drained = new CountDownLatch(1);
  // A platform thread, so that commands do not stand in line behind the tasks' threads.
  private final Thread thread =
      Thread.ofPlatform().name("celeriac-intake").daemon(true).unstarted(this::run);

  Intake(
      Transport transport,
      WorkQueues queues,
      ConnectionRetry retry,
      Prefetch prefetch,
      Arrivals arrivals,
      Backlog backlog,
      Parking parking,
      BodiesInHand bodies,
      Dispatcher dispatcher,
      Commands commands) {
    this.transport = transport;
    this.queues = queues;
    this.retry = retry;
    this.prefetch = prefetch;
    this.arrivals = arrivals;
    this.backlog = backlog;
    this.parking = parking;
    this.bodies = bodies;
    this.dispatcher = dispatcher;
    this.commands = commands;
  }

  /**
   * Connects and starts to take messages in.
   *
   * @throws BrokerException when the broker cannot be reached, or refuses a queue
   */
  void start() throws InterruptedException {
    if (connect(true)) {
      thread.start();
    }
  }

  private boolean connect(boolean first) throws InterruptedException {
    int refusals = 0;
    while (phase == Phase.RECEIVING) {
      Optional<Consumer> connected = retry.connect(first);
      if (connected.isEmpty()) {
        return false;
      }
      try {
        open(connected.get());
        return true;
      } catch (BrokerException e) {
        connected.get().abandon();
        if (!e.recoverable()) {
          // Such as a queue that is there with other arguments: Celery's channel errors.
          if (!retry.afterChannelError(e, first, ++refusals)) {
            throw e;
          }
          continue;
        }
        LOG.warn("The connection to {} broke at once: {}", transport.displayUrl(), e.getMessage());
      }
    }
    return false;
  }

  /** Takes messages only while there is room; set before {@link #start}. */
  void takeInto(IntSupplier slots) {
    room = Optional.of(slots);
  }

  private void open(Consumer consumer) {
    prefetch.attach(
        new LatestOnly(count -> {
          try {
            consumer.prefetch(count);
          } catch (BrokerException e) {
            LOG.debug("The prefetch limit could not be changed: {}", e.getMessage());
          }
        }),
        dispatcher.active().size());
    if (room.isPresent() && !consumer.takeInto(room.get())) {
      LOG.warn(
          "worker_disable_prefetch is only supported for Redis brokers, and has no effect with {}",
          transport.displayUrl());
    }
    consumer.pauseWhile(() -> phase == Phase.RECEIVING && bodies.full());
    commands.listen(consumer);
    queues.open(consumer);
    parking.session(consumer.prefetchIsAdjustable());
    session = Optional.of(consumer);
    dispatcher.session(consumer);
    LOG.info("Connected to {}", transport.displayUrl());
  }

  private void run() {
    try {
      while (phase == Phase.RECEIVING) {
        try {
          receive(session.orElseThrow());
        } catch (BrokerException e) {
          lost(e);
          if (!connect(false)) {
            break;
          }
        }
      }
    } catch (InterruptedException e) {
      // Only stop() and close() interrupt this thread.
      LOG.debug("Stopped taking tasks in");
    } catch (RuntimeException e) {
      givenUp.accept(e);
    }
    awaitStop();
    session.ifPresentOrElse(this::drain, drained::countDown);
  }

  /** No interrupt of stop() comes after this, so that none falls into a talk with the broker. */
  private void awaitStop() {
    while (true) {
      try {
        stopped.await();
        break;
      } catch (InterruptedException e) {
        LOG.debug("Interrupted by the stop that is waited for");
      }
    }
    boolean ignored = Thread.interrupted();
  }

  private void receive(Consumer consumer) throws InterruptedException {
    boolean settled = false;
    while (phase == Phase.RECEIVING) {
      boolean tasks = false;
      for (Delivery delivery : consumer.receive(LARGEST_BATCH, WAIT)) {
        if (commands.take(delivery)) {
          settled = false;
          continue;
        }
        if (!settled) {
          commands.settle();
          settled = true;
        }
        tasks = true;
        arrivals.arrived(delivery);
      }
      if (tasks) {
        batches.incrementAndGet();
      }
    }
  }

  private void drain(Consumer consumer) {
    try {
      queues.current().forEach(queue -> consumer.cancel(queue.name()));
      giveBack(consumer, Duration.ZERO);
      drained.countDown();
      while (phase != Phase.CLOSED) {
        giveBack(consumer, WAIT);
      }
    } catch (BrokerException e) {
      LOG.warn("The connection was lost while shutting down: {}", e.getMessage());
    } finally {
      drained.countDown();
    }
  }

  /** Gives back what still comes, until nothing does for a time. */
  private void giveBack(Consumer consumer, Duration wait) {
    try {
      for (List<Delivery> left = consumer.receive(LARGEST_BATCH, wait);
          !left.isEmpty();
          left = consumer.receive(LARGEST_BATCH, wait)) {
        for (Delivery delivery : left) {
          boolean kept = commands.take(delivery) || delivery.reject(true);
          if (!kept) {
            LOG.debug("{} is back in its queue already: its connection was lost", delivery);
          }
        }
      }
    } catch (InterruptedException e) {
      // The loops look at the phase, which was changed before.
      LOG.debug("Draining was interrupted in phase {}", phase);
    }
  }

  private void lost(BrokerException e) {
    session.ifPresent(Consumer::abandon);
    session = Optional.empty();
    prefetch.detach();
    queues.detach();
    int again = backlog.forgetStale();
    dispatcher.connectionLost();
    LOG.warn(
        "consumer: Connection to broker lost: {} Trying to connect again… ({} reserved tasks come"
            + " again, {} go on running)",
        e.getMessage(),
        again,
        dispatcher.active().size());
  }

  @Override
  public long received() {
    return batches.get();
  }

  @Override
  public Optional<Consumer> receiving() {
    return phase == Phase.RECEIVING ? session : Optional.empty();
  }

  /** What is told when the broker is given up after the start; set before {@link #start}. */
  void onGivenUp(java.util.function.Consumer<RuntimeException> action) {
    givenUp = action;
  }

  /**
   * Stops taking tasks in, and gives back those that have not started; the session stays open for
   * the acknowledgements of what runs, and for commands.
   */
  void stop() throws InterruptedException {
    phase = Phase.DRAINING;
    retry.stop();
    if (thread.getState() != Thread.State.NEW) {
      thread.interrupt();
      stopped.countDown();
      if (!drained.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn(
            "{} has not confirmed within {} that it sends no more tasks; those that have not started"
                + " are given back all the same, and may come again meanwhile",
            transport.displayUrl(),
            PATIENCE);
      }
    }
    parking.finish();
    dispatcher.finishCounting();
    int count = backlog.giveBack();
    if (count > 0) {
      LOG.info("Gave {} tasks that had not started back to their queues", count);
    }
  }

  /** Ends the session; what is still unsettled goes back to its queues. */
  void close() throws InterruptedException {
    phase = Phase.CLOSED;
    if (thread.getState() != Thread.State.NEW) {
      thread.interrupt();
      if (!thread.join(PATIENCE)) {
        LOG.warn("The intake still waits for {}; the session is closed", transport.displayUrl());
      }
    }
    session.ifPresent(Consumer::close);
  }
}
