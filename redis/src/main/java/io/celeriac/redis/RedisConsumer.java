package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.WaitingLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session of consuming. Messages are taken on a connection of their own, by a thread of their
 * own, so that an interrupt of the receiving thread cannot lose one: what was taken stays in the
 * inbox. What it holds belongs to {@link Reservations} and outlives it.
 */
final class RedisConsumer implements Consumer, RedisDelivery.Settler, Taker.Sink {
  private static final Logger log = LoggerFactory.getLogger(RedisConsumer.class);

  /** Most messages of one take: a reply of some hundred kilobytes. */
  private static final int MOST_AT_ONCE = 200;

  /** How often to look whether there is memory again. */
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();

  private final RedisBroker broker;
  private final Feeds feeds;
  private final Subscriptions subscriptions;
  private final Doorbell doorbell;
  private final Waiting waiting;
  private final Expiry expiry;
  private final Inbox inbox = new Inbox();
  private final Inbox heard = new Inbox();
  private final WaitingLimit heardLimit = new WaitingLimit("messages that were heard on Redis");
  private final Set<String> listened = ConcurrentHashMap.newKeySet();
  private final Outstanding outstanding;
  private final AtomicBoolean closed = new AtomicBoolean();
  // What was heard before the messages in the inbox, and is still to be handed out; the receiving
  // thread's. What is heard meanwhile comes after them, however much it is.
  private OptionalInt ahead = OptionalInt.empty();
  private volatile int prefetch;
  private volatile IntSupplier roomOutside = () -> Integer.MAX_VALUE;
  private volatile BooleanSupplier full = () -> false;
  // Both are changed only by synchronized methods, so that no take begins when it is over.
  private @Nullable CompletableFuture<Integer> takeUnderWay;
  private volatile @Nullable BrokerException over;

  RedisConsumer(RedisBroker broker, FeedsOpener opener) {
    this.broker = broker;
    this.doorbell = new Doorbell();
    this.waiting = new Waiting(doorbell, broker.options().pollingInterval());
    this.outstanding = new Outstanding(doorbell::ring);
    this.expiry = new Expiry(broker);
    this.subscriptions =
        new Subscriptions(
            new Fanout(
                broker.keys(),
                new EnvelopeReader(broker.json(), broker.options().longestEnvelope()),
                this::published),
            doorbell::ring,
            this::lost);
    this.feeds = opener.open(this, subscriptions);
  }

  /** Opens the connections of a consumer. */
  interface FeedsOpener {
    Feeds open(Taker.Sink sink, Subscriber.Listener listener);
  }

  @Override
  public void consume(Queue queue) {
    throwIfOver();
    broker.bindings().declare(queue);
    expiry.add(queue);
    if (queue.exchange().type() == ExchangeType.FANOUT) {
      subscriptions.add(queue, feeds.subscriber());
    } else {
      feeds.add(queue.name());
      broker.parked().watch(queue.name());
      doorbell.ring();
    }
  }

  @Override
  public void listen(Queue queue) {
    if (queue.exchange().type() != ExchangeType.FANOUT) {
      throw new IllegalArgumentException(
          "Queue '%s' cannot be listened to on Redis: its exchange '%s' is of type %s, and only what comes by a fanout needs no settling there"
              .formatted(queue.name(), queue.exchange().name(), queue.exchange().type()));
    }
    listened.add(queue.name());
    consume(queue);
  }

  @Override
  public void cancel(String queueName) {
    listened.remove(queueName);
    expiry.remove(queueName);
    feeds.remove(queueName);
    subscriptions.remove(queueName, feeds.subscriber());
  }

  @Override
  public void prefetch(int count) {
    prefetch = count;
    doorbell.ring();
  }

  @Override
  public boolean takeInto(IntSupplier room) {
    roomOutside = room;
    return true;
  }

  @Override
  public void pauseWhile(BooleanSupplier nowFull) {
    full = nowFull;
  }

  @Override
  public boolean prefetchIsAdjustable() {
    return true;
  }

  @Override
  public List<Delivery> receive(int max, Duration wait) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (true) {
      throwIfOver();
      boolean looked = inbox.isEmpty() && take(max);
      List<Delivery> received = received(max);
      if (!received.isEmpty()) {
        return received;
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return List.of();
      }
      if (looked) {
        expiry.keepUp();
        waiting.await(full.getAsBoolean() ? Math.min(left, LOOK_NANOS) : left, feeds.isTelling());
      }
    }
  }

  /**
   * What has come: first what was heard by now, as nobody knows which of the two was sent first.
   */
  private List<Delivery> received(int max) throws InterruptedException {
    if (inbox.isEmpty()) {
      return heard(max);
    }
    if (ahead.isEmpty() && !listened.isEmpty()) {
      // What was published before these messages were sent has left the server before them.
      feeds.subscriber().catchUp();
      ahead = OptionalInt.of(heard.size());
    }
    List<Delivery> received = heard(Math.min(max, ahead.orElse(0)));
    ahead = OptionalInt.of(ahead.orElse(0) - received.size());
    List<Delivery> messages = inbox.take(max - received.size());
    if (!messages.isEmpty()) {
      ahead = OptionalInt.empty();
    }
    received.addAll(messages);
    return received;
  }

  private List<Delivery> heard(int max) {
    List<Delivery> taken = heard.take(max);
    taken.forEach(each -> heardLimit.remove(each.message().body().length));
    return taken;
  }

  @Override
  public List<Delivery> ack(Collection<Delivery> deliveries) {
    List<Reservation> reservations = new ArrayList<>(deliveries.size());
    for (Delivery delivery : deliveries) {
      if (delivery instanceof RedisDelivery ours && ours.claim()) {
        ours.addReservationTo(reservations);
      }
    }
    broker.reservations().settle(reservations, Settlement.DONE);
    List<Delivery> stale = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      if (delivery instanceof RedisDelivery ours) {
        outstanding.remove(ours);
        if (ours.isLost()) {
          stale.add(delivery);
        }
      }
    }
    return stale;
  }

  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    endNow();
    giveBack(outstanding.latestFirst());
    for (Queue queue : subscriptions.autoDelete()) {
      try {
        broker.bindings().delete(queue);
      } catch (BrokerException e) {
        log.debug("The queue {} stays bound: {}", queue.name(), e.getMessage());
      }
    }
    feeds.close();
  }

  @Override
  public void abandon() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    feeds.close();
    endNow();
    List<RedisDelivery> unseen = inbox.clear().stream().filter(RedisDelivery::claim).toList();
    broker.reservations().settleLater(reservations(unseen), Settlement.UNSEEN);
  }

  @Override
  public boolean settle(RedisDelivery delivery, Settlement settlement) {
    Reservation reservation = delivery.reservation();
    byte[] raw = delivery.raw();
    if (reservation != null) {
      broker.reservations().settle(List.of(reservation), settlement);
    } else if (raw != null && settlement == Settlement.BEHIND) {
      Unreserved.putBack(broker, delivery, raw, settlement);
    }
    outstanding.remove(delivery);
    return reservation == null || !reservation.isLost();
  }

  @Override
  public Optional<CompletableFuture<Boolean>> park(RedisDelivery delivery, Instant until) {
    Reservation reservation = delivery.reservation();
    return reservation == null
        ? Optional.empty()
        : broker
            .parked()
            .park(reservation, delivery.message().properties(), until)
            .map(parking ->
                parking.thenApply(ours -> {
                  outstanding.remove(delivery);
                  return ours;
                }));
  }

  @Override
  public boolean isLost(Reservation reservation) {
    return broker.reservations().isLost(reservation);
  }

  @Override
  public void taken(
      Envelope envelope, String queue, @Nullable Reservation reservation, byte[] item) {
    byte[] raw = reservation == null ? item : null;
    RedisDelivery delivery = new RedisDelivery(envelope, queue, reservation, raw, this);
    outstanding.add(delivery);
    inbox.add(delivery);
  }

  private void published(Envelope envelope, String queue) {
    RedisDelivery delivery = new RedisDelivery(envelope, queue, null, null, this);
    if (!listened.contains(queue)) {
      inbox.add(delivery);
    } else if (heardLimit.add(envelope.message().body().length)) {
      heard.add(delivery);
    }
    doorbell.ring();
  }

  /** Looks for messages; false when it is to be done again at once. */
  private boolean take(int max) throws InterruptedException {
    finishTake(); // one that an interrupt has left
    for (Taker taker : feeds.takers()) {
      int room = room(max);
      if (room <= 0) {
        return true;
      }
      begin(taker, Math.min(room, MOST_AT_ONCE));
      int found = finishTake() + adoptDefective(taker);
      waiting.looked(found);
      if (found != 0 || !taker.isWatching()) {
        return false;
      }
    }
    return true;
  }

  private synchronized void begin(Taker taker, int most) {
    throwIfOver();
    takeUnderWay = taker.take(most);
  }

  private synchronized int adoptDefective(Taker taker) {
    throwIfOver();
    return taker.adoptDefective();
  }

  private int room(int max) {
    if (full.getAsBoolean()) {
      return 0;
    }
    int limit = prefetch;
    int most = Math.min(max, roomOutside.getAsInt());
    return limit == 0 ? most : Math.min(most, limit - outstanding.size());
  }

  /** Waits for the take that is under way; an interrupt leaves it so for the next receive. */
  private int finishTake() throws InterruptedException {
    CompletableFuture<Integer> take = takeUnderWay();
    if (take == null) {
      return 0;
    }
    try {
      return take.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException broken) {
        throwIfOver(); // closing breaks the connection too
        throw broken;
      }
      throw new IllegalStateException("Reading what was taken failed", e.getCause());
    } finally {
      if (take.isDone()) {
        forgetTake();
      }
    }
  }

  private synchronized @Nullable CompletableFuture<Integer> takeUnderWay() {
    return takeUnderWay;
  }

  private synchronized void forgetTake() {
    takeUnderWay = null;
  }

  /** Lets no further take begin, and waits for the one under way. */
  private void endNow() {
    CompletableFuture<Integer> take;
    synchronized (this) {
      over = new BrokerException(Problem.CLOSED, "This consumer was closed");
      take = takeUnderWay;
    }
    doorbell.ring();
    if (take != null) {
      take.handle((_, _) -> true).join();
    }
  }

  private synchronized void lost(BrokerException cause) {
    if (over == null) {
      over = cause;
    }
    doorbell.ring();
  }

  private void throwIfOver() {
    BrokerException cause = over;
    if (cause != null) {
      throw cause;
    }
  }

  private void giveBack(List<RedisDelivery> deliveries) {
    List<RedisDelivery> open = deliveries.stream().filter(RedisDelivery::claim).toList();
    List<Reservation> reservations = reservations(open);
    broker.reservations().settle(reservations, Settlement.NEXT);
    reservations.forEach(Reservation::lost);
    for (RedisDelivery delivery : open) {
      byte[] raw = delivery.raw();
      if (raw != null) {
        Unreserved.putBack(broker, delivery, raw, Settlement.NEXT);
      }
    }
  }

  private static List<Reservation> reservations(List<RedisDelivery> deliveries) {
    List<Reservation> reservations = new ArrayList<>(deliveries.size());
    deliveries.forEach(delivery -> delivery.addReservationTo(reservations));
    return reservations;
  }
}
