package io.celeriac.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.spi.Publication;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that publishes, from when it was opened to when it was lost. One thread writes;
 * confirms and returns come on the thread that reads the socket.
 */
final class PublishSession {
  private static final Logger LOG = LoggerFactory.getLogger(PublishSession.class);
  private static final Duration LEAVE_TAKING = Duration.ofSeconds(2);

  /** As many messages as are written before they are flushed, if so many wait. */
  private static final int BATCH = 256;

  private final BrokerConnection connection;
  private final boolean confirms;
  private final Publishes publishes;
  private final Channel channel;
  private final Declarations declarations;
  private final Unconfirmed unconfirmed = new Unconfirmed();
  private final AtomicBoolean lost = new AtomicBoolean();
  private long written; // of the writing thread

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable String alarm;
  private @Nullable BrokerException over;

  PublishSession(BrokerConnection connection, boolean confirms, Publishes publishes) {
    this.connection = connection;
    this.confirms = confirms;
    this.publishes = publishes;
    this.channel = connection.openChannel();
    this.declarations = new Declarations(connection);
    channel.addShutdownListener(this::lost);
    connection.amqp().addBlockedListener(this::alarmed, () -> alarmed(null));
    if (confirms) {
      channel.addReturnListener(
          (code, words, exchange, key, properties, body) -> returned(words, exchange, key, body));
      channel.addConfirmListener(this::confirmed, this::declined);
      selectConfirms();
    }
  }

  private void selectConfirms() {
    try {
      // By itself the method has no effect on the library, which would otherwise keep a sorted set
      // of its own of all that is unconfirmed.
      channel.rpc(new AMQP.Confirm.Select.Builder().build());
    } catch (IOException | ShutdownSignalException e) {
      throw connection.problems().refused("confirm publishes", e);
    }
  }

  Declarations declarations() {
    return declarations;
  }

  boolean isOver() {
    lock.lock();
    try {
      return over != null;
    } finally {
      lock.unlock();
    }
  }

  /** Waits while the broker takes no messages because of an alarm. */
  void awaitNoAlarm() {
    lock.lock();
    try {
      while (alarm != null && over == null) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** What the broker's alarm is about; null while there is none. */
  @Nullable String alarm() {
    lock.lock();
    try {
      return alarm;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writes a message and those that follow it, and sends them off together. Each of them ends as it
   * ends; nothing is thrown.
   */
  void write(Outgoing first, Supplier<@Nullable Outgoing> following) {
    List<Outgoing> unconfirmable = new ArrayList<>();
    BrokerSocket socket = connection.socket();
    try {
      socket.cork();
      try {
        Outgoing next = first;
        for (int i = 1; next != null; i++) {
          write(next, unconfirmable);
          next = i < BATCH && alarm() == null && !isOver() ? following.get() : null;
        }
      } finally {
        socket.uncork();
      }
      publishes.confirmed(unconfirmable);
    } catch (IOException e) {
      end(connection.problems().refused("take a message", e));
      publishes.failed(unconfirmable, this::cutOff);
    }
  }

  private void write(Outgoing outgoing, List<Outgoing> unconfirmable) throws IOException {
    OutgoingProperties properties = prepared(outgoing);
    if (properties == null) {
      return;
    }
    Publication publication = outgoing.publication();
    unconfirmed.add(++written, outgoing);
    try {
      channel.basicPublish(
          publication.exchange(),
          publication.routingKey(),
          /* mandatory= */ confirms && outgoing.mandatory(),
          properties,
          publication.message().body());
      if (!confirms && unconfirmed.remove(written) != null) {
        unconfirmable.add(outgoing);
      }
    } catch (IllegalArgumentException e) {
      // Before anything was written, so that the broker has not counted it.
      if (unconfirmed.remove(written) != null) {
        written--;
        publishes.failed(outgoing, unfit(outgoing, e));
      }
    } catch (ShutdownSignalException e) {
      lost(e);
    }
  }

  /** What comes before a message is counted as written; null when it has failed at that. */
  private @Nullable OutgoingProperties prepared(Outgoing outgoing) throws IOException {
    String exchange = outgoing.publication().exchange();
    try {
      if (!declarations.isKnown(exchange)) {
        connection.socket().uncork();
        try {
          declarations.require(exchange);
        } finally {
          connection.socket().cork();
        }
      }
      return OutgoingProperties.of(outgoing.publication().message());
    } catch (IllegalArgumentException e) {
      publishes.failed(outgoing, unfit(outgoing, e));
    } catch (BrokerException e) {
      publishes.failed(outgoing, e);
    } catch (IOException e) {
      publishes.failed(outgoing, connection.problems().refused("take a message", e));
      throw e;
    }
    return null;
  }

  private static BrokerException unfit(Outgoing outgoing, IllegalArgumentException e) {
    return new BrokerException(
        Problem.MESSAGE_REFUSED,
        "The %s does not fit into AMQP: %s".formatted(outgoing, e.getMessage()),
        e);
  }

  private void confirmed(long number, boolean multiple) {
    publishes.confirmed(unconfirmed.take(number, multiple));
  }

  private void declined(long number, boolean multiple) {
    publishes.failed(
        unconfirmed.take(number, multiple),
        outgoing ->
            new BrokerException(
                Problem.MESSAGE_REFUSED,
                ("RabbitMQ did not take the %s: a queue is full (x-max-length or"
                        + " x-max-length-bytes with x-overflow reject-publish), or failed to"
                        + " store it")
                    .formatted(outgoing)));
  }

  private void returned(String words, String exchange, String key, byte[] body) {
    String id = idOfReturned();
    Outgoing outgoing =
        unconfirmed.find(each ->
            each.mandatory()
                && each.returned() == null
                && each.publication().exchange().equals(exchange)
                && each.publication().routingKey().equals(key)
                && (id == null
                    || id.equals(each.publication().message().properties().correlationId()))
                && Arrays.equals(each.publication().message().body(), body));
    if (outgoing != null) {
      outgoing.returned(words);
      declarations.forget(); // what had been declared has gone
    }
  }

  private @Nullable String idOfReturned() {
    try {
      return ContentHeader.read(connection.socket().header()).properties().correlationId();
    } catch (MalformedHeaderException e) {
      return null; // then the rest has to do
    }
  }

  private void alarmed(@Nullable String reason) {
    if (reason != null) {
      LOG.warn(
          "RabbitMQ at {} takes no messages because of an alarm: {}", connection.url(), reason);
    } else {
      LOG.info("RabbitMQ at {} takes messages again", connection.url());
    }
    lock.lock();
    try {
      alarm = reason;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The messages that were written before a time and are still not confirmed; they are let go. */
  List<Outgoing> takeUnconfirmed(long olderThanNanoTime) {
    return unconfirmed.takeOlderThan(olderThanNanoTime);
  }

  /** Ends it; what is under way fails as closed. */
  void close() {
    end(new BrokerException(Problem.CLOSED, "The producer has been closed"));
    connection.close(() -> {}, LEAVE_TAKING);
  }

  private void lost(ShutdownSignalException e) {
    // Only who notices it first looks for the culprit: later ones would find the innocent.
    Culprit culprit = lost.compareAndSet(false, true) ? Culprit.find(e, unconfirmed) : null;
    if (culprit != null && !unconfirmed.remove(culprit.outgoing())) {
      culprit = null;
    }
    // Before the culprit fails, so that what is published thereupon goes over a new connection.
    end(connection.problems().lost(e));
    if (culprit != null) {
      publishes.failed(culprit.outgoing(), culprit.failure());
    }
  }

  private void end(BrokerException why) {
    lock.lock();
    try {
      if (over == null) {
        over = why;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    publishes.failed(unconfirmed.takeAll(), this::cutOff);
    if (why.problem() != Problem.CLOSED) {
      connection.abort(); // a channel that was closed by the broker leaves its connection behind
    }
  }

  private BrokerException cutOff(Outgoing outgoing) {
    lock.lock();
    try {
      BrokerException why = over;
      if (why == null) {
        throw new IllegalStateException("The session goes on");
      }
      return new BrokerException(
          why.problem(),
          "%s. Whether the broker has the %s is not known".formatted(why.getMessage(), outgoing),
          why);
    } finally {
      lock.unlock();
    }
  }
}
