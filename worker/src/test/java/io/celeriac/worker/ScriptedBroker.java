package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A broker that does as it is told and remembers what was done to each message. What is published
 * is delivered, unless the test holds it back.
 */
final class ScriptedBroker implements Transport, Producer {

  /** What became of a message. */
  enum Fate {
    HELD,
    ACKED,
    REQUEUED,
    PARKED,
    DROPPED
  }

  private static final String DEAD = "celeriac.dead";

  final BlockingQueue<Sent> queue = new LinkedBlockingQueue<>();
  final List<Sent> delivered = new CopyOnWriteArrayList<>();
  final List<Publication> published = new CopyOnWriteArrayList<>();
  final List<Message> dead = new CopyOnWriteArrayList<>();
  final List<Publication> broadcasts = new CopyOnWriteArrayList<>();
  final List<Integer> prefetches = new CopyOnWriteArrayList<>();
  final AtomicInteger connects = new AtomicInteger();
  final AtomicInteger refusedConnects = new AtomicInteger();
  final AtomicInteger refusedQueues = new AtomicInteger();
  private volatile Optional<Session> session = Optional.empty();
  private volatile boolean deliversPublished = true;
  private volatile boolean refusesPublished;
  private volatile Optional<RuntimeException> refusal = Optional.empty();
  volatile int largest = Integer.MAX_VALUE;
  volatile CompletableFuture<Void> confirm = CompletableFuture.completedFuture(null);
  private volatile boolean parks = true;

  /** A cancel is answered when this is open. */
  volatile CountDownLatch answersCancel = new CountDownLatch(0);

  volatile CompletableFuture<Boolean> parking = CompletableFuture.completedFuture(true);

  @Override
  public String displayUrl() {
    return "scripted://";
  }

  @Override
  public Producer producer() {
    return this;
  }

  /** What is published from now on is only remembered. */
  void holdBack() {
    deliversPublished = false;
  }

  /** Nothing can be parked. */
  void parksNothing() {
    parks = false;
  }

  /** What is published from now on is refused, for good. */
  void refuse() {
    refusesPublished = true;
  }

  /** What is published from now on, and is no dead letter, fails. */
  void refuse(RuntimeException why) {
    refusal = Optional.of(why);
  }

  /** The connection breaks; what was delivered and not settled is delivered again. */
  void breakConnection() {
    session.orElseThrow().broken = true;
  }

  /** The session stays open, and nothing comes in it any more. */
  void silence() {
    session.orElseThrow().silent = true;
  }

  @Override
  public OptionalLong waiting(Queue counted) {
    return OptionalLong.of(queue.size());
  }

  /** Puts a message into the queue that was delivered before. */
  Sent redeliver(Message message) {
    return redeliver(message, OptionalInt.empty());
  }

  /** The same of a queue that counts how often that was. */
  Sent redeliver(Message message, OptionalInt returned) {
    Sent sent = new Sent(message, new DeliveryInfo("", "celery", "celery", true));
    sent.returned = returned;
    queue.add(sent);
    return sent;
  }

  /** Puts a raw message into the queue. */
  Sent deliver(Message message) {
    Sent sent = new Sent(message, new DeliveryInfo("", "celery", "celery", false));
    queue.add(sent);
    return sent;
  }

  @Override
  public Consumer connectConsumer() {
    if (refusedConnects.getAndDecrement() > 0) {
      throw new BrokerException(BrokerException.Problem.UNREACHABLE, "Nobody listens there.");
    }
    connects.incrementAndGet();
    return new Session();
  }

  @Override
  public void declare(Queue declared) {}

  @Override
  public CompletableFuture<Void> broadcast(Exchange exchange, String routingKey, Message message) {
    broadcasts.add(new Publication(message, exchange.name(), routingKey));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    if (refusesPublished) {
      return refused();
    }
    if (publication.message().body().length > largest) {
      return CompletableFuture.failedFuture(
          new BrokerException(BrokerException.Problem.MESSAGE_REFUSED, "It is too large."));
    }
    if (publication.exchange().equals(DEAD)) {
      dead.add(publication.message());
      return CompletableFuture.completedFuture(null);
    }
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(refusal.get());
    }
    published.add(publication);
    if (deliversPublished) {
      queue.add(
          new Sent(
              publication.message(),
              new DeliveryInfo(publication.exchange(), publication.routingKey(), "celery", false)));
    }
    return confirm;
  }

  private static CompletableFuture<Void> refused() {
    return CompletableFuture.failedFuture(
        new BrokerException(BrokerException.Problem.REFUSED, "Nothing more is taken."));
  }

  @Override
  public void close() {}

  /** A message, and what became of it. */
  final class Sent implements Delivery {
    private final Message message;
    private final DeliveryInfo info;
    private volatile Session owner = new Session();
    volatile Instant parkedUntil = Instant.MIN;
    volatile OptionalInt returned = OptionalInt.empty();
    final AtomicReference<Fate> fate = new AtomicReference<>(Fate.HELD);

    Sent(Message message, DeliveryInfo info) {
      this.message = message;
      this.info = info;
    }

    @Override
    public Message message() {
      return message;
    }

    @Override
    public DeliveryInfo info() {
      return info;
    }

    @Override
    public OptionalInt returned() {
      return returned;
    }

    @Override
    public boolean stale() {
      return owner.broken;
    }

    @Override
    public boolean ack() {
      return settle(Fate.ACKED);
    }

    @Override
    public boolean reject(boolean requeue) {
      return settle(requeue ? Fate.REQUEUED : Fate.DROPPED);
    }

    @Override
    public Optional<CompletableFuture<Boolean>> park(Instant until) {
      if (!parks) {
        return Optional.empty();
      }
      parkedUntil = until;
      return Optional.of(parking.thenApply(taken -> settle(Fate.PARKED)));
    }

    /** It comes back. */
    void unpark() {
      queue.add(new Sent(message, info));
    }

    private boolean settle(Fate value) {
      return !stale() && fate.compareAndSet(Fate.HELD, value);
    }
  }

  private final class Session implements Consumer {
    private volatile boolean broken;
    private volatile boolean silent;
    private final AtomicBoolean abandoned = new AtomicBoolean();
    private volatile boolean ofTasks;

    @Override
    public void consume(Queue consumed) {
      if (!consumed.exchange().name().equals("celeryev") && refusedQueues.getAndDecrement() > 0) {
        throw new BrokerException(BrokerException.Problem.REFUSED, "It is there, and otherwise.");
      }
      if (!consumed.exchange().name().equals("celeryev")) {
        ofTasks = true;
        session = Optional.of(this);
      }
    }

    @Override
    public void listen(Queue listened) {}

    @Override
    public void cancel(String queueName) {
      try {
        answersCancel.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new BrokerException(BrokerException.Problem.TIMEOUT, "It did not answer.", e);
      }
    }

    @Override
    public void prefetch(int count) {
      prefetches.add(count);
    }

    @Override
    public boolean prefetchIsAdjustable() {
      return true;
    }

    @Override
    public List<Delivery> receive(int max, Duration wait) throws InterruptedException {
      if (broken) {
        throw new BrokerException(BrokerException.Problem.CONNECTION_LOST, "The line went dead.");
      }
      List<Delivery> batch = new ArrayList<>();
      boolean gives = ofTasks && !silent;
      BlockingQueue<Sent> source = gives ? queue : new LinkedBlockingQueue<>();
      Sent first = source.poll(Math.min(wait.toMillis(), 20), TimeUnit.MILLISECONDS);
      if (gives && silent && first != null) {
        queue.add(first); // it was silenced during the wait
        return batch;
      }
      for (Sent next = first; next != null; next = batch.size() < max ? source.poll() : null) {
        next.owner = this;
        delivered.add(next);
        batch.add(next);
      }
      return batch;
    }

    @Override
    public List<Delivery> ack(Collection<Delivery> deliveries) {
      return deliveries.stream().filter(delivery -> !delivery.ack()).toList();
    }

    @Override
    public void close() {}

    @Override
    public void abandon() {
      if (!abandoned.compareAndSet(false, true)) {
        return;
      }
      broken = true;
      for (Sent sent : delivered) {
        if (sent.owner == this && sent.fate.get() == Fate.HELD) {
          DeliveryInfo info = sent.info;
          queue.add(
              new Sent(
                  sent.message,
                  new DeliveryInfo(info.exchange(), info.routingKey(), info.queue(), true)));
        }
      }
    }
  }
}
