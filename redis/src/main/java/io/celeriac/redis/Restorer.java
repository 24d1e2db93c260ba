package io.celeriac.redis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import redis.clients.jedis.Protocol;

/** Moves reserved messages back into lists, in one step each. Thread-safe. */
final class Restorer {
  private final Commands commands;
  private final Keys keys;
  private final Bindings bindings;

  Restorer(Commands commands, Keys keys, Bindings bindings) {
    this.commands = commands;
    this.keys = keys;
    this.bindings = bindings;
  }

  /** The values of reservations in the hash, in the same order; without those that are gone. */
  Map<Reservation, byte[]> read(List<Reservation> reservations) {
    List<Command> reads = new ArrayList<>(reservations.size());
    for (Reservation reservation : reservations) {
      reads.add(Command.on(reservation.keys().unacked(), Protocol.Command.HGET, reservation.tag()));
    }
    Map<Reservation, byte[]> values = new LinkedHashMap<>();
    if (!reads.isEmpty()) {
      List<?> replies = commands.callAll(reads);
      for (int i = 0; i < reads.size(); i++) {
        if (Commands.check(replies.get(i)) instanceof byte[] value) {
          values.put(reservations.get(i), value);
        }
      }
    }
    return values;
  }

  /**
   * Puts a message of ours back into the queue it was taken from.
   *
   * @return whether it was still ours
   */
  CompletableFuture<Boolean> restore(Reservation reservation, byte[] value, Settlement how) {
    return restore(
        reservation.keys(),
        reservation.tag(),
        reservation.scores(),
        StoredMessage.parse(value),
        List.of(reservation.queue()),
        how);
  }

  /**
   * Puts a message back into some queues.
   *
   * @param scores those that its reservation may have; with any other it stays
   * @return whether it had one of them
   */
  CompletableFuture<Boolean> restore(
      Keys.Reserved reserved,
      String tag,
      String scores,
      StoredMessage message,
      Collection<String> queues,
      Settlement how) {
    List<String> names = new ArrayList<>();
    names.add(reserved.unacked());
    names.add(reserved.index());
    queues.forEach(queue -> names.add(keys.list(queue, message.priority())));
    byte[] envelope = how == Settlement.UNSEEN ? message.envelope() : message.redelivered();
    List<Object> arguments = new ArrayList<>(List.of(tag, scores, how.push(), envelope));
    for (String queue : queues) {
      // The list may have gone with its last message, and its lifetime with it.
      Long expires = bindings.expiresMillis(queue);
      arguments.add(expires == null ? 0L : expires);
    }
    return commands
        .send(List.of(Command.run(Script.RESTORE, names, arguments)))
        .thenApply(replies -> Objects.equals(Commands.check(replies.getFirst()), 1L));
  }
}
