package io.celeriac;

import io.celeriac.protocol.Decoded;
import io.celeriac.spi.Completed;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Republication;
import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The messages that no worker could handle, in the queue {@code celeriac_dead_letter_queue}. To be
 * looked at they are taken out and given back, in their order: for that moment others do not see
 * them, and a process that is killed meanwhile loses none. Made by {@link Celery#deadLetters};
 * thread-safe.
 */
public final class DeadLetters {

  private static final int BATCH = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final CeleryParts parts;
  private final Transport transport;
  private final DeadLetterQueue queue;

  DeadLetters(CeleryParts parts, DeadLetterQueue queue) {
    this.parts = parts;
    this.transport = parts.transport();
    this.queue = queue;
  }

  /**
   * The name of the queue.
   *
   * @throws SettingException when there is none
   */
  public String queue() {
    if (!queue.isOn()) {
      throw new SettingException(
          "celeriac_dead_letter_queue is empty, so that no dead letters are kept; it would be the"
              + " name of a queue, such as celeriac.dead");
    }
    return queue.queue();
  }

  /**
   * What a message is to this app, whether or not it has the task: a call, or what is wrong with
   * it.
   */
  public Decoded decode(DeadLetter letter) {
    return parts.codec().decode(letter.message(), parts.accept(), name -> true);
  }

  /** How many there are. */
  public long count() {
    queue();
    return transport.producer().waiting(queue.declaration()).orElse(0);
  }

  /**
   * The oldest ones.
   *
   * @param most how many at the most
   */
  public List<DeadLetter> list(long most) throws InterruptedException {
    List<DeadLetter> all = new ArrayList<>();
    long _ =
        walk(
            most,
            (consumer, batch) -> {
              batch.forEach(delivery -> all.add(letter(delivery)));
              return batch.size();
            });
    return all;
  }

  /**
   * Puts messages back into the queues that they came from, as they were. Each is confirmed there
   * before it is removed here: what breaks in between may leave one in both places, and never in
   * none.
   *
   * @param which the ones that are meant
   * @return how many there were
   * @throws BrokerException when one was not taken, such as for a queue that is no more; it stays
   */
  public long replay(Predicate<DeadLetter> which) throws InterruptedException {
    Producer producer = transport.producer();
    return walk(
        Long.MAX_VALUE,
        (consumer, batch) -> {
          List<Delivery> wanted = new ArrayList<>();
          List<CompletableFuture<Void>> confirms = new ArrayList<>();
          for (Delivery delivery : batch) {
            DeadLetter letter = letter(delivery);
            if (which.test(letter)) {
              wanted.add(delivery);
              confirms.add(replayed(producer, letter));
            }
          }
          return settled(consumer, wanted, confirms);
        });
  }

  private static long settled(
      Consumer consumer, List<Delivery> wanted, List<CompletableFuture<Void>> confirms) {
    List<Delivery> confirmed = new ArrayList<>();
    try {
      for (int i = 0; i < wanted.size(); i++) {
        Completed.join(confirms.get(i));
        confirmed.add(wanted.get(i));
      }
    } finally {
      forget(consumer, confirmed);
    }
    return confirmed.size();
  }

  private static CompletableFuture<Void> replayed(Producer producer, DeadLetter letter) {
    String problem =
        switch (letter.content()) {
          case WHOLE, RAW -> letter.queue().isEmpty() ? "it is not known from which queue" : "";
          case WITHOUT_BODY -> "its body was too long to be kept";
          case WITHOUT_HEADERS -> "its headers could not be kept";
        };
    if (!problem.isEmpty()) {
      return CompletableFuture.failedFuture(
          new BrokerException(
              BrokerException.Problem.REFUSED,
              "The dead letter " + letter.key() + " cannot be replayed: " + problem));
    }
    if (letter.content() == DeadLetter.Content.RAW) {
      try {
        return producer.publishRaw(letter.queue(), letter.message().body());
      } catch (UnsupportedOperationException e) {
        return CompletableFuture.failedFuture(
            new BrokerException(
                BrokerException.Problem.REFUSED,
                "The dead letter "
                    + letter.key()
                    + " cannot be replayed: its headers could not be read, and are not kept",
                e));
      }
    }
    DeliveryInfo from =
        new DeliveryInfo(letter.exchange(), letter.routingKey(), letter.queue(), false);
    return producer.publish(
        Republication.into(letter.queue(), from, Republication.sendable(letter.message())));
  }

  /** Deletes all of them; how many there were. */
  public long purge() {
    queue();
    return transport.producer().purge(queue.declaration());
  }

  /** Deletes those that are meant; how many there were. */
  public long purge(Predicate<DeadLetter> which) throws InterruptedException {
    return walk(
        Long.MAX_VALUE,
        (consumer, batch) -> {
          List<Delivery> wanted = batch.stream().filter(each -> which.test(letter(each))).toList();
          forget(consumer, wanted);
          return wanted.size();
        });
  }

  private static DeadLetter letter(Delivery delivery) {
    return DeadLetterMessage.read(delivery.message());
  }

  private static void forget(Consumer consumer, List<Delivery> deliveries) {
    List<Delivery> remembered = deliveries.isEmpty() ? List.of() : consumer.ack(deliveries);
    if (!remembered.isEmpty()) {
      throw new BrokerException(
          BrokerException.Problem.CONNECTION_LOST,
          "The connection was lost: "
              + remembered.size()
              + " dead letters that are done with are still there");
    }
  }

  /** Does something with some of them; how many it did it to. */
  private interface Visit {
    long visit(Consumer consumer, List<Delivery> batch);
  }

  /** Goes through those that are there at the beginning; what is left unsettled stays. */
  private long walk(long most, Visit visit) throws InterruptedException {
    long left = Math.min(most, count());
    long done = 0;
    if (left > 0) {
      try (Consumer consumer = transport.connectConsumer()) {
        consumer.prefetch((int) Math.min(left, 65_535));
        consumer.consume(queue.declaration());
        while (left > 0) {
          List<Delivery> batch = consumer.receive((int) Math.min(BATCH, left), PATIENCE);
          if (batch.isEmpty()) {
            break;
          }
          left -= batch.size();
          done += visit.visit(consumer, batch);
        }
      }
    }
    return done;
  }
}
