package io.celeriac.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.Exchange;
import io.celeriac.ExchangeType;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.spi.Transport;
import io.celeriac.testing.ChildProcess;
import io.celeriac.testing.NeedsServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * D10: forged commands, ten thousand a second where the machine can, to a worker with a small heap:
 * unknown ones, what is no command, a million revocations, questions with huge answers. Tasks go
 * on, and the worker answers when it is over.
 */
@NeedsServer
@Tag("slow")
class ForgedFloodTest {

  private static final Duration TIME = Duration.ofSeconds(Long.getLong("fuzz.flood", 1));
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long BETWEEN_NANOS = 100_000;
  private static final int UNCONFIRMED = 1_000;

  private final AtomicLong sent = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  @ParameterizedTest
  @EnumSource
  void a_worker_with_a_small_heap_works_on_in_a_flood_of_forged_commands(Broker broker)
      throws Exception {
    String name = "fuzz-flood";
    try (ChildProcess worker = SmallWorker.start(broker, name, 4);
        Celery app = SmallWorker.app(broker, name);
        Transport transport = broker.transport()) {
      worker.await("started");
      Thread flood = Thread.ofPlatform().start(() -> flood(transport, name));

      long done = 0;
      long end = System.nanoTime() + TIME.toNanos();
      while (System.nanoTime() < end) {
        assertThat(answer(app, worker, done)).isEqualTo(done + 1);
        done++;
      }
      over.set(true);
      flood.join();
      long forged = sent.get();
      assertThat(answer(app, worker, -1)).isZero();
      Awaitility.await("an answer when it is over")
          .atMost(PATIENCE)
          .until(() -> !app.control().timeout(Duration.ofSeconds(5)).limit(1).ping().isEmpty());

      assertThat(worker.hasEnded()).as(worker.output()).isFalse();
      assertThat(app.control().timeout(PATIENCE).limit(1).inspect().revoked().values())
          .singleElement()
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
          .hasSizeBetween(1, 50_000);
      System.out.printf(
          "flooded on %s: %d forged commands in %d s, %d tasks meanwhile%n",
          broker, forged, TIME.toSeconds(), done);
    } finally {
      broker.cleanUp(name, name + ".dead");
    }
  }

  private static long answer(Celery app, ChildProcess worker, long number)
      throws InterruptedException {
    return SmallWorker.answer(app.send(SmallWorker.NEXT.call(number)), worker, PATIENCE);
  }

  private void flood(Transport transport, String name) {
    Exchange requests = new Exchange(name + ".pidbox", ExchangeType.FANOUT, false, false, Map.of());
    List<Message> forged = forged();
    Semaphore room = new Semaphore(UNCONFIRMED);
    long next = System.nanoTime();
    for (int i = 0; !over.get(); i++) {
      room.acquireUninterruptibly();
      // Fifty thousand revocations now and then, and else one of the small ones.
      Message message =
          i % 2_000 == 0
              ? revocations(i)
              : i % 500 == 1 ? command("revoked", Map.of()) : forged.get(i % forged.size());
      CompletableFuture<Void> confirmed = transport.producer().broadcast(requests, "", message);
      var _ =
          confirmed.whenComplete((_, failure) -> {
            room.release();
            if (failure == null) {
              sent.incrementAndGet();
            }
          });
      next += BETWEEN_NANOS;
      LockSupport.parkNanos(next - System.nanoTime());
    }
    room.acquireUninterruptibly(UNCONFIRMED);
  }

  private static Message revocations(int number) {
    List<String> ids = IntStream.range(0, 50_000).mapToObj(i -> "f-" + number + "-" + i).toList();
    return command("revoke", Map.of("task_id", ids));
  }

  private static List<Message> forged() {
    List<String> many = IntStream.range(0, 2_000).mapToObj(i -> "forged-" + i).toList();
    return List.of(
        command("no_such_command", Map.of("x", "y")),
        command("ping", Map.of()),
        message("not json".getBytes(StandardCharsets.UTF_8)),
        command("query_task", Map.of("ids", many)),
        command("active", Map.of("safe", true)),
        command("rate_limit", Map.of("task_name", "x".repeat(5_000), "rate_limit", "1/h")),
        command("revoke_by_stamped_headers", Map.of("headers", Map.of("tenant", many))),
        command("time_limit", Map.of("task_name", "fuzz.next", "hard", "soon")),
        message("[1, 2, 3]".getBytes(StandardCharsets.UTF_8)),
        command("conf", Map.of("with_defaults", true)));
  }

  private static Message command(String method, Map<String, ?> arguments) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("method", method);
    body.put("arguments", arguments);
    body.put("destination", null);
    body.put("pattern", null);
    body.put("matcher", null);
    body.put("ticket", "t");
    body.put("reply_to", Map.of("exchange", "nobody.reply", "routing_key", "nobody"));
    return message(new JsonSerializer().encode(body));
  }

  private static Message message(byte[] body) {
    return new Message(body, "application/json", "utf-8", Map.of(), MessageProperties.of());
  }
}
