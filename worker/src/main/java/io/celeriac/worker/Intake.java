package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session with the broker and takes in what arrives; after a loss it connects anew. One
 * thread of its own.
 */
final class Intake {

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  private static final int LARGEST_BATCH = 200;
  private static final Duration WAIT = Duration.ofSeconds(1);

  /** Commands that may be for the tasks that arrive. */
  interface Commands {
    /** Listens from now on; called in each session before anything is consumed. */
    void listen() throws InterruptedException;

    /** Waits until those that have come in are carried out. */
    void settle() throws InterruptedException;
  }

  private final Transport transport;
  private final WorkQueues queues;
  private final ConnectionRetry retry;
  private final Prefetch prefetch;
  private final Arrivals arrivals;
  private final Backlog backlog;
  private final Dispatcher dispatcher;
  private volatile java.util.function.Consumer<RuntimeException> givenUp = failure -> {};
  private final Commands commands;
  private volatile boolean stopping;
  private volatile Optional<Consumer> session = Optional.empty();
  private final Thread thread = Thread.ofVirtual().name("celeriac-intake").unstarted(this::loop);

  Intake(
      Transport transport,
      WorkQueues queues,
      ConnectionRetry retry,
      Prefetch prefetch,
      Arrivals arrivals,
      Backlog backlog,
      Dispatcher dispatcher,
      Commands commands) {
    this.transport = transport;
    this.queues = queues;
    this.retry = retry;
    this.prefetch = prefetch;
    this.arrivals = arrivals;
    this.backlog = backlog;
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
    while (!stopping) {
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
          throw e;
        }
        LOG.warn("The connection to {} broke at once: {}", transport.displayUrl(), e.getMessage());
      }
    }
    return false;
  }

  private void open(Consumer consumer) throws InterruptedException {
    prefetch.attach(
        count -> {
          try {
            consumer.prefetch(count);
          } catch (BrokerException e) {
            LOG.debug("The prefetch limit could not be changed: {}", e.getMessage());
          }
        },
        dispatcher.active().size());
    commands.listen();
    queues.open(consumer);
    session = Optional.of(consumer);
    dispatcher.session(consumer);
    LOG.info("Connected to {}", transport.displayUrl());
  }

  private void loop() {
    try {
      while (!stopping) {
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
      // Only stop() interrupts this thread.
      LOG.debug("Stopped taking messages in");
    } catch (RuntimeException e) {
      givenUp.accept(e);
    }
  }

  private void receive(Consumer consumer) throws InterruptedException {
    while (!stopping) {
      List<Delivery> batch = consumer.receive(LARGEST_BATCH, WAIT);
      if (!batch.isEmpty()) {
        commands.settle();
      }
      batch.forEach(arrivals::arrived);
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

  /** What is told when the broker is given up after the start; set before {@link #start}. */
  void onGivenUp(java.util.function.Consumer<RuntimeException> action) {
    givenUp = action;
  }

  /**
   * Stops taking messages in, and gives back those that have not started; the session stays open
   * for the acknowledgements of what runs.
   */
  void stop() throws InterruptedException {
    stopping = true;
    retry.stop();
    thread.interrupt();
    if (thread.getState() != Thread.State.NEW) {
      thread.join();
    }
    session.ifPresent(consumer -> {
      try {
        queues.current().forEach(queue -> consumer.cancel(queue.name()));
        giveBackReceived(consumer);
      } catch (BrokerException e) {
        LOG.warn("The connection was lost while shutting down: {}", e.getMessage());
      }
    });
    int count = backlog.giveBack();
    if (count > 0) {
      LOG.info("Gave {} tasks that had not started back to their queues", count);
    }
  }

  private static void giveBackReceived(Consumer consumer) {
    try {
      for (List<Delivery> left = consumer.receive(LARGEST_BATCH, Duration.ZERO);
          !left.isEmpty();
          left = consumer.receive(LARGEST_BATCH, Duration.ZERO)) {
        left.forEach(delivery -> delivery.reject(true));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the session; what is still unsettled goes back to its queues. */
  void close() {
    session.ifPresent(Consumer::close);
  }
}
