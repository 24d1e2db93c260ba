package io.celeriac.testing;

import static io.celeriac.testing.TransportFixture.message;
import static io.celeriac.testing.TransportFixture.text;
import static io.celeriac.testing.TransportFixture.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Queue;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Producer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of {@link TransportContract}: many threads at once, and no message lost or doubled by it. */
interface ConcurrencyTests extends TransportTests {

  @Test
  default void two_hundred_virtual_threads_publish_at_once() throws Exception {
    Queue queue = fixture().queue("publishers");
    Producer producer = fixture().transport().producer();
    List<Future<Boolean>> publishers = new ArrayList<>();
    for (int thread = 0; thread < 200; thread++) {
      String prefix = thread + "-";
      publishers.add(
          fixture()
              .inBackground(() -> {
                producer.declare(queue);
                for (int i = 0; i < 5; i++) {
                  TransportFixture.await(producer.publish(to(queue, message(prefix + i))));
                }
                return true;
              }));
    }
    publishers.forEach(TransportFixture::await);

    List<String> received = TransportFixture.take(fixture().consumer(0, queue), 1000);
    assertThat(received).doesNotHaveDuplicates();
    for (int thread = 0; thread < 200; thread++) {
      String prefix = thread + "-";
      assertThat(received.stream().filter(text -> text.startsWith(prefix)))
          .as("messages of thread %s", thread)
          .isEqualTo(IntStream.range(0, 5).mapToObj(i -> prefix + i).toList());
    }
  }

  @Test
  default void interrupts_at_any_moment_lose_nothing() throws Exception {
    Queue queue = fixture().queue("interrupts");
    long seed = 7;
    Random random = new Random(seed);
    List<String> got = new ArrayList<>();
    int rounds = 40;
    for (int round = 0; round < rounds; round++) {
      Consumer consumer = fixture().transport().connectConsumer();
      consumer.prefetch(0);
      consumer.consume(queue);
      Waiter waiter = new Waiter(consumer, Duration.ofSeconds(5));
      Future<List<Delivery>> receiving = fixture().inBackground(() -> uninterrupted(waiter));
      Thread receiver = waiter.awaitStart();
      Future<Void> confirm =
          fixture().transport().producer().publish(to(queue, message("m" + round)));
      spinFor(random.nextInt(2_000_000));
      receiver.interrupt();
      List<Delivery> received = TransportFixture.await(receiving);
      TransportFixture.await(confirm);
      assertThat(consumer.ack(received)).isEmpty();
      got.addAll(TransportFixture.texts(received));
      consumer.close();
    }

    got.addAll(TransportFixture.take(fixture().consumer(0, queue), rounds - got.size()));
    assertThat(got)
        .as("seed %s", seed)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, rounds).mapToObj(round -> "m" + round).toList());
    fixture().expectEmpty(queue);
  }

  private static List<Delivery> uninterrupted(Waiter waiter) {
    try {
      return waiter.call();
    } catch (InterruptedException e) {
      return List.of();
    }
  }

  // A moment in the middle of things cannot be waited for.
  private static void spinFor(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  @Test
  default void consumers_that_come_and_go_acknowledge_each_message_once() throws Exception {
    long seed = 20_261_123;
    int messages = 600;
    Queue queue = fixture().queue("come-and-go");
    Map<String, Integer> acked = new ConcurrentHashMap<>();
    List<Future<Boolean>> workers = new ArrayList<>();
    for (int worker = 0; worker < 3; worker++) {
      Random random = new Random(seed + worker);
      workers.add(fixture().inBackground(() -> work(queue, random, acked, messages)));
    }
    fixture().publishAll(queue, IntStream.range(0, messages).mapToObj(Integer::toString).toList());
    workers.forEach(TransportFixture::await);

    assertThat(acked).as("acknowledged messages; seed %s", seed).hasSize(messages);
    assertThat(acked.values()).as("times each; seed %s", seed).containsOnly(1);
    fixture().expectEmpty(queue);
  }

  private boolean work(Queue queue, Random random, Map<String, Integer> acked, int messages)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (acked.size() < messages && System.nanoTime() < deadline) {
      try (Consumer consumer = fixture().transport().connectConsumer()) {
        consumer.prefetch(1 + random.nextInt(20));
        consumer.consume(queue);
        int batches = 1 + random.nextInt(10);
        for (int batch = 0; batch < batches && acked.size() < messages; batch++) {
          List<Delivery> received = consumer.receive(1 + random.nextInt(15), Duration.ofMillis(50));
          for (Delivery delivery : received) {
            switch (random.nextInt(10)) {
              case 0 -> delivery.reject(true);
              case 1 -> {
                // Held until this consumer closes.
              }
              default -> {
                if (delivery.ack()) {
                  acked.merge(text(delivery), 1, Integer::sum);
                }
              }
            }
          }
        }
      }
    }
    return true;
  }
}
