package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol;

/**
 * Takes messages from queues whose reservations share their keys: as many as asked for in one step
 * of the server, which reserves them too. Before a take that may find nothing it looks at the lists
 * in a way that makes the server tell when one of them changes, so that no message can come
 * unnoticed between the look and the wait. Used by one thread at a time.
 */
final class Taker {
  /** The score of the take was in use: the next one has another. */
  private static final int AGAIN = -1;

  /** A reply is in memory once as it is read, and once as messages: 16 MiB, or less of a heap. */
  private static final long MOST_BYTES = Math.min(16 << 20, Runtime.getRuntime().maxMemory() / 24);

  /** Who a taken message is handed to; called by the connection's thread. */
  interface Sink {
    void taken(Envelope envelope, String queue, @Nullable Reservation reservation, byte[] raw);
  }

  /** An item that is no envelope, still at the end of its list. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Defective(String list, String queue, byte[] item) {}

  private final RedisBroker broker;
  private final Commands line;
  private final Keys.Reserved reserved;
  private final QueueOrder order;
  private final Sink sink;
  private final EnvelopeReader reader;
  private final DefectWrap wrap;
  private final boolean reserving;
  private final String ending = "/" + UUID.randomUUID() + "/";
  private final Queue<Defective> defective = new ConcurrentLinkedQueue<>();
  private long takes;
  private boolean watching;
  private volatile boolean plenty;

  Taker(RedisBroker broker, Commands line, Keys.Reserved reserved, QueueOrder order, Sink sink) {
    this.broker = broker;
    this.line = line;
    this.reserved = reserved;
    this.order = order;
    this.sink = sink;
    this.reader = new EnvelopeReader(broker.json(), broker.options().longestEnvelope());
    this.wrap = new DefectWrap(broker.json());
    this.reserving = broker.options().leases().ackEmulation();
  }

  /** The queues, in the order in which they are read next. */
  QueueOrder order() {
    return order;
  }

  /**
   * Takes up to a number of messages.
   *
   * @return how many it found, after they were handed over; -1 to try again
   */
  CompletableFuture<Integer> take(int most) {
    List<String> queues = order.now();
    if (queues.isEmpty()) {
      // Only what is subscribed to can come, and that rings by itself: looking again is no use.
      watching = true;
      return CompletableFuture.completedFuture(0);
    }
    List<String> lists = broker.keys().lists(queues);
    long score = broker.scores().take();
    List<String> names = new ArrayList<>(lists.size() + 2);
    names.add(reserved.unacked());
    names.add(reserved.index());
    names.addAll(lists);
    List<Command> commands = new ArrayList<>(2);
    watching = !plenty;
    if (watching) {
      commands.add(Command.onAll(Protocol.Command.EXISTS, lists));
    }
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                Scores.text(score),
                most,
                queues.size(),
                order.rotates() ? 1 : 0,
                reserving ? 1 : 0,
                ending + ++takes + "/",
                broker.options().longestEnvelope(),
                MOST_BYTES));
    arguments.addAll(queues);
    commands.add(Command.run(Script.TAKE, names, arguments));
    long sent = System.nanoTime();
    return line.send(commands)
        .whenComplete((_, failure) -> lost(failure, score, queues))
        .thenApply(replies -> {
          Object reply = Objects.requireNonNull(Commands.check(replies.getLast()));
          return reply instanceof List<?> taken
              ? accept(taken, queues, lists, score, sent, most)
              : AGAIN;
        });
  }

  /** Whether the server tells of messages that have come since the last take began. */
  boolean isWatching() {
    return watching;
  }

  /** Takes the items that are no envelopes, one by one; how many there were. */
  int adoptDefective() {
    int adopted = 0;
    for (Defective item = defective.poll(); item != null; item = defective.poll()) {
      adopted += adopt(item) ? 1 : 0;
    }
    return adopted;
  }

  private int accept(
      List<?> taken, List<String> queues, List<String> lists, long score, long sent, int most) {
    int found = 0;
    for (int i = 0; i + 3 < taken.size(); i += 4) {
      int number = Math.toIntExact((Long) taken.get(i)) - 3; // after the two other keys, from 1
      String queue = queues.get(number % queues.size());
      String tag = new String((byte[]) taken.get(i + 1), StandardCharsets.UTF_8);
      byte[] item = (byte[]) taken.get(i + 2);
      if (tag.isEmpty()) {
        defective.add(new Defective(lists.get(number), queue, item));
      } else {
        order.delivered(queue);
        hand(item, (Long) taken.get(i + 3), queue, tag, score, sent);
        found++;
      }
    }
    plenty = found == most;
    return found;
  }

  private void hand(byte[] item, long size, String queue, String tag, long score, long sent) {
    Reservation reservation = reserving ? new Reservation(reserved, queue, tag, score, sent) : null;
    boolean cut = size > item.length;
    Envelope envelope =
        cut ? EnvelopeReader.cut(item, size, queue, broker.options()) : reader.read(item, queue);
    if (envelope.defect() != null && reservation != null && !cut) {
      // Its address could be read, the rest not: nobody shall stumble over it in the hash. By the
      // connection that it is settled on: by another, this could come after, and stay for ever.
      // What is in a wrap already is not wrapped once more, or it would grow each time.
      byte[] value = wrap.value(envelope.message().body(), queue, tag, envelope.defect());
      broker
          .commands()
          .tell(List.of(Command.on(reserved.unacked(), Protocol.Command.HSET, tag, value)));
    }
    if (reservation != null) {
      broker.reservations().add(reservation);
    }
    sink.taken(envelope, queue, reservation, item);
  }

  private boolean adopt(Defective defect) {
    Envelope envelope = reader.read(defect.item, defect.queue);
    String what = Objects.requireNonNullElse(envelope.defect(), "It lacks what a queue needs");
    String tag = UUID.randomUUID().toString();
    long score = broker.scores().take();
    byte[] original = envelope.defect() == null ? defect.item : envelope.message().body();
    Object value = reserving ? wrap.value(original, defect.queue, tag, what) : "";
    long sent = System.nanoTime();
    Object adopted;
    try {
      adopted =
          line.call(
              Command.run(
                  Script.ADOPT,
                  List.of(reserved.unacked(), reserved.index(), defect.list),
                  List.of(Scores.text(score), tag, defect.item, value)));
    } catch (BrokerException e) {
      lost(e, score, List.of(defect.queue));
      throw e;
    }
    if (!Objects.equals(adopted, 1L)) {
      return false; // somebody else took it
    }
    order.delivered(defect.queue);
    Reservation reservation =
        reserving ? new Reservation(reserved, defect.queue, tag, score, sent) : null;
    if (reservation != null) {
      broker.reservations().add(reservation);
    }
    sink.taken(
        EnvelopeReader.defective(original, defect.queue, what),
        defect.queue,
        reservation,
        defect.item);
    return true;
  }

  private void lost(@Nullable Throwable failure, long score, List<String> queues) {
    if (reserving
        && failure instanceof BrokerException broken
        && (broken.problem() == Problem.CONNECTION_LOST || broken.problem() == Problem.TIMEOUT)) {
      broker.keeper().takeLost(new LostTakes.Take(reserved, score, queues, System.nanoTime()));
    }
  }
}
