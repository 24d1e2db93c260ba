package io.celeriac.benchmarks;

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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A broker that costs nothing: it hands out one message as often as it is told to, keeps no count
 * of what is acknowledged, and forgets what is sent.
 */
public final class EndlessQueue implements Transport, Producer, Consumer {

  private final Message message;
  private final Semaphore waiting = new Semaphore(0);

  /** Hands out this one. */
  public EndlessQueue(Message message) {
    this.message = message;
  }

  /** So many more wait to be taken. */
  void add(int count) {
    waiting.release(count);
  }

  @Override
  public List<Delivery> receive(int max, Duration wait) throws InterruptedException {
    if (!waiting.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
      return List.of();
    }
    int more = Math.min(max - 1, waiting.availablePermits());
    int count = more > 0 && waiting.tryAcquire(more) ? more + 1 : 1;
    List<Delivery> received = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      received.add(new Handed(message));
    }
    return received;
  }

  /** One that anything may be done with. */
  public record Handed(Message message) implements Delivery {

    private static final DeliveryInfo INFO = new DeliveryInfo("", "celery", "celery", false);

    @Override
    public DeliveryInfo info() {
      return INFO;
    }

    @Override
    public boolean stale() {
      return false;
    }

    @Override
    public boolean ack() {
      return true;
    }

    @Override
    public boolean reject(boolean requeue) {
      return true;
    }
  }

  @Override
  public List<Delivery> ack(Collection<Delivery> deliveries) {
    return List.of();
  }

  @Override
  public String displayUrl() {
    return "endless://";
  }

  @Override
  public Producer producer() {
    return this;
  }

  @Override
  public Consumer connectConsumer() {
    return this;
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> broadcast(Exchange exchange, String routingKey, Message sent) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean prefetchIsAdjustable() {
    return true;
  }

  @Override
  public void declare(Queue queue) {}

  @Override
  public void consume(Queue queue) {}

  @Override
  public void listen(Queue queue) {}

  @Override
  public void cancel(String queueName) {}

  @Override
  public void prefetch(int count) {}

  @Override
  public void abandon() {}

  @Override
  public void close() {}
}
