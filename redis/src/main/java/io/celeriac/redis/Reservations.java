package io.celeriac.redis;

import io.celeriac.BrokerException;
import io.celeriac.BrokerException.Problem;
import io.celeriac.spi.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * All messages that this process holds, whatever connection they came by: their reservations
 * outlive it. They are renewed here and settled here, each by one step of the server that first
 * makes sure that the reservation is still ours. A settlement that finds no server is tried for a
 * while and then left to {@link #finish}; since the reservation lasts, nothing is lost or done
 * twice meanwhile. Thread-safe.
 */
final class Reservations {
  private static final int PAIRS_AT_ONCE = 500;

  /** After a server could not be asked, how long not to ask it for the next reservation again. */
  private static final Duration UNANSWERED = Duration.ofSeconds(1);

  /** A settlement that the server has not confirmed yet. */
  private record Unfinished(Reservation reservation, Settlement settlement, boolean unsure) {}

  private final Commands commands;
  private final Restorer restorer;
  private final Scores scores;
  private final Duration lease;
  private final Patience patience;
  private final Set<Reservation> held =
      Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
  private final Queue<Unfinished> unfinished = new ConcurrentLinkedQueue<>();
  private volatile long unanswered = System.nanoTime() - UNANSWERED.toNanos();

  Reservations(
      Commands commands, Restorer restorer, Scores scores, LeasePolicy policy, Patience patience) {
    this.commands = commands;
    this.restorer = restorer;
    this.scores = scores;
    this.lease = policy.lease();
    this.patience = patience;
  }

  /** Takes over a reservation that was just made. */
  void add(Reservation reservation) {
    held.add(reservation);
  }

  /** Whether settlements wait for a server. */
  boolean hasUnfinished() {
    return !unfinished.isEmpty();
  }

  /** Settles reservations. Those that turn out not to be ours any more are marked as lost. */
  void settle(Collection<Reservation> reservations, Settlement settlement) {
    reservations.forEach(Reservation::settling);
    boolean unsure = false;
    Patience.Attempts attempts = patience.start();
    while (true) {
      List<Reservation> open = reservations.stream().filter(held::contains).toList();
      try {
        attempt(open, settlement, unsure);
        return;
      } catch (BrokerException e) {
        if (e.problem() == Problem.CLOSED) {
          open.forEach(Reservation::lost); // nobody renews them: they come back by themselves
          return;
        }
        unsure |= executedPerhaps(e);
        if (!e.recoverable() || !attempts.again()) {
          for (Reservation reservation : open) {
            unfinished.add(new Unfinished(reservation, settlement, unsure));
          }
          return;
        }
      }
    }
  }

  /** Leaves settling to {@link #finish}. */
  void settleLater(Collection<Reservation> reservations, Settlement settlement) {
    reservations.forEach(reservation -> {
      reservation.settling();
      unfinished.add(new Unfinished(reservation, settlement, false));
    });
  }

  /**
   * Parks a message of ours.
   *
   * @param parked the sorted set
   * @param rest what the script is told of the message itself
   * @return whether it was still ours; fails with a {@link BrokerException} when that did not
   *     succeed, and the message is held on
   */
  CompletableFuture<Boolean> park(Reservation reservation, String parked, List<?> rest) {
    reservation.settling();
    return sendPark(reservation, parked, rest)
        .thenApply(reply -> parked(reservation, reply, false))
        .exceptionallyCompose(failure -> parkAgain(reservation, parked, rest, failure))
        .whenComplete((_, failure) -> {
          if (failure != null) {
            reservation.notSettled();
          }
        });
  }

  private CompletableFuture<Object> sendPark(Reservation reservation, String parked, List<?> rest) {
    List<String> names = List.of(reservation.keys().unacked(), reservation.keys().index(), parked);
    synchronized (this) {
      List<Object> arguments = new ArrayList<>(pairs(List.of(reservation)));
      arguments.addAll(rest);
      return commands
          .send(List.of(Command.run(Script.PARK, names, arguments)))
          .thenApply(replies -> Objects.requireNonNull(Commands.check(replies.getFirst())));
    }
  }

  private boolean parked(Reservation reservation, Object reply, boolean unsure) {
    if (Objects.equals(reply, -1L)) {
      throw new BrokerException(
          Problem.MESSAGE_REFUSED, "The stored form of " + reservation.tag() + " is not kombu's");
    }
    settled(reservation, Objects.equals(reply, 1L), unsure);
    return !reservation.isLost();
  }

  /** On a thread of its own, since it waits. */
  private CompletableFuture<Boolean> parkAgain(
      Reservation reservation, String parked, List<?> rest, Throwable first) {
    CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("celeriac-redis-parking")
        .start(() -> {
          Patience.Attempts attempts = patience.start();
          BrokerException failure = broken(first);
          boolean unsure = executedPerhaps(failure);
          while (failure.recoverable() && attempts.again()) {
            try {
              Object reply = Commands.await(sendPark(reservation, parked, rest));
              outcome.complete(parked(reservation, reply, unsure));
              return;
            } catch (BrokerException e) {
              failure = e;
              unsure |= executedPerhaps(e);
            }
          }
          outcome.completeExceptionally(failure);
        });
    return outcome;
  }

  private static BrokerException broken(Throwable failure) {
    Throwable cause = failure instanceof CompletionException e ? e.getCause() : failure;
    return cause instanceof BrokerException e
        ? e
        : new BrokerException(Problem.REFUSED, "Parking failed: " + cause, failure);
  }

  /** Tries again what could not be settled. */
  void finish() {
    for (int left = unfinished.size(); left > 0; left--) {
      Unfinished work = unfinished.poll();
      if (work == null) {
        return;
      }
      try {
        attempt(List.of(work.reservation), work.settlement, work.unsure);
      } catch (BrokerException e) {
        boolean unsure = work.unsure || executedPerhaps(e);
        unfinished.add(new Unfinished(work.reservation, work.settlement, unsure));
        throw e;
      }
    }
  }

  /**
   * Renews all reservations that are held.
   *
   * @throws BrokerException when the server could not be reached; those it did reach are renewed
   */
  void renew() {
    List<Reservation> all;
    synchronized (held) {
      all = new ArrayList<>(held);
    }
    renew(all);
  }

  /**
   * Whether a reservation is no longer ours; asks the server when its lease could be over, for all
   * that are held at once: who asks for one asks for the next as well.
   */
  boolean isLost(Reservation reservation) {
    if (!reservation.isLost()
        && !reservation.isSettling()
        && leaseIsOver(reservation)
        && System.nanoTime() - unanswered >= UNANSWERED.toNanos()) {
      try {
        renew();
      } catch (BrokerException e) {
        unanswered = System.nanoTime(); // not known; settling it will tell
      }
    }
    return reservation.isLost();
  }

  private void renew(Collection<Reservation> reservations) {
    inChunks(reservations, this::renewChunk);
  }

  private void renewChunk(Keys.Reserved keys, List<Reservation> chunk) {
    long score = scores.renewal();
    long sent = System.nanoTime();
    CompletableFuture<List<@Nullable Object>> replies;
    // What settles them later names this score too, so it has to be sent later.
    synchronized (this) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(Scores.text(score));
      arguments.addAll(pairs(chunk));
      chunk.forEach(reservation -> reservation.trying(score));
      replies = commands.send(List.of(Command.run(Script.RENEW, List.of(keys.index()), arguments)));
    }
    List<?> ours;
    try {
      ours = list(Commands.await(replies).getFirst());
    } catch (BrokerException e) {
      if (!executedPerhaps(e)) {
        synchronized (this) {
          chunk.forEach(reservation -> reservation.notTried(score));
        }
      }
      throw e;
    }
    synchronized (this) {
      for (int i = 0; i < chunk.size(); i++) {
        Reservation reservation = chunk.get(i);
        if (Objects.equals(ours.get(i), 1L)) {
          reservation.renewed(score, sent);
        } else if (!reservation.isSettling()) {
          reservation.lost();
          held.remove(reservation);
        }
      }
    }
  }

  /** One try; what turns out not to be ours is marked so. */
  private void attempt(List<Reservation> open, Settlement settlement, boolean unsure) {
    if (settlement == Settlement.DONE) {
      inChunks(open, (keys, chunk) -> remove(keys, chunk, unsure));
    } else {
      putBack(open, settlement, unsure);
    }
  }

  private void remove(Keys.Reserved keys, List<Reservation> chunk, boolean unsure) {
    CompletableFuture<List<@Nullable Object>> replies;
    synchronized (this) {
      List<String> names = List.of(keys.unacked(), keys.index());
      replies = commands.send(List.of(Command.run(Script.SETTLE, names, pairs(chunk))));
    }
    List<?> ours = list(Commands.await(replies).getFirst());
    for (int i = 0; i < chunk.size(); i++) {
      settled(chunk.get(i), Objects.equals(ours.get(i), 1L), unsure);
    }
  }

  /** In the order given; each is a step of its own, since each goes to its own list. */
  private void putBack(List<Reservation> open, Settlement settlement, boolean unsure) {
    Map<Reservation, byte[]> values = restorer.read(open);
    Map<Reservation, CompletableFuture<Boolean>> moves = new LinkedHashMap<>();
    synchronized (this) {
      values.forEach((reservation, value) ->
          moves.put(reservation, restorer.restore(reservation, value, settlement)));
    }
    for (Reservation reservation : open) {
      CompletableFuture<Boolean> move = moves.get(reservation);
      settled(reservation, move != null && Commands.await(move), unsure);
    }
  }

  private void settled(Reservation reservation, boolean ours, boolean unsure) {
    // When an earlier try may have arrived, and nobody else can have had it, it was that one.
    if (!ours && !(unsure && !leaseIsOver(reservation))) {
      reservation.lost();
    }
    held.remove(reservation);
  }

  private boolean leaseIsOver(Reservation reservation) {
    return System.nanoTime() - reservation.confirmedNanos() >= lease.toNanos();
  }

  private static boolean executedPerhaps(BrokerException e) {
    return e.problem() == Problem.CONNECTION_LOST || e.problem() == Problem.TIMEOUT;
  }

  private static List<Object> pairs(List<Reservation> reservations) {
    List<Object> pairs = new ArrayList<>(reservations.size() * 2);
    for (Reservation reservation : reservations) {
      pairs.add(reservation.tag());
      pairs.add(reservation.scores());
    }
    return pairs;
  }

  /** In lists that go into one call each: of the same keys, and not too many. */
  private static void inChunks(
      Collection<Reservation> reservations, BiConsumer<Keys.Reserved, List<Reservation>> use) {
    Map<Keys.Reserved, List<Reservation>> byKeys = new LinkedHashMap<>();
    for (Reservation reservation : reservations) {
      byKeys.computeIfAbsent(reservation.keys(), keys -> new ArrayList<>()).add(reservation);
    }
    byKeys.forEach((keys, all) -> {
      for (int from = 0; from < all.size(); from += PAIRS_AT_ONCE) {
        use.accept(keys, all.subList(from, Math.min(all.size(), from + PAIRS_AT_ONCE)));
      }
    });
  }

  private static List<?> list(@Nullable Object reply) {
    return (List<?>) Objects.requireNonNull(Commands.check(reply));
  }
}
