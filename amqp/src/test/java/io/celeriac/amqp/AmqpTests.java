package io.celeriac.amqp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.BrokerException;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** The short ways to publish and receive that tests of this module share. */
final class AmqpTests {
  /** How long to wait for what must come. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private AmqpTests() {}

  /** A message that is nothing but a text, with some properties. */
  static Message message(String text, MessageProperties properties) {
    return new Message(text.getBytes(UTF_8), "text/plain", "utf-8", Map.of(), properties);
  }

  /** The publication of a text to a queue, with an id that tells it from others. */
  static Publication to(Queue queue, String text) {
    MessageProperties properties = MessageProperties.of().withCorrelationId("id of " + text);
    return new Publication(message(text, properties), "", queue.name());
  }

  /** Waits until the broker has it. */
  static void await(CompletableFuture<Void> outcome) {
    assertThat(outcome).succeedsWithin(PATIENCE);
  }

  /** Waits until it has failed. */
  static BrokerException failure(CompletableFuture<Void> outcome) throws Exception {
    try {
      outcome.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BrokerException failure) {
        return failure;
      }
      throw e;
    }
    throw new AssertionError("It should have failed");
  }

  /** Receives so many messages, in as many steps as it takes. */
  static List<Delivery> receive(Consumer consumer, int count) throws InterruptedException {
    List<Delivery> received = new ArrayList<>();
    while (received.size() < count) {
      List<Delivery> more = consumer.receive(count - received.size(), PATIENCE);
      assertThat(more).as("after %s of %s", received.size(), count).isNotEmpty();
      received.addAll(more);
    }
    return received;
  }

  static String text(Delivery delivery) {
    return new String(delivery.message().body(), UTF_8);
  }
}
