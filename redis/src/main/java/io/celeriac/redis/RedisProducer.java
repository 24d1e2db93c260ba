package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.Queue;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.Message;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * Publishes: pushes into the lists of the queues that a message goes to, or to the channel of a
 * fanout exchange. What several threads publish at the same time shares round trips. Each copy of a
 * message has a delivery tag of its own, unlike kombu's, so that copies are settled each for
 * itself.
 */
final class RedisProducer implements Producer {

  private record Declared(Queue queue, int epoch) {}

  private final RedisBroker broker;
  private final EnvelopeWriter writer;
  private final Set<Declared> declared = ConcurrentHashMap.newKeySet();

  RedisProducer(RedisBroker broker) {
    this.broker = broker;
    this.writer = new EnvelopeWriter(broker.json(), broker.options().bodyEncoding());
  }

  @Override
  public void declare(Queue queue) {
    boolean lasting = queue.expiresMillis() == null && !queue.autoDelete();
    if (lasting && declared.contains(new Declared(queue, broker.commands().epoch()))) {
      return;
    }
    broker.bindings().declare(queue);
    if (lasting) {
      int epoch = broker.commands().epoch();
      declared.removeIf(older -> older.epoch != epoch);
      declared.add(new Declared(queue, epoch));
    }
  }

  @Override
  public long purge(Queue queue) {
    broker.bindings().declare(queue);
    long count = 0;
    List<String> lists = new ArrayList<>(broker.keys().lists(queue.name()));
    lists.add(broker.keys().parked(queue.name()));
    for (String list : lists) {
      boolean parked = list.equals(lists.getLast());
      List<@Nullable Object> replies =
          broker
              .commands()
              .callAll(
                  List.of(
                      Command.bare(list, Protocol.Command.MULTI),
                      parked
                          ? ParkedMessages.counting(list)
                          : Command.on(list, Protocol.Command.LLEN),
                      Command.on(list, Protocol.Command.DEL),
                      Command.bare(list, Protocol.Command.EXEC)));
      replies.forEach(Commands::check);
      if (replies.getLast() instanceof List<?> done && done.getFirst() instanceof Long length) {
        count += length;
      }
    }
    return count;
  }

  @Override
  public OptionalLong waiting(Queue queue) {
    broker.bindings().declare(queue);
    List<Command> lengths =
        broker.keys().lists(queue.name()).stream()
            .map(list -> Command.on(list, Protocol.Command.LLEN))
            .toList();
    long count = 0;
    for (Object length : broker.commands().callAll(lengths)) {
      count += Commands.check(length) instanceof Long number ? number : 0;
    }
    return OptionalLong.of(count);
  }

  @Override
  public OptionalLong parked(Queue queue) {
    return OptionalLong.of(broker.parked().count(queue.name()));
  }

  @Override
  public CompletableFuture<Void> publish(Publication publication) {
    return publish(publication, broker.bindings()::lookup);
  }

  @Override
  public CompletableFuture<Void> broadcast(Exchange exchange, String routingKey, Message message) {
    return announce(exchange, routingKey, message).thenAccept(listeners -> {});
  }

  /**
   * Redis answers a publish with the number of subscribers; in a cluster with those of one node.
   */
  @Override
  public CompletableFuture<OptionalInt> announce(
      Exchange exchange, String routingKey, Message message) {
    broker.bindings().declare(exchange);
    boolean counted =
        exchange.type() == ExchangeType.FANOUT && !broker.options().naming().cluster();
    try {
      List<Command> commands =
          commands(
              new Publication(message, exchange.name(), routingKey), broker.bindings()::lookup);
      return commands.isEmpty()
          ? CompletableFuture.completedFuture(OptionalInt.empty())
          : broker
              .commands()
              .send(commands)
              .thenApply(replies -> counted ? sum(replies) : checked(replies));
    } catch (BrokerException e) {
      return e.problem() == Problem.UNROUTABLE
          ? CompletableFuture.completedFuture(OptionalInt.of(0))
          : CompletableFuture.failedFuture(e);
    } catch (EncodeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static OptionalInt checked(List<@Nullable Object> replies) {
    replies.forEach(Commands::check);
    return OptionalInt.empty();
  }

  private static OptionalInt sum(List<@Nullable Object> replies) {
    long listeners = 0;
    for (Object reply : replies) {
      Commands.check(reply);
      listeners += reply instanceof Long number ? number : 0;
    }
    return OptionalInt.of((int) Math.min(listeners, Integer.MAX_VALUE));
  }

  @Override
  public List<CompletableFuture<Void>> publishAll(List<Publication> publications) {
    Map<List<String>, Collection<String>> known = new HashMap<>();
    Lookup lookup =
        (exchange, key) ->
            known.computeIfAbsent(
                List.of(exchange, key), _ -> broker.bindings().lookup(exchange, key));
    List<CompletableFuture<Void>> confirms = new ArrayList<>(publications.size());
    publications.forEach(publication -> confirms.add(publish(publication, lookup)));
    return confirms;
  }

  /** Finds the queues of an exchange and a key. */
  private interface Lookup {
    Collection<String> queues(String exchange, String routingKey);
  }

  private CompletableFuture<Void> publish(Publication publication, Lookup lookup) {
    try {
      List<Command> commands = commands(publication, lookup);
      return commands.isEmpty()
          ? CompletableFuture.completedFuture(null)
          : confirmed(broker.commands().send(commands));
    } catch (BrokerException | EncodeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public CompletableFuture<Void> publishRaw(String queue, byte[] entry) {
    List<Command> commands = new ArrayList<>();
    push(commands, queue, 0, entry);
    return confirmed(broker.commands().send(commands));
  }

  private static CompletableFuture<Void> confirmed(
      CompletableFuture<List<@Nullable Object>> replies) {
    return replies.thenAccept(all -> {
      for (Object reply : all) {
        Commands.check(reply);
      }
    });
  }

  private List<Command> commands(Publication publication, Lookup lookup) {
    Message message = publication.message();
    String exchange = publication.exchange();
    String routingKey = publication.routingKey();
    List<Command> commands = new ArrayList<>();
    if (!exchange.isEmpty() && broker.bindings().type(exchange) == ExchangeType.FANOUT) {
      byte[] envelope = envelope(publication);
      for (String channel : broker.keys().channels(exchange, routingKey)) {
        commands.add(Command.of(Protocol.Command.PUBLISH, channel, envelope));
      }
      return commands;
    }
    Collection<String> queues = lookup.queues(exchange, routingKey);
    int priority = EnvelopeWriter.priority(message.properties());
    for (String queue : queues) {
      push(commands, queue, priority, envelope(publication));
    }
    if (queues.isEmpty() && broker.bindings().type(exchange) == ExchangeType.DIRECT) {
      throw new BrokerException(
          Problem.UNROUTABLE,
          "No queue is bound to exchange '%s' with the key '%s' on Redis: nobody would get the"
                  .formatted(exchange, routingKey)
              + " message; declare the queue, or set the transport option deadletter_queue");
    }
    return commands;
  }

  private void push(List<Command> commands, String queue, int priority, byte[] envelope) {
    String list = broker.keys().list(queue, priority);
    Long expires = broker.bindings().expiresMillis(queue);
    if (expires == null) {
      commands.add(Command.on(list, Protocol.Command.LPUSH, envelope));
      return;
    }
    commands.add(Command.bare(list, Protocol.Command.MULTI));
    commands.add(Command.on(list, Protocol.Command.LPUSH, envelope));
    for (String each : broker.keys().lists(queue)) {
      commands.add(Command.on(each, Protocol.Command.PEXPIRE, expires));
    }
    commands.add(Command.bare(list, Protocol.Command.EXEC));
  }

  private byte[] envelope(Publication publication) {
    return writer.write(
        publication.message(),
        publication.exchange(),
        publication.routingKey(),
        UUID.randomUUID().toString());
  }
}
