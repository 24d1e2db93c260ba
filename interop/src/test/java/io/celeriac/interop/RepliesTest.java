package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What replies leave behind in RabbitMQ, and what becomes of those that nobody can get. */
@NeedsServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RepliesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Queues of replies are named by an id. */
  private static final Pattern REPLIES =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Set<String> ofOthers = left().keySet();
  private final InteropTasks tasks = new InteropTasks();
  private final Celery app =
      Place.over(Broker.RABBITMQ)
          .withResultsIn("rpc://")
          .app()
          .set("task_acks_late", true)
          .tasks(TaskDefinitions.from(tasks))
          .build();
  private final Worker worker = app.worker().concurrency(1).start();

  @AfterAll
  void close() {
    worker.close();
    app.close();
  }

  /** How many messages lie in the queues of replies, by the queue's name. */
  private static Map<String, Integer> left() {
    String ctl = TestServers.ofEnvironment().rabbitMqCtl().toString();
    String output;
    try {
      Process process =
          new ProcessBuilder(ctl, "-q", "--no-table-headers", "list_queues", "name", "messages")
              .start();
      output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return output
        .lines()
        .map(line -> line.split("\t", -1))
        .filter(fields -> REPLIES.matcher(fields[0]).matches())
        .collect(Collectors.toMap(fields -> fields[0], fields -> Integer.valueOf(fields[1])));
  }

  @Test
  void asking_for_a_result_again_and_again_leaves_nothing_in_the_queue() throws Exception {
    AsyncResult<Long> result = app.send(Signature.of("interop.add", Long.class, 1, 2));
    Awaitility.await().atMost(PATIENCE).until(() -> result.state().equals("SUCCESS"));
    for (int i = 0; i < 20; i++) {
      assertThat(result.ready()).isTrue();
    }
    assertThat(result.get(PATIENCE)).isEqualTo(3);

    Map<String, Integer> left = left();
    left.keySet().removeAll(ofOthers);
    assertThat(left).hasSize(1);
    assertThat(left.values()).containsOnly(0);
  }

  @Test
  void a_reply_to_a_queue_that_has_gone_does_no_harm() throws Exception {
    String id =
        app.send(
                Signature.of("interop.counted_add", Long.class, 1, 2)
                    .option("reply_to", UUID.randomUUID().toString()))
            .id();

    for (int i = 0; i < 5; i++) {
      assertThat(app.send(Signature.of("interop.counted_add", Long.class, i, 1)).get(PATIENCE))
          .isEqualTo(i + 1);
    }
    assertThat(tasks.runs()).containsEntry(id, 1);
  }
}
