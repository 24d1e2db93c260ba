package io.celeriac.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Queue;
import io.celeriac.amqp.Subscriptions.Reading;
import io.celeriac.amqp.Unsettled.State;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.WaitingLimit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A session of consuming: one connection, and one channel on it for all the queues that it
 * consumes. The thread that reads the socket puts what arrives into a list, from which {@link
 * #receive} takes it. Settlements are written by whichever thread comes first, for all that come
 * while it writes, so that under load many go out with one flush and consecutive acknowledgements
 * as one.
 */
final class RabbitMqConsumer implements Consumer {
  private static final Duration LEAVE_TAKING = Duration.ofSeconds(5);
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
  private static final int SHARE_OF_HEAP = 16;

  private final BrokerConnection connection;
  private final Channel channel;
  private final Subscriptions subscriptions;
  private final java.util.function.Consumer<RabbitMqConsumer> whenOver;
  private final Parking parking;
  private final int maxBodyBytes;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final ArrayDeque<RabbitMqDelivery> inbox = new ArrayDeque<>();
  private final Unsettled unsettled = new Unsettled();
  private final WaitingLimit heard = new WaitingLimit("messages that were heard on RabbitMQ");
  private volatile @Nullable BrokerException over;

  private final long mostInInbox = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
  private volatile BooleanSupplier full = () -> false;
  private final Condition room = lock.newCondition();
  private long inInbox;
  private int calls;

  /** Held while settlements are taken and written, so that they are written in that order. */
  private final ReentrantLock writing = new ReentrantLock();

  /**
   * A session over a fresh connection.
   *
   * @param limits what is known about limits of this broker
   * @param refusals the queues that it did not let us read
   * @param parking where messages for later go
   * @param maxBodyBytes the limit that the socket of the connection has
   * @param whenOver called once, when the session is over for whatever reason
   */
  RabbitMqConsumer(
      BrokerConnection connection,
      SharedLimits limits,
      RefusedReads refusals,
      Parking parking,
      int maxBodyBytes,
      java.util.function.Consumer<RabbitMqConsumer> whenOver) {
    this.connection = connection;
    this.channel = connection.openChannel();
    this.parking = parking;
    this.maxBodyBytes = maxBodyBytes;
    this.whenOver = whenOver;
    this.subscriptions = new Subscriptions(connection, channel, limits, refusals, this::arrive);
    channel.addShutdownListener(this::lost);
  }

  @Override
  public void consume(Queue queue) {
    failIfOver();
    onIoThread(
        "consuming queue '" + queue.name() + "'",
        () -> subscriptions.add(queue, Reading.CONSUMING));
  }

  @Override
  public void resume(Queue queue) {
    failIfOver();
    onIoThread("consuming queue '" + queue.name() + "'", () -> subscriptions.resume(queue));
  }

  @Override
  public void listen(Queue queue) {
    failIfOver();
    onIoThread(
        "listening to queue '" + queue.name() + "'",
        () -> subscriptions.add(queue, Reading.LISTENING));
  }

  @Override
  public void cancel(String queueName) {
    failIfOver();
    onIoThread("cancelling queue '" + queueName + "'", () -> subscriptions.remove(queueName));
  }

  @Override
  public void prefetch(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("A prefetch limit cannot be negative, but is " + count);
    }
    failIfOver();
    onIoThread("changing the prefetch limit", () -> subscriptions.limit(count));
  }

  @Override
  public void pauseWhile(BooleanSupplier nowFull) {
    full = nowFull;
  }

  @Override
  public boolean prefetchIsAdjustable() {
    return subscriptions.limitIsShared();
  }

  Parking parking() {
    return parking;
  }

  private void onIoThread(String what, Runnable work) {
    expectReply(1);
    try {
      boolean done =
          connection
              .threads()
              .call(
                  what,
                  () -> {
                    work.run();
                    return true;
                  },
                  ignored -> {});
      assert done;
    } finally {
      expectReply(-1);
    }
  }

  /** While a reply is awaited, what comes before it has to be read. */
  private void expectReply(int change) {
    lock.lock();
    try {
      calls += change;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** On the thread that reads the socket. */
  private void arrive(Queue queue, Reading reading, Envelope envelope, byte[] body) {
    BrokerSocket socket = connection.socket();
    RabbitMqDelivery delivery =
        new RabbitMqDelivery(
            this,
            queue,
            envelope,
            socket.header(),
            body,
            socket.skipped() ? socket.bodyBytes() : 0);
    lock.lock();
    try {
      if (reading == Reading.CONSUMING) {
        awaitRoom();
        unsettled.add(delivery);
        inInbox += body.length;
      } else if (heard.add(body.length)) {
        delivery.settledOnArrival();
      } else {
        return;
      }
      inbox.add(delivery);
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps the reading thread until there is memory: what is not read waits on the network, and then
   * at the broker. The lock is held, and let go meanwhile.
   */
  private void awaitRoom() {
    try {
      while (over == null && calls == 0 && (inInbox > mostInInbox || full.getAsBoolean())) {
        long left = room.awaitNanos(LOOK_NANOS);
        assert left <= LOOK_NANOS;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever ends this thread ends the session
    }
  }

  @Override
  public List<Delivery> receive(int max, Duration wait) throws InterruptedException {
    List<RabbitMqDelivery> received = take(max, wait);
    List<Delivery> opened = new ArrayList<>(received.size());
    for (RabbitMqDelivery delivery : received) {
      opened.add(delivery.open(maxBodyBytes));
    }
    return opened;
  }

  private List<RabbitMqDelivery> take(int max, Duration wait) throws InterruptedException {
    long nanos = wait.toNanos();
    lock.lockInterruptibly();
    try {
      failIfOver();
      while (inbox.isEmpty() && nanos > 0) {
        nanos = arrived.awaitNanos(nanos);
        failIfOver();
      }
      List<RabbitMqDelivery> taken = new ArrayList<>(Math.min(max, inbox.size()));
      while (taken.size() < max && !inbox.isEmpty()) {
        RabbitMqDelivery delivery = inbox.remove();
        if (delivery.state() == State.SETTLED) {
          heard.remove(delivery.bodyBytes());
        } else {
          inInbox -= delivery.bodyBytes();
        }
        taken.add(delivery);
      }
      room.signal();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Decides what becomes of a delivery; see {@link Delivery#ack} for the result. */
  boolean settle(RabbitMqDelivery delivery, State state) {
    if (!decide(delivery, state)) {
      return delivery.state() == State.SETTLED || !isOver();
    }
    // Whoever is writing looks again afterwards, so nothing is left behind.
    while (hasDecided() && writing.tryLock()) {
      try {
        write();
      } finally {
        writing.unlock();
      }
    }
    return delivery.state() == State.SETTLED || !isOver();
  }

  private boolean decide(RabbitMqDelivery delivery, State state) {
    lock.lock();
    try {
      return over == null && unsettled.decide(delivery, state);
    } finally {
      lock.unlock();
    }
  }

  private boolean hasDecided() {
    lock.lock();
    try {
      return over == null && unsettled.isDecided();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Delivery> ack(Collection<Delivery> deliveries) {
    lock.lock();
    try {
      for (Delivery delivery : deliveries) {
        if (over == null && delivery instanceof RabbitMqDelivery ours && ours.isOf(this)) {
          unsettled.decide(ours, State.ACK);
        }
      }
    } finally {
      lock.unlock();
    }
    flush();
    List<Delivery> unsent = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      boolean sent =
          (delivery instanceof RabbitMqDelivery ours && ours.isOf(this))
              ? ours.state() == State.SETTLED
              : delivery.ack();
      if (!sent) {
        unsent.add(delivery);
      }
    }
    return unsent;
  }

  /** Returns when everything that was decided before has been written, or the session is over. */
  private void flush() {
    writing.lock();
    try {
      if (hasDecided()) {
        write();
      }
    } finally {
      writing.unlock();
    }
  }

  private void write() {
    Unsettled.Batch batch;
    lock.lock();
    try {
      batch = unsettled.take();
    } finally {
      lock.unlock();
    }
    BrokerSocket socket = connection.socket();
    try {
      socket.cork();
      try {
        for (Unsettled.Settlement settlement : batch.settlements()) {
          send(settlement);
        }
      } finally {
        socket.uncork();
      }
      batch.told();
    } catch (IOException e) {
      end(connection.problems().refused("settle deliveries", e));
    } catch (ShutdownSignalException e) {
      end(connection.problems().lost(e));
    }
  }

  private void send(Unsettled.Settlement settlement) throws IOException {
    long tag = settlement.tag();
    switch (settlement.state()) {
      case ACK -> channel.basicAck(tag, settlement.multiple());
      case REJECT -> channel.basicReject(tag, false);
      case REQUEUE -> channel.basicReject(tag, true);
      case HELD, SETTLED -> throw new IllegalStateException("Nothing to send: " + settlement);
    }
  }

  @Override
  public void close() {
    if (!isOver()) {
      connection.close(this::leave, LEAVE_TAKING);
    }
    end(closed());
  }

  private void leave() {
    flush();
    end(closed());
    try {
      channel.close(); // requeues all that is unsettled
    } catch (IOException | java.util.concurrent.TimeoutException | ShutdownSignalException e) {
      // The end of the connection requeues it as well.
    }
  }

  @Override
  public void abandon() {
    end(closed());
    connection.abort();
  }

  private BrokerException closed() {
    return new BrokerException(
        Problem.CLOSED, "The consumer of RabbitMQ at " + connection.url() + " has been closed");
  }

  private void lost(ShutdownSignalException e) {
    end(connection.problems().lost(e));
  }

  private void end(BrokerException why) {
    lock.lock();
    try {
      if (over != null) {
        return;
      }
      over = why;
      inbox.clear();
      arrived.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    subscriptions.end();
    whenOver.accept(this);
    if (why.problem() != Problem.CLOSED) {
      connection.abort(); // a channel that was closed by the broker leaves its connection behind
    }
  }

  boolean isOver() {
    return over != null;
  }

  private void failIfOver() {
    BrokerException why = over;
    if (why != null) {
      throw new BrokerException(why.problem(), Objects.toString(why.getMessage()), why);
    }
  }
}
