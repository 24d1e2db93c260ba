package io.celeriac.spi;

import io.celeriac.BrokerException;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events on their way out. Whoever adds one never waits: a thread of the outbox's own sends in
 * turns, each of which takes all that has gathered during the one before, so that lists grow with
 * the load and nothing waits for a list to fill. While the broker is away events are kept, the
 * latest of them, and sent when it is back. Thread-safe.
 */
final class EventOutbox implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventOutbox.class);

  /** As many events as a Python worker gathers at the most before it sends a list. */
  private static final int LONGEST_LIST = 24;

  private static final int LONGEST_TURN = 40 * LONGEST_LIST;
  private static final int CAPACITY = 10_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration CLOSING_TIME = Duration.ofSeconds(5);

  private final Transport transport;
  private final EventFormat format;
  private final Clock clock;
  private final LamportClock lamport;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<PendingEvent> waiting = new ArrayDeque<>();
  private @Nullable Thread thread;
  private boolean closed;
  private long dropped;
  private boolean refusedBefore; // only of the sending thread

  EventOutbox(Transport transport, EventFormat format, Clock clock, LamportClock lamport) {
    this.transport = transport;
    this.format = format;
    this.clock = clock;
    this.lamport = lamport;
  }

  /** A message, and the events it carries. */
  private record Parcel(String routingKey, Message message, int events) {}

  /** Adds an event of this moment; the oldest goes when there is no room. */
  void add(String hostname, String type, Map<String, @Nullable Object> fields, boolean listed) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      if (waiting.size() >= CAPACITY) {
        waiting.remove();
        dropped++;
      }
      // Under the lock, so that events leave in the order of their clock.
      waiting.add(
          new PendingEvent(hostname, type, lamport.forward(), clock.instant(), fields, listed));
      if (thread == null) {
        thread = Thread.ofVirtual().name("celeriac-events").start(this::run);
      }
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (List<PendingEvent> turn = take(); !turn.isEmpty(); turn = take()) {
        send(parcels(turn));
      }
    } catch (InterruptedException e) {
      LOG.debug("Events that were still to be sent are dropped");
    }
  }

  /** What has gathered; nothing once closed and empty. */
  private List<PendingEvent> take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !closed) {
        changed.await();
      }
      List<PendingEvent> turn = new ArrayList<>(Math.min(waiting.size(), LONGEST_TURN));
      while (!waiting.isEmpty() && turn.size() < LONGEST_TURN) {
        turn.add(waiting.remove());
      }
      return turn;
    } finally {
      lock.unlock();
    }
  }

  private List<Parcel> parcels(List<PendingEvent> turn) {
    List<Parcel> parcels = new ArrayList<>();
    for (int i = 0; i < turn.size(); ) {
      PendingEvent first = turn.get(i);
      int end = i + 1;
      while (end < turn.size() && end - i < LONGEST_LIST && together(first, turn.get(end))) {
        end++;
      }
      addParcel(parcels, turn.subList(i, end));
      i = end;
    }
    return parcels;
  }

  private static boolean together(PendingEvent first, PendingEvent next) {
    return first.listed()
        && next.listed()
        && first.hostname().equals(next.hostname())
        && first.group().equals(next.group());
  }

  private void addParcel(List<Parcel> parcels, List<PendingEvent> events) {
    PendingEvent first = events.getFirst();
    try {
      parcels.add(
          first.listed()
              ? new Parcel(first.group() + ".multi", format.message(events), events.size())
              : new Parcel(EventFormat.routingKey(first.type()), format.message(first), 1));
    } catch (EncodeException e) {
      LOG.warn(
          "An event {} of {} cannot travel: {}", first.type(), first.hostname(), e.getMessage());
    }
  }

  /** Sends until the broker has all of it, or it is no use. */
  private void send(List<Parcel> parcels) throws InterruptedException {
    List<Parcel> left = parcels;
    int failures = 0;
    while (true) {
      List<Parcel> kept = new ArrayList<>();
      String problem = attempt(left, kept);
      left = kept;
      if (left.isEmpty() || isClosed()) {
        break;
      }
      if (failures++ == 0) {
        LOG.warn(
            "Events cannot be sent; the latest {} are kept until they can: {}", CAPACITY, problem);
      }
      pause(failures);
    }
    if (failures > 0 && left.isEmpty()) {
      LOG.info("Events are sent again; {} were dropped meanwhile", takeDropped());
    }
  }

  /** Sends once, pipelined; what can be tried again is kept. The first problem, or nothing. */
  private String attempt(List<Parcel> parcels, List<Parcel> kept) throws InterruptedException {
    List<CompletableFuture<Void>> confirms = new ArrayList<>(parcels.size());
    for (Parcel parcel : parcels) {
      confirms.add(publish(parcel));
    }
    String problem = "";
    Iterator<Parcel> each = parcels.iterator();
    for (CompletableFuture<Void> confirm : confirms) {
      Parcel parcel = each.next();
      try {
        confirm.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        problem = "the broker has not confirmed them within " + PATIENCE;
        kept.add(parcel);
      } catch (ExecutionException e) {
        Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
        problem = String.valueOf(cause.getMessage());
        if (cause instanceof BrokerException broker && broker.recoverable()) {
          kept.add(parcel);
        } else {
          refused(parcel, problem);
        }
      }
    }
    return problem;
  }

  private CompletableFuture<Void> publish(Parcel parcel) {
    try {
      return transport
          .producer()
          .broadcast(format.exchange(), parcel.routingKey(), parcel.message());
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void refused(Parcel parcel, String problem) {
    if (!refusedBefore && !isClosed()) {
      refusedBefore = true;
      LOG.warn(
          "Events are refused by the broker and lost, which is said only once: {} of {}: {}",
          parcel.events(),
          parcel.routingKey(),
          problem);
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  private long takeDropped() {
    lock.lock();
    try {
      long count = dropped;
      dropped = 0;
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** Longer each time; what is added meanwhile does not end it, closing does. */
  private void pause(int failures) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left =
          Math.min(
              LONGEST_PAUSE.toNanos(), Duration.ofMillis(100L << Math.min(failures, 6)).toNanos());
      while (!closed && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Sends what is waiting, unless the broker is away, and takes no more. */
  @Override
  public void close() {
    Thread sending;
    lock.lock();
    try {
      closed = true;
      changed.signal();
      sending = thread;
    } finally {
      lock.unlock();
    }
    if (sending == null) {
      return;
    }
    try {
      if (!sending.join(CLOSING_TIME)) {
        sending.interrupt();
      }
    } catch (InterruptedException e) {
      sending.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
