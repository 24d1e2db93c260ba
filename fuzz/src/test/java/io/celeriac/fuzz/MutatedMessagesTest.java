package io.celeriac.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.Celery;
import io.celeriac.DeadLetter;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import io.celeriac.Worker;
import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.Compressors;
import io.celeriac.protocol.DecodeLimits;
import io.celeriac.protocol.Decoded;
import io.celeriac.protocol.Embed;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.Serializers;
import io.celeriac.protocol.SignatureData;
import io.celeriac.protocol.TaskHeaders;
import io.celeriac.protocol.TaskMessageCodec;
import io.celeriac.protocol.TimeLimit;
import io.celeriac.spi.Producer;
import io.celeriac.spi.Publication;
import io.celeriac.spi.Transport;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * D3: valid messages that were changed, to a worker at work. Each has a number in a header, and is
 * to be found again: as a task that ran, or as a dead letter. {@code -Dfuzz.messages=N} for more,
 * {@code -Dfuzz.seed=N} for others.
 */
@NeedsServer
@Tag("slow")
class MutatedMessagesTest {

  private static final int MESSAGES = Integer.getInteger("fuzz.messages", 10_000);
  private static final int AT_ONCE = 5_000;
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final String NUMBER = "fuzz_number";
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonSerializer JSON = new JsonSerializer();
  private static final TaskMessageCodec CODEC =
      new TaskMessageCodec(Serializers.installed(), Compressors.installed(), DecodeLimits.DEFAULTS);

  private final Set<Long> ran = ConcurrentHashMap.newKeySet();

  private final TaskDefinition<Object> run =
      TaskDefinition.named("fuzz.run", Object.class)
          .parameter(TaskParameter.rest("args", Object.class))
          .parameter(TaskParameter.restByName("kwargs", Object.class))
          .handler((context, _) -> {
            if (context.header(NUMBER) instanceof Number number) {
              ran.add(number.longValue());
            }
            return "ran";
          });

  @ParameterizedTest
  @EnumSource
  void each_changed_message_is_run_or_kept_as_a_dead_letter(Broker broker) throws Exception {
    String name = "fuzz-mutated";
    try (Celery app = broker.app(name).tasks(run).build();
        Worker worker = app.worker().hostname("w@" + name).concurrency(8).start();
        Transport transport = broker.transport()) {
      Awaitility.await("the worker").atMost(PATIENCE).until(() -> !app.control().ping().isEmpty());
      int held = 0;
      int dead = 0;
      for (int first = 0; first < MESSAGES; first += AT_ONCE) {
        Set<Long> sent = new TreeSet<>();
        held += send(transport.producer(), name, first, sent);
        dead += awaitAccount(app, sent);
      }

      Set<Long> before = Set.copyOf(ran);
      sendOne(transport.producer(), name, valid().getFirst(), MESSAGES).join();
      Awaitility.await("a task behind them")
          .atMost(PATIENCE)
          .until(() -> ran.contains((long) MESSAGES));
      System.out.printf(
          "mutated on %s, seed %d: %d ran, %d are dead letters, %d not sent (to wait or expire)%n",
          broker, SEED, before.size(), dead, held);
      assertThat(worker.hostname()).isEqualTo("w@" + name);
      assertThat(before.size()).isGreaterThan(MESSAGES / 20);
      assertThat(dead).isGreaterThan(MESSAGES / 20);
      assertThat(held).isLessThan(MESSAGES / 5);
    } finally {
      broker.cleanUp(name, name + ".dead");
    }
  }

  /** Sends so many; how many were held back, since they would wait, expire, or be cut short. */
  private static int send(Producer producer, String queue, int first, Set<Long> sent) {
    List<Message> valid = valid();
    int held = 0;
    List<CompletableFuture<Void>> confirmed = new ArrayList<>();
    for (int i = first; i < Math.min(first + AT_ONCE, MESSAGES); i++) {
      Message message = new Mutations(SEED * 1_000_003 + i).of(valid.get(i % valid.size()));
      if (mayNotRunAtOnce(message)) {
        held++;
      } else {
        sent.add((long) i);
        confirmed.add(sendOne(producer, queue, message, i));
      }
    }
    confirmed.forEach(CompletableFuture::join);
    return held;
  }

  private static CompletableFuture<Void> sendOne(
      Producer producer, String queue, Message message, long number) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>(message.headers());
    headers.put(NUMBER, number);
    return producer.publish(
        new Publication(
            new Message(
                message.body(),
                message.contentType(),
                message.contentEncoding(),
                headers,
                message.properties()),
            "",
            queue));
  }

  private static boolean mayNotRunAtOnce(Message message) {
    return CODEC.decode(message, AcceptContent.JSON, _ -> true) instanceof Decoded.Task task
        && (task.message().headers().eta() != null
            || task.message().headers().expires() != null
            || !task.message().headers().timelimit().equals(TimeLimit.NONE));
  }

  /** Waits until each has been found; how many of them as dead letters. */
  private int awaitAccount(Celery app, Set<Long> sent) throws Exception {
    Set<Long> dead = new TreeSet<>();
    Awaitility.await("all of " + sent.size() + ", seed " + SEED)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(() -> {
          assertThat(ran.size() + app.deadLetters().count()).isGreaterThanOrEqualTo(sent.size());
          dead.clear();
          for (DeadLetter letter : app.deadLetters().list(Long.MAX_VALUE)) {
            if (letter.message().headers().get(NUMBER) instanceof Number number) {
              dead.add(number.longValue());
            }
          }
          Set<Long> missing = new TreeSet<>(sent);
          missing.removeAll(ran);
          missing.removeAll(dead);
          assertThat(missing).as("neither run nor kept").isEmpty();
        });
    // What a task has sent on has its number too.
    dead.retainAll(sent);
    dead.removeAll(ran);
    long _ = app.deadLetters().purge();
    return dead.size();
  }

  /** In both protocols, with and without what may follow a task. */
  private static List<Message> valid() {
    SignatureData step =
        new SignatureData(
            "fuzz.run",
            List.of(1L),
            Map.of("a", "b"),
            Map.of("task_id", "s", "reply_to", "r"),
            null,
            false);
    List<Embed> embeds =
        List.of(
            Embed.EMPTY,
            new Embed(List.of(step), List.of(step), null, null),
            new Embed(null, null, List.of(step, step), null));
    List<Message> all = new ArrayList<>();
    for (Embed embed : embeds) {
      for (int protocol : new int[] {2, 2, 1}) {
        all.add(
            CODEC.encode(
                new io.celeriac.protocol.TaskMessage(
                    headers(), List.of(1L, "zwei", 3.5), Map.of("k", List.of(true)), embed),
                protocol,
                JSON,
                null,
                MessageProperties.of()));
      }
    }
    return all;
  }

  private static TaskHeaders headers() {
    Message plain =
        new Message(
            "[[], {}, {}]".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            "application/json",
            "utf-8",
            Map.of("task", "fuzz.run", "id", "i", "lang", "py", "root_id", "i", "retries", 0),
            MessageProperties.of());
    if (CODEC.decode(plain, AcceptContent.JSON, _ -> true) instanceof Decoded.Task task) {
      return task.message().headers();
    }
    throw new AssertionError("a valid message is not read");
  }
}
