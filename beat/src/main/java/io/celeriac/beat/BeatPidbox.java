package io.celeriac.beat;

import io.celeriac.BrokerException;
import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.Setting;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.BeatEnvironment;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code ping} among the workers, so that {@code inspect ping} tells whether a beat is
 * alive; it does not answer when the beat has not looked at its schedule for too long. All other
 * commands are none of its business; docs/protocol/beat.md, section 9.
 */
final class BeatPidbox implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BeatPidbox.class);
  private static final Duration WAIT = Duration.ofSeconds(30);
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final int AT_ONCE = 100;

  private final BeatEnvironment app;
  private final String node;
  private final Duration maxTickAge;
  private final Supplier<Duration> tickAge;
  private final Queue queue;
  private final int tries;
  private final Alarm closed = new Alarm();
  private final JsonSerializer json = new JsonSerializer();
  private @Nullable Thread thread;

  BeatPidbox(BeatEnvironment app, String node, Duration maxTickAge, Supplier<Duration> tickAge) {
    this.app = app;
    this.node = node;
    this.maxTickAge = maxTickAge;
    this.tickAge = tickAge;
    String exchange = app.settings().get(Setting.CONTROL_EXCHANGE) + ".pidbox";
    this.queue =
        Queue.of(node + "." + exchange, transientExchange(exchange, ExchangeType.FANOUT), "")
            .withMessageTtl(app.settings().get(Setting.CONTROL_QUEUE_TTL))
            .withExpires(app.settings().get(Setting.CONTROL_QUEUE_EXPIRES))
            .asTransient(app.settings().get(Setting.CONTROL_QUEUE_EXCLUSIVE));
    boolean retry = app.settings().find(Setting.BROKER_CONNECTION_RETRY).orElse(true);
    this.tries =
        retry
            ? app.settings().find(Setting.BROKER_CONNECTION_MAX_RETRIES).orElse(Integer.MAX_VALUE)
            : 0;
  }

  private static Exchange transientExchange(String name, ExchangeType type) {
    return new Exchange(name, type, false, false, Map.of());
  }

  void start() {
    thread = Thread.ofPlatform().daemon().name("celeriac-beat-pidbox").start(this::run);
  }

  private void run() {
    try {
      for (int failures = 0; !closed.isStopped(); failures++) {
        try (Consumer session = app.transport().connectConsumer()) {
          failures = 0;
          listen(session);
        } catch (BrokerException e) {
          if (closed.isStopped()) {
            return;
          }
          if (failures >= tries) {
            LOG.error("beat pidbox: no command is answered from now on: {}", e.getMessage());
            return;
          }
          LOG.error("beat pidbox: Connection error: {} Trying again...", e.getMessage());
          closed.await(STEP.multipliedBy(Math.min(failures + 1L, 15)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void listen(Consumer session) throws InterruptedException {
    session.consume(queue);
    LOG.info("beat pidbox: Connected to {}.", app.transport().displayUrl());
    while (!closed.isStopped()) {
      List<Delivery> deliveries = session.receive(AT_ONCE, WAIT);
      session.ack(deliveries);
      deliveries.forEach(delivery -> receive(delivery.message()));
    }
  }

  private void receive(Message message) {
    try {
      if (message.headers().get("clock") instanceof Number clock) {
        app.lamport().adjust(clock.longValue());
      }
      if (json.decode(message.body(), message.contentEncoding()) instanceof Map<?, ?> command
          && "ping".equals(command.get("method"))
          && PidboxAddress.of(command).includes(node)) {
        ping(command);
      }
    } catch (DecodeException | BrokerException e) {
      LOG.error("beat pidbox command error: {}", e.getMessage());
    } catch (RuntimeException e) {
      // Whoever can write to the exchange must not be able to end this thread.
      LOG.error("beat pidbox command error: {}", e.toString(), e);
    }
  }

  private void ping(Map<?, ?> command) {
    Duration age = tickAge.get();
    if (maxTickAge.isPositive() && age.compareTo(maxTickAge) > 0) {
      LOG.warn(
          "beat pidbox: not answering ping, the scheduler has not ticked for {} (over the {} limit)",
          age,
          maxTickAge);
      return;
    }
    if (command.get("reply_to") instanceof Map<?, ?> address
        && address.get("exchange") instanceof String exchange
        && address.get("routing_key") instanceof String key) {
      reply(exchange, key, command.get("ticket"));
    }
  }

  private void reply(String exchange, String key, @Nullable Object ticket) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("ticket", ticket);
    headers.put("clock", app.lamport().forward());
    Message message =
        new Message(
            json.encode(Map.of(node, Map.of("ok", "pong"))),
            json.contentType(),
            json.contentEncoding(),
            headers,
            MessageProperties.of().withDeliveryMode(MessageProperties.TRANSIENT).withPriority(0));
    var _ =
        app.transport()
            .producer()
            .broadcast(transientExchange(exchange, ExchangeType.DIRECT), key, message)
            .exceptionally(failure -> {
              LOG.debug("beat pidbox: whoever asked is gone: {}", failure.getMessage());
              return null;
            });
  }

  @Override
  public void close() {
    closed.stop();
    Thread listening = thread;
    if (listening != null) {
      listening.interrupt();
    }
  }
}
