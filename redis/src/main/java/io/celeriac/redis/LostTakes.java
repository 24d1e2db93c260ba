package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol;

/**
 * Puts back what a take reserved whose reply never came. The take's score names exactly those
 * messages, since no other take can have it; without this they would wait for the visibility
 * timeout.
 */
final class LostTakes {
  private static final Logger log = LoggerFactory.getLogger(LostTakes.class);
  private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);

  /**
   * A take without an answer.
   *
   * @param keys where it reserved
   * @param score with which score
   * @param queues from which queues
   * @param lostNanos when it was given up, by {@link System#nanoTime}
   */
  record Take(Keys.Reserved keys, long score, List<String> queues, long lostNanos) {

    /** Whether the server cannot execute it any more: it may still find it in its buffers. */
    boolean isOver() {
      return System.nanoTime() - lostNanos > LONGEST_DELAY.toNanos();
    }
  }

  private final Commands commands;
  private final Restorer restorer;
  private final Bindings bindings;

  LostTakes(Commands commands, Restorer restorer, Bindings bindings) {
    this.commands = commands;
    this.restorer = restorer;
    this.bindings = bindings;
  }

  /** Puts its messages back to where they were, unmarked, since nobody has seen them. */
  void putBack(Take take) {
    String score = Scores.text(take.score);
    List<?> tags =
        (List<?>)
            Objects.requireNonNull(
                commands.call(
                    Command.on(
                        take.keys.index(), Protocol.Command.ZRANGE, score, score, "BYSCORE")));
    List<Reservation> reservations = new ArrayList<>();
    for (Object tag : tags) {
      reservations.add(
          new Reservation(
              take.keys, "", new String((byte[]) tag, UTF_8), take.score, System.nanoTime()));
    }
    List<CompletableFuture<Boolean>> moves = new ArrayList<>();
    restorer
        .read(reservations)
        .forEach((reservation, value) -> moves.add(putBack(take, reservation, value)));
    moves.forEach(Commands::await);
    if (!moves.isEmpty()) {
      log.info("Put back {} message(s) that were taken as the connection broke", moves.size());
    }
  }

  private CompletableFuture<Boolean> putBack(Take take, Reservation reservation, byte[] value) {
    StoredMessage message = StoredMessage.parse(value);
    Collection<String> bound = bindings.queuesOf(take.keys, message);
    List<String> read = bound.stream().filter(take.queues::contains).limit(1).toList();
    return restorer.restore(
        reservation.keys(),
        reservation.tag(),
        reservation.scores(),
        message,
        read.isEmpty() ? bound : read,
        Settlement.UNSEEN);
  }
}
