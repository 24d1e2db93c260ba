package io.celeriac;

import io.celeriac.protocol.Message;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Keeps what is published and declared; can be told to fail. */
final class RecordingTransport implements Transport, Producer {

  final List<Publication> published = new CopyOnWriteArrayList<>();
  final List<Queue> declared = new CopyOnWriteArrayList<>();
  final List<Queue> delayed = new CopyOnWriteArrayList<>();
  final List<BrokerException> failures = new CopyOnWriteArrayList<>();

  @Override
  public String displayUrl() {
    return "recording://";
  }

  @Override
  public Producer producer() {
    return this;
  }

  @Override
  public Consumer connectConsumer() {
    throw new BrokerException(BrokerException.Problem.UNREACHABLE, "nothing to consume here");
  }

  @Override
  public boolean hasDelayedDelivery() {
    return true;
  }

  @Override
  public void declareDelayed(Queue queue) {
    delayed.add(queue);
  }

  @Override
  public void declare(Queue queue) {
    declared.add(queue);
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    if (!failures.isEmpty()) {
      return CompletableFuture.failedFuture(failures.removeFirst());
    }
    published.add(publication);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> broadcast(Exchange exchange, String routingKey, Message message) {
    return publish(new Publication(message, exchange.name(), routingKey));
  }

  @Override
  public void close() {}

  static CeleryBuilder app(RecordingTransport transport, Supplier<String> ids) {
    return Celery.named("test").transport(transport).ids(ids);
  }
}
