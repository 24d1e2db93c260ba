package io.celeriac;

import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Completed;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Brings task messages from one broker to another, such as from Redis to RabbitMQ, byte for byte.
 * Each goes into the queue of the same name, or one that is named. The new broker has confirmed a
 * message before the old one is told to forget it: whatever breaks, none is lost, though some may
 * be there twice. Not thread-safe; made by {@link Celery#migration}.
 *
 * <p>As in Celery, messages are copied unless they are {@linkplain Options#acknowledge
 * acknowledged}: the old broker has them back at the end.
 */
public final class Migration {

  private static final int BATCH = 100;
  private static final int HELD = 1000;
  private static final Duration LONG = Duration.ofSeconds(30);

  /**
   * What to migrate, and how.
   *
   * @param queues the queues, and the name of each on the other broker; the app's when empty
   * @param tasks only tasks of these names; all when empty
   * @param limit how many at the most; no limit when empty
   * @param timeout how long to wait for a further message
   * @param acknowledge whether the old broker forgets what the new one has
   * @param forever whether to go on waiting, until the thread is interrupted
   */
  public record Options(
      Map<String, String> queues,
      List<String> tasks,
      OptionalLong limit,
      Duration timeout,
      boolean acknowledge,
      boolean forever) {

    /** Copies all that waits in the app's queues, until none has come for a second. */
    public static final Options DEFAULT =
        new Options(Map.of(), List.of(), OptionalLong.empty(), Duration.ofSeconds(1), false, false);

    public Options {
      queues = Collections.unmodifiableMap(new LinkedHashMap<>(queues));
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * A message that the other broker has.
   *
   * @param number which it is, from 1 on
   * @param total how many waited at the beginning, where the broker tells
   * @param task the task's name; a question mark where it could not be read
   * @param id the call's id; likewise
   * @param queue the queue that it went to
   */
  public record Migrated(long number, OptionalLong total, String task, String id, String queue) {}

  /** Hears of each message that the other broker has. */
  @FunctionalInterface
  public interface Listener {
    void migrated(Migrated message);
  }

  private final CeleryParts parts;
  private final Transport source;
  private final Transport destination;
  private final Options options;
  private final Listener listener;
  private final Map<String, Queue> targets = new LinkedHashMap<>();
  private OptionalLong total = OptionalLong.empty();
  private long count;

  Migration(
      CeleryParts parts,
      Transport source,
      Transport destination,
      Options options,
      Listener listener) {
    this.parts = parts;
    this.source = source;
    this.destination = destination;
    this.options = options;
    this.listener = listener;
  }

  /**
   * Does it, and closes the connections.
   *
   * @return how many messages the other broker has got
   * @throws BrokerException when one of the brokers cannot be reached, or does not take a message;
   *     what was not confirmed until then stays where it was
   */
  public long run() throws InterruptedException {
    try (source;
        destination) {
      List<Queue> queues = queues();
      try (Consumer consumer = source.connectConsumer()) {
        boolean settledAtOnce = options.acknowledge() && options.tasks().isEmpty();
        consumer.prefetch(settledAtOnce ? HELD : 0);
        queues.forEach(consumer::consume);
        while (count < limit()) {
          List<Delivery> arrived =
              consumer.receive(
                  (int) Math.min(BATCH, limit() - count),
                  options.forever() ? LONG : options.timeout());
          if (arrived.isEmpty() && !options.forever()) {
            break;
          }
          migrate(consumer, arrived);
        }
      }
      return count;
    }
  }

  private long limit() {
    return options.limit().orElse(Long.MAX_VALUE);
  }

  private List<Queue> queues() {
    List<Queue> queues = new ArrayList<>();
    List<String> names =
        options.queues().isEmpty()
            ? parts.queues().names()
            : List.copyOf(options.queues().keySet());
    for (String name : names) {
      Queue queue = parts.queues().get(name);
      Queue target = renamed(queue, options.queues().getOrDefault(name, name));
      destination.producer().declare(target);
      targets.put(name, target);
      queues.add(queue);
      source.producer().waiting(queue).ifPresent(n -> total = OptionalLong.of(total.orElse(0) + n));
    }
    return queues;
  }

  /** With its exchange and key, where these have the queue's own name. */
  private static Queue renamed(Queue queue, String name) {
    String old = queue.name();
    Exchange exchange = queue.exchange();
    return new Queue(
        name,
        exchange.name().equals(old)
            ? new Exchange(
                name,
                exchange.type(),
                exchange.durable(),
                exchange.autoDelete(),
                exchange.arguments())
            : exchange,
        queue.routingKey().equals(old) ? name : queue.routingKey(),
        queue.durable(),
        queue.exclusive(),
        queue.autoDelete(),
        queue.arguments(),
        queue.consumerArguments());
  }

  private record Named(String task, String id) {}

  private void migrate(Consumer consumer, List<Delivery> arrived) {
    Producer producer = destination.producer();
    List<Delivery> wanted = new ArrayList<>();
    List<Named> names = new ArrayList<>();
    List<CompletableFuture<Void>> confirms = new ArrayList<>();
    for (Delivery delivery : arrived) {
      Named named = named(delivery.message());
      boolean isWanted = options.tasks().isEmpty() || options.tasks().contains(named.task());
      if (isWanted && delivery.defect().isEmpty()) {
        wanted.add(delivery);
        names.add(named);
        confirms.add(producer.publish(publication(delivery)));
      }
    }
    List<Delivery> confirmed = new ArrayList<>();
    try {
      for (int i = 0; i < wanted.size(); i++) {
        Completed.join(confirms.get(i));
        Delivery delivery = wanted.get(i);
        confirmed.add(delivery);
        count++;
        listener.migrated(
            new Migrated(
                count, total, names.get(i).task(), names.get(i).id(), target(delivery).name()));
      }
    } finally {
      if (options.acknowledge()) {
        checkForgotten(consumer.ack(confirmed));
      }
    }
  }

  private void checkForgotten(List<Delivery> remembered) {
    if (!remembered.isEmpty()) {
      throw new BrokerException(
          BrokerException.Problem.CONNECTION_LOST,
          "The connection to "
              + source.displayUrl()
              + " was lost: it still has "
              + remembered.size()
              + " of the messages that "
              + destination.displayUrl()
              + " has got too");
    }
  }

  private Queue target(Delivery delivery) {
    return targets.getOrDefault(
        delivery.info().queue(), parts.queues().get(delivery.info().queue()));
  }

  /**
   * Into that one queue: a copy of a message that went to several queues must not do so again. By
   * its own exchange where that leads to this queue alone, as with Celery's defaults.
   */
  private Publication publication(Delivery delivery) {
    Queue queue = target(delivery);
    DeliveryInfo info = delivery.info();
    boolean own =
        queue.exchange().type() == ExchangeType.DIRECT
            && queue.exchange().name().equals(queue.name())
            && queue.routingKey().equals(queue.name())
            && info.exchange().equals(info.queue());
    return new Publication(delivery.message(), own ? queue.name() : "", queue.name());
  }

  private Named named(Message message) {
    return switch (parts.codec().decode(message, parts.accept(), name -> false)) {
      case Decoded.Task(var task, var _) -> new Named(task.headers().task(), task.headers().id());
      case Decoded.UnknownTask(var name, var id, var _) -> new Named(name, id);
      case Decoded.Malformed(var _, var _, var task, var id) ->
          new Named(task == null ? "?" : task, id == null ? "?" : id);
    };
  }
}
