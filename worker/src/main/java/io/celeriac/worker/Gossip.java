package io.celeriac.worker;

import io.celeriac.ClusterState;
import io.celeriac.Event;
import io.celeriac.EventListener;
import io.celeriac.EventReceiver;
import io.celeriac.Signature;
import io.celeriac.WorkerState;
import io.celeriac.spi.EventDispatcher;
import io.celeriac.spi.Printable;
import io.celeriac.spi.WorkerEnvironment;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to the events of the other workers: keeps the logical clock past theirs, knows which of
 * them are alive, and takes part in elections.
 */
final class Gossip implements EventListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Gossip.class);

  /** Celery's {@code heartbeat_interval} of gossip: what is older than this is no news. */
  private static final Duration NEWS = Duration.ofSeconds(2);

  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final WorkerEnvironment app;
  private final String hostname;
  private final Timer timer;
  private final ClusterState cluster = new ClusterState(0, ClusterState.MAX_WORKERS);
  private final Elections elections;
  private Optional<EventReceiver> receiver = Optional.empty();
  private boolean closed;

  Gossip(WorkerEnvironment app, String hostname, EventDispatcher events, Timer timer) {
    this.app = app;
    this.hostname = hostname;
    this.timer = timer;
    this.elections = new Elections(hostname, events, this::alive, this::carryOut);
  }

  /** Listens from now on; nothing when it does already. */
  synchronized void start() {
    if (receiver.isEmpty() && !closed) {
      receiver = Optional.of(app.receiveEvents(hostname, "worker.#", NEWS, this));
      timer.after(INTERVAL_NANOS, this::forgetLost);
    }
  }

  /** Takes part in an election. */
  void election(String id, String topic, @Nullable Object action) {
    elections.propose(id, topic, action);
  }

  @Override
  public void event(Event event) {
    switch (event.type()) {
      case "worker-elect" -> elections.proposed(event);
      case "worker-elect-ack" -> elections.acknowledged(event);
      default -> {
        // On Redis without patterns the events of tasks come as well.
        if (event.group().equals("worker") && !event.hostname().equals(hostname)) {
          peer(event);
        }
      }
    }
  }

  private void peer(Event event) {
    boolean known = cluster.worker(event.hostname()).isPresent();
    cluster.event(event);
    switch (event.subject()) {
      case "offline" -> LOG.debug("{} left", Printable.word(event.hostname()));
      case "online" -> LOG.debug("{} joined the party", Printable.word(event.hostname()));
      default -> {
        if (!known) {
          LOG.debug("{} joined the party", Printable.word(event.hostname()));
        }
      }
    }
  }

  private int alive() {
    return cluster.aliveWorkers(app.clock().instant()).size();
  }

  private synchronized void forgetLost() {
    if (closed) {
      return;
    }
    for (WorkerState worker : cluster.workers()) {
      if (!worker.isAlive(app.clock().instant())) {
        LOG.info("missed heartbeat from {}", Printable.word(worker.hostname()));
        cluster.forgetWorker(worker.hostname());
      }
    }
    timer.after(INTERVAL_NANOS, this::forgetLost);
  }

  /** Sending may wait, which the thread of the events must not. */
  private void carryOut(String topic, @Nullable Object action) {
    if (topic.equals("task") && action instanceof Map<?, ?> call) {
      Thread.ofVirtual().name("celeriac-elected").start(() -> send(call));
    } else {
      LOG.error("Unknown election topic '{}'", Printable.word(topic));
    }
  }

  private void send(Map<?, ?> call) {
    try {
      app.app().send(Signature.fromMap(call));
    } catch (RuntimeException e) {
      LOG.error("Could not call task: {}", e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    Optional<EventReceiver> ended;
    synchronized (this) {
      closed = true;
      ended = receiver;
      receiver = Optional.empty();
    }
    ended.ifPresent(EventReceiver::close);
  }
}
