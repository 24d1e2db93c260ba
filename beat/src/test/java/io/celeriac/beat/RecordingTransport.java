package io.celeriac.beat;

import io.celeriac.BrokerException;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is published; can be out of reach. */
final class RecordingTransport implements Transport, Producer {

  final List<Publication> published = new CopyOnWriteArrayList<>();
  final List<String> declared = new CopyOnWriteArrayList<>();
  volatile boolean away;

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
    throw new BrokerException(BrokerException.Problem.REFUSED, "nobody consumes here");
  }

  @Override
  public void declare(Queue queue) {
    if (away) {
      throw new BrokerException(BrokerException.Problem.UNREACHABLE, "The broker is away.");
    }
    declared.add(queue.name());
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    published.add(publication);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> broadcast(Exchange exchange, String key, Message message) {
    return publish(new Publication(message, exchange.name(), key));
  }

  @Override
  public void close() {}
}
