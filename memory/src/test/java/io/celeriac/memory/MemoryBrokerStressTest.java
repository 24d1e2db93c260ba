package io.celeriac.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Exchange;
import io.celeriac.Queue;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Consumer;
import io.celeriac.spi.Delivery;
import io.celeriac.spi.Publication;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Random use, in one thread against a model, and in many for what must never happen. */
@Tag("slow")
@Timeout(120)
class MemoryBrokerStressTest {
  private final MemoryTransport transport =
      new MemoryTransport(new MemoryBroker(), "memory://stress/", Clock.systemUTC());

  private void publish(String queue, String text, int priority) {
    transport
        .producer()
        .publish(
            new Publication(
                new Message(
                    text.getBytes(StandardCharsets.UTF_8),
                    null,
                    null,
                    Map.of(),
                    MessageProperties.of().withPriority(priority)),
                "",
                queue))
        .join();
  }

  private static String text(Delivery delivery) {
    return new String(delivery.message().body(), StandardCharsets.UTF_8);
  }

  /** One queue with priorities, as a sorted map from the place of a message to its text. */
  @RepeatedTest(20)
  void one_consumer_sees_what_a_simple_model_says(RepetitionInfo repetition) throws Exception {
    long seed = 100L + repetition.getCurrentRepetition();
    Random random = new Random(seed);
    Queue queue = Queue.of("model").withMaxPriority(3);
    transport.producer().declare(queue);
    TreeMap<Long, String> waiting = new TreeMap<>();
    Map<String, Long> places = new HashMap<>();
    Map<Delivery, String> held = new LinkedHashMap<>();
    Consumer consumer = transport.connectConsumer();
    consumer.consume(queue);
    int limit = 0;
    for (int step = 0; step < 2000; step++) {
      String at = "step " + step + ", seed " + seed;
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3 -> {
          int priority = random.nextInt(5);
          publish("model", "m" + step, priority);
          long place = (3L - Math.min(priority, 3)) * 1_000_000 + step;
          places.put("m" + step, place);
          waiting.put(place, "m" + step);
        }
        case 4, 5, 6 -> {
          int max = 1 + random.nextInt(5);
          List<Delivery> received = consumer.receive(max, Duration.ZERO);
          List<String> expected = new ArrayList<>();
          while (expected.size() < max
              && (limit == 0 || held.size() + expected.size() < limit)
              && !waiting.isEmpty()) {
            expected.add(waiting.pollFirstEntry().getValue());
          }
          assertThat(received)
              .as(at)
              .extracting(MemoryBrokerStressTest::text)
              .containsExactlyElementsOf(expected);
          received.forEach(delivery -> held.put(delivery, text(delivery)));
        }
        case 7, 8 -> {
          if (!held.isEmpty()) {
            List<Delivery> choice = new ArrayList<>(held.keySet());
            Delivery delivery = choice.get(random.nextInt(choice.size()));
            String text = String.valueOf(held.remove(delivery));
            if (random.nextInt(3) == 0) {
              assertThat(delivery.reject(true)).as(at).isTrue();
              waiting.put(place(places, text), text);
            } else {
              assertThat(delivery.ack()).as(at).isTrue();
            }
          }
        }
        default -> {
          if (random.nextInt(4) == 0) {
            consumer.close();
            held.values().forEach(text -> waiting.put(place(places, text), text));
            assertThat(held.keySet()).as(at).allMatch(Delivery::stale);
            held.clear();
            consumer = transport.connectConsumer();
            consumer.consume(queue);
          }
          limit = random.nextInt(8);
          consumer.prefetch(limit);
        }
      }
    }
  }

  private static long place(Map<String, Long> places, String text) {
    Long place = places.get(text);
    assertThat(place).isNotNull();
    return place == null ? 0 : place;
  }

  @RepeatedTest(5)
  void nothing_is_lost_or_doubled_among_many(RepetitionInfo repetition) throws Exception {
    long seed = 200L + repetition.getCurrentRepetition();
    int producers = 4;
    int each = 5000;
    Exchange exchange = Exchange.topic("stress");
    List<Queue> queues =
        List.of(
            Queue.of("all", exchange, "#"),
            Queue.of("even", exchange, "even.*").withMaxPriority(5),
            Queue.of("odd", exchange, "odd.#"));
    queues.forEach(queue -> transport.producer().declare(queue));
    int expected = producers * each * 2; // each in "all", and in one of the others
    Map<String, AtomicInteger> acked = new ConcurrentHashMap<>();
    ConcurrentLinkedQueue<Integer> overLimit = new ConcurrentLinkedQueue<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (int producer = 0; producer < producers; producer++) {
        int number = producer;
        running.add(threads.submit(() -> produce(number, each, new Random(seed + number))));
      }
      for (int consumer = 0; consumer < 6; consumer++) {
        Random random = new Random(seed * 31 + consumer);
        running.add(
            threads.submit(() -> {
              consume(queues, random, acked, expected, overLimit);
              return null;
            }));
      }
      for (Future<?> future : running) {
        future.get(60, TimeUnit.SECONDS);
      }
    }

    assertThat(acked).as("messages acknowledged, seed %s", seed).hasSize(expected);
    assertThat(acked.values())
        .as("times each was acknowledged, seed %s", seed)
        .allMatch(times -> times.get() == 1);
    assertThat(overLimit).as("held beyond the prefetch limit, seed %s", seed).isEmpty();
    Consumer last = transport.connectConsumer();
    queues.forEach(last::consume);
    assertThat(last.receive(10, Duration.ZERO)).as("left over, seed %s", seed).isEmpty();
  }

  private void produce(int producer, int count, Random random) {
    for (int i = 0; i < count; i++) {
      String key = (i % 2 == 0 ? "even." : "odd.") + producer;
      byte[] body = (producer + "-" + i).getBytes(StandardCharsets.UTF_8);
      MessageProperties properties = MessageProperties.of().withPriority(random.nextInt(6));
      Message message = new Message(body, null, null, Map.of(), properties);
      transport.producer().publish(new Publication(message, "stress", key)).join();
    }
  }

  private void consume(
      List<Queue> queues,
      Random random,
      Map<String, AtomicInteger> acked,
      int expected,
      ConcurrentLinkedQueue<Integer> overLimit)
      throws InterruptedException {
    while (acked.size() < expected) {
      int limit = 1 + random.nextInt(50);
      try (Consumer consumer = transport.connectConsumer()) {
        consumer.prefetch(limit);
        queues.forEach(consumer::consume);
        List<Delivery> held = new ArrayList<>();
        for (int batch = random.nextInt(200); batch > 0 && acked.size() < expected; batch--) {
          held.addAll(consumer.receive(1 + random.nextInt(30), Duration.ofMillis(5)));
          if (held.size() > limit) {
            overLimit.add(held.size());
          }
          while (held.size() > random.nextInt(limit)) {
            settle(held.removeLast(), random, acked);
          }
        }
      }
    }
  }

  private static void settle(Delivery delivery, Random random, Map<String, AtomicInteger> acked) {
    if (random.nextInt(10) == 0) {
      delivery.reject(true);
    } else if (delivery.ack()) {
      acked
          .computeIfAbsent(
              delivery.info().queue() + "/" + text(delivery), id -> new AtomicInteger())
          .incrementAndGet();
    }
  }
}
