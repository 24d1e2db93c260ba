package io.celeriac.worker;

import io.celeriac.BrokerException;
import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Producer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a session that is open and gives nothing, although messages wait and slots are free, and
 * drops it, so that a new one takes its place. It looks at what is counted anyway, and asks the
 * broker only when nothing has come and there was room for a whole interval.
 *
 * <p>A queue counts as stalled when it holds no fewer messages than an interval before: where
 * others take some, it is not this session that the queue waits for. After a session that was
 * dropped in vain it waits twice as long.
 */
final class Watchdog {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
  private static final int AT_FIRST = 2;
  private static final int AT_THE_MOST = 128;

  /** What is known of the session without asking anybody. */
  interface Watched {
    /** The session that tasks may come in now. */
    Optional<Consumer> receiving();

    /** How many times tasks have come, one or several. */
    long received();
  }

  private final Duration interval;
  private final Timer timer;
  private final Supplier<Producer> broker;
  private final Supplier<List<Queue>> queues;
  private final Watched intake;
  private final BooleanSupplier room;
  // Only of the thread that looks, one after the other.
  private Optional<Consumer> session = Optional.empty();
  private boolean hadRoom;
  private long received;
  private int observations;
  private int needed = AT_FIRST;
  private Map<String, Long> before = Map.of();

  /**
   * Watches a session, once it is started.
   *
   * @param interval how often it looks; zero: never
   * @param broker whom it asks how many messages wait, on another connection than the session's
   * @param queues what the session reads
   * @param room whether a message that came now would start at once
   */
  Watchdog(
      Duration interval,
      Timer timer,
      Supplier<Producer> broker,
      Supplier<List<Queue>> queues,
      Watched intake,
      BooleanSupplier room) {
    this.interval = interval;
    this.timer = timer;
    this.broker = broker;
    this.queues = queues;
    this.intake = intake;
    this.room = room;
  }

  /** Looks from now on, until the timer is closed. */
  void start() {
    if (interval.isPositive()) {
      timer.after(
          interval.toNanos(),
          () ->
              Thread.ofVirtual()
                  .name("celeriac-watchdog")
                  .start(() -> {
                    look();
                    start();
                  }));
    }
  }

  /** Looks once. */
  void look() {
    Optional<Consumer> now = intake.receiving();
    long count = intake.received();
    boolean hasRoom = room.getAsBoolean();
    boolean silent = now.isPresent() && now.equals(session) && count == received;
    boolean suspicious = silent && hadRoom && hasRoom;
    if (count != received) {
      needed = AT_FIRST;
    }
    session = now;
    received = count;
    hadRoom = hasRoom;
    if (suspicious) {
      observe(now.get());
    } else {
      observations = 0;
      before = Map.of();
    }
  }

  private void observe(Consumer silent) {
    Map<String, Long> waiting = waiting();
    Map<String, Long> stalled = new TreeMap<>(waiting);
    if (observations > 0) {
      stalled
          .entrySet()
          .removeIf(each -> each.getValue() < before.getOrDefault(each.getKey(), Long.MAX_VALUE));
    }
    observations = stalled.isEmpty() ? 0 : observations + 1;
    before = stalled;
    if (observations < needed || intake.received() != received) {
      return;
    }
    LOG.warn(
        "Nothing has come for {} s although slots are free and messages wait: {}. The session with"
            + " the broker is made anew (celeriac_watchdog_interval)",
        interval.multipliedBy(observations).toMillis() / 1000.0,
        stalled);
    needed = Math.min(needed * 2, AT_THE_MOST);
    observations = 0;
    before = Map.of();
    silent.abandon();
  }

  /** How many messages wait in which queue; only those where some do. */
  private Map<String, Long> waiting() {
    Map<String, Long> lengths = new TreeMap<>();
    for (Queue queue : queues.get()) {
      if (!isForOneReader(queue)) {
        OptionalLong length = length(queue);
        if (length.orElse(0) > 0) {
          lengths.put(queue.name(), length.getAsLong());
        }
      }
    }
    return lengths;
  }

  /** Where messages may wait for another reader, or stay when they were read. */
  private static boolean isForOneReader(Queue queue) {
    return queue.arguments().containsKey("x-single-active-consumer")
        || "stream".equals(queue.arguments().get("x-queue-type"));
  }

  private OptionalLong length(Queue queue) {
    try {
      return broker.get().waiting(queue);
    } catch (BrokerException e) {
      LOG.debug("Nobody knows how many messages wait in {}: {}", queue.name(), e.getMessage());
      return OptionalLong.empty();
    }
  }
}
