package io.celeriac.amqp;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.SettingException;
import io.celeriac.protocol.Message;
import io.celeriac.spi.DelayedDelivery;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The publishing side. Whoever publishes puts the message into a list and goes on; one thread
 * writes, as many with one flush as wait. It connects for the first message or declaration, and
 * anew for the first one after a loss.
 */
final class RabbitMqProducer implements Producer {
  private static final long LONGEST_TICK = Duration.ofMillis(500).toNanos();

  private final Supplier<BrokerConnection> connector;
  private final PublishSettings settings;
  private final IoThreads threads;
  private final DelayTopology delays;
  private final DelayTopology parkingLevels;
  private final PublishBacklog backlog;
  private final Publishes publishes;

  private final Object guard = new Object();
  private @Nullable CompletableFuture<PublishSession> attempt;
  private boolean writing;
  private boolean closed;

  /**
   * A producer that has not connected.
   *
   * @param connector opens a connection; called on the producer's own threads
   * @param delayQueueType the type of the queues that delayed messages wait in
   */
  RabbitMqProducer(
      Supplier<BrokerConnection> connector,
      PublishSettings settings,
      String delayQueueType,
      IoThreads threads) {
    this.delays = new DelayTopology(DelayedDelivery.CELERY, delayQueueType);
    this.parkingLevels = new DelayTopology(Parking.LEVELS, delayQueueType);
    this.connector = connector;
    this.settings = settings;
    this.threads = threads;
    this.backlog = new PublishBacklog(settings.maxMessages(), settings.maxBytes());
    this.publishes = new Publishes(backlog, threads);
  }

  @Override
  public void declare(Queue queue) {
    session("connecting to declare queue '" + queue.name() + "'").declarations().declare(queue);
  }

  @Override
  public void declareDelayed(Queue queue) {
    Declarations declarations =
        session("connecting to declare queue '" + queue.name() + "'").declarations();
    declarations.declare(queue);
    delays.bindExchangeOf(queue, declarations);
  }

  /** Publishes what comes back to a queue later, from {@link Parking}; empty without confirms. */
  Optional<CompletableFuture<Void>> publishParked(Publication publication, Queue queue) {
    if (!settings.confirms()) {
      return Optional.empty();
    }
    parkingLevels.bindByName(
        queue,
        session("connecting to have queue '" + queue.name() + "' get what is parked")
            .declarations());
    return Optional.of(publish(publication));
  }

  /** Of all queues, which share the levels that messages are parked in. */
  @Override
  public OptionalLong parked(Queue queue) {
    return OptionalLong.of(
        parkingLevels.waiting(session("connecting to count what is parked").declarations()));
  }

  @Override
  public long purge(Queue queue) {
    return session("connecting to purge queue '" + queue.name() + "'").declarations().purge(queue);
  }

  @Override
  public OptionalLong waiting(Queue queue) {
    return OptionalLong.of(
        session("connecting to count what waits in queue '" + queue.name() + "'")
            .declarations()
            .waiting(queue));
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    return publish(new Outgoing(publication, /* mandatory= */ true));
  }

  private CompletableFuture<Void> publish(Outgoing outgoing) {
    startWriting();
    try {
      switch (backlog.admit(outgoing, settings.timeout().toNanos())) {
        case ADMITTED -> {}
        case NO_ROOM -> outgoing.outcome().completeExceptionally(noRoom(outgoing));
        case CLOSED -> outgoing.outcome().completeExceptionally(closed());
      }
    } catch (InterruptedException e) {
      outgoing
          .outcome()
          .completeExceptionally(
              IoThreads.interrupted("waiting until the " + outgoing + " can be sent"));
    }
    return outgoing.outcome();
  }

  @Override
  public CompletableFuture<Void> broadcast(Exchange exchange, String routingKey, Message message) {
    try {
      declare(exchange);
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    // Not mandatory: what nobody wants, such as an event, need not come back either.
    return publish(
        new Outgoing(
            new Publication(message, exchange.name(), routingKey), /* mandatory= */ false));
  }

  private void declare(Exchange exchange) {
    session("connecting to declare exchange '" + exchange.name() + "'")
        .declarations()
        .declare(exchange);
  }

  /** RabbitMQ tells that nobody listens, but not how many do. */
  @Override
  public CompletableFuture<OptionalInt> announce(
      Exchange exchange, String routingKey, Message message) {
    try {
      declare(exchange);
    } catch (BrokerException e) {
      return CompletableFuture.failedFuture(e);
    }
    return publish(new Publication(message, exchange.name(), routingKey))
        .thenApply(sent -> OptionalInt.empty())
        .exceptionallyCompose(failure ->
            unroutable(failure)
                ? CompletableFuture.completedFuture(OptionalInt.of(0))
                : CompletableFuture.failedFuture(failure));
  }

  private static boolean unroutable(Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    return cause instanceof BrokerException e && e.problem() == Problem.UNROUTABLE;
  }

  private BrokerException noRoom(Outgoing outgoing) {
    return new BrokerException(
        Problem.TIMEOUT,
        "The %s was not sent: for %s there have been %d messages, or %d bytes, without a confirm of the broker"
            .formatted(outgoing, settings.timeout(), settings.maxMessages(), settings.maxBytes()));
  }

  private void startWriting() {
    synchronized (guard) {
      if (!writing && !closed) {
        writing = true;
        threads.start(this::write);
        threads.start(this::watch);
      }
    }
  }

  private void write() {
    while (backlog.await()) {
      PublishSession open = openSession();
      if (open != null) {
        open.awaitNoAlarm();
      }
      Outgoing next = backlog.poll();
      if (next == null) {
        continue; // it has waited too long
      }
      PublishSession session;
      try {
        session = session("connecting to publish");
      } catch (RuntimeException e) {
        BrokerException problem = problem(e);
        publishes.failed(next, problem);
        publishes.failed(backlog.takeAll(), each -> problem);
        continue;
      }
      session.write(next, backlog::poll);
    }
  }

  private static BrokerException problem(RuntimeException e) {
    return switch (e) {
      case BrokerException problem -> problem;
      // Files for TLS are read at each connect, and may have gone by then.
      case SettingException setting ->
          new BrokerException(Problem.TLS, String.valueOf(setting.getMessage()), setting);
      default -> new BrokerException(Problem.REFUSED, "Publishing failed: " + e, e);
    };
  }

  private void watch() {
    long tick = Math.min(LONGEST_TICK, settings.timeout().toNanos() / 8 + 1);
    while (backlog.passTime(tick)) {
      PublishSession open = openSession();
      String alarm = open == null ? null : open.alarm();
      Duration patience = alarm == null ? settings.timeout() : settings.alarmTimeout();
      publishes.failed(
          backlog.takeOlderThan(PublishBacklog.ago(patience)),
          outgoing -> unsent(outgoing, patience, alarm));
      if (open != null) {
        publishes.failed(
            open.takeUnconfirmed(PublishBacklog.ago(settings.timeout())),
            outgoing -> unconfirmed(outgoing, alarm));
      }
    }
  }

  private static BrokerException unsent(
      Outgoing outgoing, Duration patience, @Nullable String alarm) {
    String why =
        alarm == null
            ? "the connection did not take it"
            : "RabbitMQ takes no messages because of an alarm (%s); rabbitmqctl status tells more"
                .formatted(alarm);
    return new BrokerException(
        Problem.TIMEOUT,
        "The %s was not sent within %d ms: %s".formatted(outgoing, patience.toMillis(), why));
  }

  private BrokerException unconfirmed(Outgoing outgoing, @Nullable String alarm) {
    String why = alarm == null ? "" : "; it has an alarm: " + alarm;
    return new BrokerException(
        Problem.TIMEOUT,
        "RabbitMQ did not confirm the %s within %d ms (confirm_timeout in broker_transport_options)%s. Whether it has the message is not known"
            .formatted(outgoing, settings.timeout().toMillis(), why));
  }

  /** The session, if there is one now. */
  private @Nullable PublishSession openSession() {
    synchronized (guard) {
      PublishSession session =
          attempt == null || attempt.isCompletedExceptionally() ? null : attempt.getNow(null);
      return session == null || session.isOver() ? null : session;
    }
  }

  /** The session, opened if need be; who comes while it is being opened shares the outcome. */
  private PublishSession session(String what) {
    try {
      return attempt().get();
    } catch (InterruptedException e) {
      throw IoThreads.interrupted(what);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException problem) {
        throw problem;
      }
      throw new CompletionException(e.getCause());
    }
  }

  private CompletableFuture<PublishSession> attempt() {
    synchronized (guard) {
      if (closed) {
        throw closed();
      }
      CompletableFuture<PublishSession> current = attempt;
      if (current == null || (current.isDone() && openSession() == null)) {
        CompletableFuture<PublishSession> fresh = new CompletableFuture<>();
        attempt = fresh;
        current = fresh;
        threads.start(() -> connect(fresh));
      }
      return current;
    }
  }

  private void connect(CompletableFuture<PublishSession> into) {
    try {
      PublishSession session = new PublishSession(connector.get(), settings.confirms(), publishes);
      into.complete(session);
      synchronized (guard) {
        if (!closed) {
          return;
        }
      }
      session.close();
    } catch (RuntimeException | Error e) {
      into.completeExceptionally(e);
    }
  }

  private static BrokerException closed() {
    return new BrokerException(Problem.CLOSED, "The producer has been closed");
  }

  /** Fails what is under way, and closes the connection. */
  void close() {
    PublishSession open = openSession();
    synchronized (guard) {
      if (closed) {
        return;
      }
      closed = true;
    }
    backlog.close();
    publishes.failed(backlog.takeAll(), outgoing -> closed());
    if (open != null) {
      open.close();
    }
  }
}
