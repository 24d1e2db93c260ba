package io.celeriac.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Queue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues that a session reads. Its methods wait for the broker; they are called on threads of
 * ours only, and are safe from any of them.
 */
final class Subscriptions {
  private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

  /** A queue that goes again so soon after it was made again is somebody's doing. */
  private static final long TOO_SOON = Duration.ofSeconds(10).toNanos();

  private static final String NO_SHARED_LIMITS = "global qos";

  /** What is done with a delivery, on the thread that reads the socket. */
  interface Inbox {
    void arrive(Queue queue, Reading reading, Envelope envelope, byte[] body);
  }

  /** How a queue is read. */
  enum Reading {
    /** Its messages are to be settled. */
    CONSUMING,
    /** They are settled when they come (AMQP's no-ack); limits do not count them. */
    LISTENING
  }

  private final BrokerConnection connection;
  private final Channel channel;
  private final SharedLimits limits;
  private final Inbox inbox;
  private final Declarations declarations;
  private final PrefetchLimit limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
  private @Nullable Channel listening;
  private int count;
  private volatile boolean limitIsShared;
  private volatile boolean over;

  Subscriptions(BrokerConnection connection, Channel channel, SharedLimits limits, Inbox inbox) {
    this.connection = connection;
    this.channel = channel;
    this.limits = limits;
    this.inbox = inbox;
    this.declarations = new Declarations(connection);
    this.limitIsShared = limits.possible(connection.serverProperties());
    this.limit = new PrefetchLimit(limitIsShared);
  }

  /** One queue that is read. */
  private final class Subscription extends DefaultConsumer {
    private final Queue queue;
    private final Reading reading;
    private final String tag;
    private final boolean renewed;
    private final long since = System.nanoTime();

    Subscription(Queue queue, Reading reading, boolean renewed, Channel by) {
      super(by);
      this.queue = queue;
      this.reading = reading;
      this.renewed = renewed;
      this.tag = "celeriac-" + ++count;
    }

    @Override
    public void handleDelivery(
        String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
      inbox.arrive(queue, reading, envelope, body);
    }

    @Override
    public void handleCancel(String consumerTag) {
      connection.threads().start(() -> cancelledByBroker(this));
    }
  }

  /** Declares a queue and starts reading it. Nothing when it is read already. */
  void add(Queue queue, Reading reading) {
    lock.lock();
    try {
      if (!subscriptions.containsKey(queue.name())) {
        declareAndConsume(queue, reading, /* renewed= */ false);
      }
    } finally {
      lock.unlock();
    }
  }

  private void declareAndConsume(Queue queue, Reading reading, boolean renewed) {
    declarations.declare(queue);
    request(
        "consume queue '" + queue.name() + "'",
        () -> {
          if (reading == Reading.CONSUMING && limits.areNotFor(queue) && limit.isShared()) {
            unshareLimit();
          }
          consume(queue, reading, renewed);
        });
  }

  private void consume(Queue queue, Reading reading, boolean renewed) throws IOException {
    Channel by = channel;
    switch (reading) {
      case CONSUMING -> limit.send(channel);
      case LISTENING -> by = listening();
    }
    Subscription subscription = new Subscription(queue, reading, renewed, by);
    by.basicConsume(
        queue.name(),
        /* autoAck= */ reading == Reading.LISTENING,
        subscription.tag,
        /* noLocal= */ false,
        /* exclusive= */ false,
        arguments(queue),
        subscription);
    subscriptions.put(queue.name(), subscription);
  }

  /** A reached limit holds up all consumers of its channel, so listening has another. */
  private Channel listening() {
    Channel open = listening;
    if (open == null || !open.isOpen()) {
      open = connection.openChannel();
      listening = open;
    }
    return open;
  }

  @SuppressWarnings("NullAway") // the library's own type knows nothing of null, but writes it
  private static Map<String, Object> arguments(Queue queue) {
    return FieldWriter.table("Consumer argument", queue.consumerArguments());
  }

  private void unshareLimit() throws IOException {
    limit.unshare(channel);
    limitIsShared = false;
    List<Subscription> before = new ArrayList<>(subscriptions.values());
    for (Subscription subscription : before) {
      if (subscription.reading == Reading.LISTENING) {
        continue; // by a channel that has no limit
      }
      channel.basicCancel(subscription.tag);
      consume(subscription.queue, subscription.reading, subscription.renewed);
    }
  }

  /** Stops reading a queue. Nothing when it is not read. */
  void remove(String queueName) {
    lock.lock();
    try {
      Subscription subscription = subscriptions.remove(queueName);
      if (subscription != null) {
        request(
            "stop consuming queue '" + queueName + "'",
            () -> subscription.getChannel().basicCancel(subscription.tag));
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sets the prefetch limit. */
  void limit(int count) {
    lock.lock();
    try {
      request(
          "limit the unacknowledged messages to " + count,
          () -> limit.set(count, channel, !subscriptions.isEmpty()));
    } finally {
      lock.unlock();
    }
  }

  boolean limitIsShared() {
    return limitIsShared;
  }

  /** The session is over: what the broker says from now on has been expected. */
  void end() {
    over = true;
  }

  private void cancelledByBroker(Subscription cancelled) {
    lock.lock();
    try {
      Queue queue = cancelled.queue;
      if (over || !subscriptions.remove(queue.name(), cancelled)) {
        return;
      }
      if (cancelled.renewed && System.nanoTime() - cancelled.since < TOO_SOON) {
        LOG.error(
            "Queue '{}' is not read any more: it was deleted, or became unavailable, again within"
                + " seconds",
            queue.name());
        return;
      }
      LOG.warn(
          "RabbitMQ ended our reading of queue '{}', which was deleted or became unavailable;"
              + " declaring and reading it again",
          queue.name());
      declarations.forget();
      declareAndConsume(queue, cancelled.reading, /* renewed= */ true);
    } catch (BrokerException e) {
      if (!over) {
        LOG.error("Queue '{}' is not read any more: {}", cancelled.queue.name(), e.getMessage());
      }
    } finally {
      lock.unlock();
    }
  }

  private interface Request {
    void send() throws IOException;
  }

  private void request(String what, Request request) {
    try {
      request.send();
    } catch (IllegalArgumentException e) {
      throw new BrokerException(Problem.REFUSED, "Cannot " + what + ": " + e.getMessage(), e);
    } catch (IOException | ShutdownSignalException e) {
      BrokerException refusal = connection.problems().refused(what, e);
      if (String.valueOf(refusal.getMessage()).contains(NO_SHARED_LIMITS)) {
        limits.refused();
        throw new BrokerException(
            Problem.CONNECTION_LOST,
            refusal.getMessage() + " (a limit for each queue is used from now on)",
            e);
      }
      throw refusal;
    }
  }
}
