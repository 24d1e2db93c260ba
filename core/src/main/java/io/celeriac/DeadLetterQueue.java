package io.celeriac;

import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Completed;
import io.celeriac.spi.DeadLetterExchange;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/** The publishing side of the dead-letter queue: declared when the first message goes there. */
final class DeadLetterQueue implements DeadLetterExchange {

  private static final long COUNT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Transport transport;
  private final Clock clock;
  private final String name;
  private final Duration expires;
  private final int most;
  private final boolean quorum;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean counted;
  private long countedNanos;
  private long count;

  DeadLetterQueue(Settings settings, Transport transport, Clock clock) {
    this.transport = transport;
    this.clock = clock;
    this.name = settings.get(Setting.CELERIAC_DEAD_LETTER_QUEUE);
    this.expires = settings.get(Setting.CELERIAC_DEAD_LETTER_EXPIRES);
    this.quorum = "quorum".equals(settings.get(Setting.TASK_DEFAULT_QUEUE_TYPE));
    this.most = settings.get(Setting.CELERIAC_DEAD_LETTER_MAX);
  }

  @Override
  public boolean isOn() {
    return !name.isEmpty();
  }

  @Override
  public String queue() {
    return name;
  }

  /**
   * As it is declared. Its bounds are no arguments of RabbitMQ's: who changes a setting must not be
   * refused a queue that is there with another one. Where messages have no lifetime, the queue has.
   */
  Queue declaration() {
    if (!transport.expiresMessages()) {
      return Queue.of(name, Exchange.direct(""), name)
          .withArgument("x-expires", expires.toMillis());
    }
    return quorum ? Queue.of(name).asQuorum() : Queue.of(name);
  }

  @Override
  public Keeping publish(Delivery delivery, DeadLetter.Death death) {
    if (!isOn()) {
      return Keeping.NOTHING;
    }
    Queue queue = declaration();
    transport.producer().declare(queue);
    if (isFull(queue)) {
      return Keeping.NOTHING;
    }
    Message dead =
        DeadLetterMessage.of(
            delivery,
            death,
            UUID.randomUUID().toString(),
            clock.instant(),
            transport.expiresMessages() ? expires : null);
    if (isTaken(queue, dead) || isTaken(queue, DeadLetterMessage.withoutHeaders(dead))) {
      return Keeping.KEPT;
    }
    // Too large, or nothing is taken at all, which this tells.
    publish(queue, DeadLetterMessage.withoutBody(dead));
    return Keeping.WITHOUT_BODY;
  }

  /** False when it is this message that cannot be published. */
  private boolean isTaken(Queue queue, Message dead) {
    try {
      publish(queue, dead);
      return true;
    } catch (EncodeException e) {
      return false;
    } catch (BrokerException e) {
      if (e.problem() != BrokerException.Problem.MESSAGE_REFUSED) {
        throw e;
      }
      return false;
    }
  }

  private void publish(Queue queue, Message dead) {
    Completed.join(
        transport
            .producer()
            .publish(new Publication(dead, queue.exchange().name(), queue.routingKey())));
  }

  /** By a count that is at most a second old, and what this process has added since. */
  private boolean isFull(Queue queue) {
    if (most <= 0) {
      return false;
    }
    lock.lock();
    try {
      long now = System.nanoTime();
      if (!counted || now - countedNanos >= COUNT_NANOS) {
        count = transport.producer().waiting(queue).orElse(0);
        countedNanos = now;
        counted = true;
      }
      return count++ >= most;
    } finally {
      lock.unlock();
    }
  }
}
