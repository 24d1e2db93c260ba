package io.celeriac.redis;

import io.celeriac.protocol.MessageProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.Protocol;

/**
 * The messages that wait for a time, in a sorted set beside the lists of their queue. Whoever
 * consumes the queue moves them back when they are due, many in one step of the server, which no
 * two can do to the same message. Thread-safe.
 */
final class ParkedMessages {
  /** How long the sorted set outlives the last due time, for the case that nobody is there then. */
  private static final Duration GRACE = Duration.ofDays(90);

  private static final int MOST_AT_ONCE = 4000;
  private static final int PRIORITIES = 10;

  private final Commands commands;
  private final Keys keys;
  private final Bindings bindings;
  private final Reservations reservations;
  private final Clock clock;
  private final Set<String> watched = ConcurrentHashMap.newKeySet();

  ParkedMessages(
      Commands commands, Keys keys, Bindings bindings, Reservations reservations, Clock clock) {
    this.commands = commands;
    this.keys = keys;
    this.bindings = bindings;
    this.reservations = reservations;
    this.clock = clock;
  }

  /**
   * Parks what is reserved; see {@link io.celeriac.spi.Delivery#park}. Empty for queues that may be
   * gone before.
   */
  Optional<CompletableFuture<Boolean>> park(
      Reservation reservation, MessageProperties properties, Instant until) {
    if (bindings.expiresMillis(reservation.queue()) != null) {
      return Optional.empty();
    }
    long lifetime = Math.max(0, until.toEpochMilli() - clock.millis()) + GRACE.toMillis();
    return Optional.of(
        reservations.park(
            reservation,
            keys.parked(reservation.queue()),
            List.of(until.toEpochMilli(), EnvelopeWriter.priority(properties), lifetime)));
  }

  /** Moves those of a queue too, from now on. */
  void watch(String queue) {
    watched.add(queue);
  }

  /**
   * Moves what is due into the lists of the queues that are watched.
   *
   * @throws io.celeriac.BrokerException when the server could not be reached
   */
  void moveDue() {
    List<Command> moves = withParked().stream().map(this::move).toList();
    if (!moves.isEmpty()) {
      commands.callAll(moves).forEach(Commands::check);
    }
  }

  /** How many of a queue are parked. */
  long count(String queue) {
    return commands.call(counting(keys.parked(queue))) instanceof Long n ? n : 0;
  }

  /** Counts without the mark of the last move. */
  static Command counting(String parked) {
    return Command.on(parked, Protocol.Command.ZCOUNT, "0", "+inf");
  }

  /** Most queues have none, which a server is quick to tell. */
  private List<String> withParked() {
    List<String> queues = List.copyOf(watched);
    if (queues.isEmpty()) {
      return queues;
    }
    List<?> counts =
        commands.callAll(
            queues.stream()
                .map(queue -> Command.on(keys.parked(queue), Protocol.Command.ZCARD))
                .toList());
    List<String> some = new ArrayList<>();
    for (int i = 0; i < queues.size(); i++) {
      if (!Objects.equals(Commands.check(counts.get(i)), 0L)) {
        some.add(queues.get(i));
      }
    }
    return some;
  }

  private Command move(String queue) {
    List<String> lists = keys.lists(queue);
    List<String> names = new ArrayList<>(lists);
    names.addFirst(keys.parked(queue));
    List<Object> arguments = new ArrayList<>(List.of(clock.millis(), MOST_AT_ONCE));
    for (int priority = 0; priority < PRIORITIES; priority++) {
      arguments.add(lists.indexOf(keys.list(queue, priority)) + 1);
    }
    return Command.run(Script.UNPARK, names, arguments);
  }
}
