package io.celeriac.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Queue;
import io.celeriac.spi.Pauses;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  /** Before a queue that was refused is asked for again, as before connecting again. */
  private static final Pauses PAUSES =
      Pauses.growing(
          Integer.MAX_VALUE, Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(30));

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
  private final RefusedReads refusals;
  private final Inbox inbox;
  private final Declarations declarations;
  private final PrefetchLimit limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();

  /** Those that were read before, and that the broker does not give us now. */
  private final Map<String, Queue> missed = new HashMap<>();

  private @Nullable Channel listening;
  private int count;
  private volatile boolean limitIsShared;
  private final CountDownLatch over = new CountDownLatch(1);

  Subscriptions(
      BrokerConnection connection,
      Channel channel,
      SharedLimits limits,
      RefusedReads refusals,
      Inbox inbox) {
    this.connection = connection;
    this.channel = channel;
    this.limits = limits;
    this.refusals = refusals;
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

  /**
   * The same for a queue that was read before: when the broker refuses it, it is asked for again
   * and again until the session is over.
   */
  void resume(Queue queue) {
    lock.lock();
    try {
      if (!subscriptions.containsKey(queue.name())) {
        resume(queue, Reading.CONSUMING, 1);
      }
    } finally {
      lock.unlock();
    }
  }

  private void resume(Queue queue, Reading reading, int attempt) {
    try {
      declareAndConsume(queue, reading, /* renewed= */ true);
      missed.remove(queue.name(), queue);
      if (attempt > 1) {
        LOG.info("Queue '{}' is read again", queue.name());
      }
    } catch (BrokerException e) {
      if (e.recoverable()) {
        throw e;
      }
      if (!channel.isOpen()) {
        // It took the session with it; the next one goes on without.
        throw new BrokerException(Problem.CONNECTION_LOST, String.valueOf(e.getMessage()), e);
      }
      later(queue, reading, attempt, String.valueOf(e.getMessage()));
    }
  }

  /** Asks for a queue again after a while. */
  private void later(Queue queue, Reading reading, int attempt, String why) {
    Duration pause = Objects.requireNonNull(PAUSES.after(attempt));
    LOG.error(
        "Queue '{}' is not read now, and asked for again in {} s; other queues go on. {}",
        queue.name(),
        pause.toSeconds(),
        why);
    missed.put(queue.name(), queue);
    connection.threads().start(() -> askAfter(pause, queue, reading, attempt + 1));
  }

  private void askAfter(Duration pause, Queue queue, Reading reading, int attempt) {
    try {
      if (over.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    lock.lock();
    try {
      // Somebody may have had us stop reading it, or read it anew, meanwhile.
      if (queue.equals(missed.get(queue.name())) && !subscriptions.containsKey(queue.name())) {
        declarations.forget();
        resume(queue, reading, attempt);
      }
    } catch (BrokerException e) {
      LOG.debug("Queue '{}' is left to the next session", queue.name(), e);
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
          refusals.retry(queue, arguments(queue), connection);
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
    try {
      by.basicConsume(
          queue.name(),
          /* autoAck= */ reading == Reading.LISTENING,
          subscription.tag,
          /* noLocal= */ false,
          /* exclusive= */ false,
          arguments(queue),
          subscription);
    } catch (IOException e) {
      if (e.getCause() instanceof ShutdownSignalException closed && !closed.isHardError()) {
        refusals.add(queue);
      }
      throw e;
    }
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
      missed.remove(queueName);
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
    over.countDown();
  }

  private boolean isOver() {
    return over.getCount() == 0;
  }

  private void cancelledByBroker(Subscription cancelled) {
    lock.lock();
    try {
      Queue queue = cancelled.queue;
      if (isOver() || !subscriptions.remove(queue.name(), cancelled)) {
        return;
      }
      declarations.forget();
      if (cancelled.renewed && System.nanoTime() - cancelled.since < TOO_SOON) {
        later(
            queue,
            cancelled.reading,
            /* attempt= */ 1,
            "It was deleted, or became unavailable, again within seconds.");
        return;
      }
      LOG.warn(
          "RabbitMQ ended our reading of queue '{}', which was deleted or became unavailable;"
              + " declaring and reading it again",
          queue.name());
      resume(queue, cancelled.reading, 1);
    } catch (BrokerException e) {
      LOG.debug("Queue '{}' is left to the next session", cancelled.queue.name(), e);
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
