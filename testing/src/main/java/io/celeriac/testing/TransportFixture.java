package io.celeriac.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.BrokerException;
import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What a test of a transport works with: the transport, queues whose names no other test has, and
 * the short ways to publish and receive. Everything made here is closed after the test. Safe from
 * any thread.
 */
public final class TransportFixture {
  /** How long to wait for what must come. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String uniquePart = "contract-" + UUID.randomUUID().toString().substring(0, 8);
  private final Supplier<Transport> opener;
  private final Duration quiet;
  private final ConcurrentLinkedDeque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Transport transport;

  TransportFixture(Supplier<Transport> opener, Duration quiet) {
    this.opener = opener;
    this.quiet = quiet;
    this.transport = openAnother();
  }

  /** The transport under test. */
  public Transport transport() {
    return transport;
  }

  /** A further transport to the same broker, as another process would have it. */
  public Transport openAnother() {
    Transport another = opener.get();
    opened.push(another);
    return another;
  }

  /** A name that no other test uses. */
  public String name(String suffix) {
    return uniquePart + "-" + suffix;
  }

  /** A queue with a name of its own, as Celery makes it of a name; declared. */
  public Queue queue(String suffix) {
    return declared(Queue.of(name(suffix)));
  }

  /** A queue with a name of its own that is bound to an exchange; declared. */
  public Queue queue(String suffix, Exchange exchange, String routingKey) {
    return declared(Queue.of(name(suffix), exchange, routingKey));
  }

  /** Declares a queue. */
  public Queue declared(Queue queue) {
    transport.producer().declare(queue);
    return queue;
  }

  /** Connects a consumer to some queues, with a prefetch limit; 0 is none. */
  public Consumer consumer(int prefetch, Queue... queues) {
    return consumer(transport, prefetch, queues);
  }

  /** Connects a consumer of some transport to some queues. */
  public Consumer consumer(Transport by, int prefetch, Queue... queues) {
    Consumer consumer = by.connectConsumer();
    opened.push(consumer);
    consumer.prefetch(prefetch);
    for (Queue queue : queues) {
      consumer.consume(queue);
    }
    return consumer;
  }

  /** A small text message. */
  public static Message message(String text) {
    return message(text, MessageProperties.of());
  }

  /** A small text message with properties. */
  public static Message message(String text, MessageProperties properties) {
    return new Message(
        text.getBytes(StandardCharsets.UTF_8),
        "text/plain",
        "utf-8",
        Map.of("task", "contract"),
        properties);
  }

  /** The publication of a message to a queue, by way of the default exchange. */
  public static Publication to(Queue queue, Message message) {
    return new Publication(message, "", queue.name());
  }

  /** Publishes texts to a queue, in order, and waits until the broker has them. */
  public void publish(Queue queue, String... texts) {
    for (String text : texts) {
      publish(to(queue, message(text)));
    }
  }

  /** Publishes and waits until the broker has it. */
  public void publish(Publication publication) {
    await(transport.producer().publish(publication));
  }

  /** Publishes many texts at once, and waits until the broker has them all. */
  public void publishAll(Queue queue, List<String> texts) {
    List<CompletableFuture<Void>> confirms =
        transport
            .producer()
            .publishAll(texts.stream().map(text -> to(queue, message(text))).toList());
    assertThat(confirms).hasSameSizeAs(texts);
    confirms.forEach(TransportFixture::await);
  }

  /** Receives so many messages, in as many steps as it takes; fails when they do not all come. */
  public static List<Delivery> receive(Consumer consumer, int count) throws InterruptedException {
    List<Delivery> received = new ArrayList<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (received.size() < count && System.nanoTime() < deadline) {
      received.addAll(consumer.receive(count - received.size(), Duration.ofSeconds(1)));
    }
    assertThat(received).as("messages received in %s", PATIENCE).hasSize(count);
    return received;
  }

  /** Receives one message. */
  public static Delivery receive(Consumer consumer) throws InterruptedException {
    return receive(consumer, 1).getFirst();
  }

  /** Receives so many messages and acknowledges them. */
  public static List<String> take(Consumer consumer, int count) throws InterruptedException {
    List<Delivery> deliveries = receive(consumer, count);
    assertThat(consumer.ack(deliveries)).as("acknowledgements that could not be sent").isEmpty();
    return texts(deliveries);
  }

  /** Checks that for a while nothing comes. */
  public void expectNothing(Consumer consumer) throws InterruptedException {
    assertThat(texts(consumer.receive(10, quiet))).as("messages that should not come").isEmpty();
  }

  /** Checks that a new consumer finds nothing in some queues. */
  public void expectEmpty(Queue... queues) throws InterruptedException {
    try (Consumer consumer = transport.connectConsumer()) {
      consumer.prefetch(0);
      for (Queue queue : queues) {
        consumer.consume(queue);
      }
      expectNothing(consumer);
    }
  }

  /** The text of a message. */
  public static String text(Delivery delivery) {
    return new String(delivery.message().body(), StandardCharsets.UTF_8);
  }

  /** The texts of messages. */
  public static List<String> texts(Collection<Delivery> deliveries) {
    return deliveries.stream().map(TransportFixture::text).toList();
  }

  /** Runs something on a virtual thread. */
  public <T> Future<T> inBackground(Callable<T> work) {
    return threads.submit(work);
  }

  /** Waits for what runs in the background, or for a publish; throws what it ends with. */
  public static <T> T await(Future<T> future) {
    try {
      return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException problem) {
        throw problem;
      }
      throw new AssertionError("It ended with " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("It did not end in " + PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("Interrupted", e);
    }
  }

  /** The exception with which a publish, or something in the background, fails. */
  public static BrokerException failureOf(Future<?> future) {
    try {
      await(future);
    } catch (BrokerException expected) {
      return expected;
    }
    throw new AssertionError("It should have failed with a BrokerException, and did not fail");
  }

  /** Closes everything that was made here. */
  void close() throws Exception {
    for (AutoCloseable closeable : opened) {
      closeable.close();
    }
    threads.shutdownNow();
  }
}
