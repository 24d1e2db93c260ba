package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.celeriac.Celery;
import io.celeriac.Control;
import io.celeriac.NodeReply;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a stock command line prints of a Java worker is what it prints of a Python one, but for the
 * names; and our own client asks both alike.
 */
@NeedsServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ControlTests {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Place place;
  private final String javaNode;
  private final String pythonNode;
  private final Celery app;
  private final Worker worker;
  private final PythonWorker pythonWorker;
  private final PythonClient python;

  ControlTests(Broker broker) {
    this.place = Place.over(broker);
    this.javaNode = place.name() + "-java@test";
    this.pythonNode = place.name() + "@test";
    this.pythonWorker = new PythonWorker(place, "prefork", 2, Map.of("PEER_CONTROL", place.name()));
    this.app =
        place
            .app()
            .set("celeriac_eta_horizon", 3600)
            .set("control_exchange", place.name())
            .tasks(TaskDefinitions.from(new InteropTasks()))
            .build();
    this.worker = app.worker().hostname(javaNode).concurrency(2).prefetchMultiplier(16).start();
    this.python = new PythonClient(place);
    python.run(
        """
        import os
        os.environ['PEER_CONTROL'] = NAME
        sys.path.insert(0, os.path.dirname(os.path.abspath(sys.argv[0])))
        from click.testing import CliRunner
        from celery.bin.celery import celery as command

        def stock(*words):
            ran = CliRunner().invoke(command, ['-A', 'peer:app', *words])
            return f'{ran.exit_code}\\n{ran.output}'
        """);
    await().atMost(PATIENCE).until(() -> app.control().to(javaNode, pythonNode).ping().size() == 2);
  }

  @AfterAll
  void close() {
    python.close();
    worker.close();
    app.close();
    pythonWorker.close();
  }

  /** What stock Celery's command line prints, and its exit code, without what is each one's own. */
  private String stock(String node, String words) {
    String[] parts = words.split(" ", 2);
    StringBuilder call =
        new StringBuilder("stock('" + parts[0] + "', '-t', '5', '-d', '" + node + "'");
    for (String word : (parts.length == 1 ? "" : parts[1]).split(" ", -1)) {
      if (!word.isEmpty()) {
        call.append(", '").append(word.replace("TASK", task(node))).append("'");
      }
    }
    String printed = python.run(call + ")");
    return printed
        .substring(1, printed.length() - 1) // it is a literal
        .replace("\\n", "\n")
        .replace(node, "NODE")
        .replace(task(node), "TASK")
        .replace(node.equals(javaNode) ? place.javaQueue() : place.pythonQueue(), "QUEUE")
        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+", "TIME")
        .replaceAll("\"clock\": \\d+", "\"clock\": N");
  }

  private String task(String node) {
    return node.equals(javaNode) ? "interop.add" : "peer.add";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect ping",
        "inspect clock",
        "inspect active",
        "inspect reserved",
        "inspect revoked",
        "inspect active_queues",
        "inspect query_task unknown",
        "inspect ping --json",
        "control rate_limit TASK 10/m",
        "control rate_limit TASK 0",
        "control rate_limit TASK fast",
        "control rate_limit TASK 5/d",
        "control rate_limit nowhere 1/s",
        "control time_limit TASK 30 60",
        "control time_limit nowhere 30",
        "control add_consumer extra",
        "inspect active_queues",
        "control cancel_consumer extra",
        "control pool_grow 2",
        "control pool_shrink 2",
        "control pool_restart",
        "control autoscale 3 1",
        "control heartbeat",
        "control revoke 11111111-1111-1111-1111-111111111111",
        "inspect revoked",
        "control terminate TERM 11111111-1111-1111-1111-111111111112",
        "control terminate FOO 11111111-1111-1111-1111-111111111112",
        "control revoke_by_stamped_headers tenant=acme zone=eu",
        "control rate_limit TASK",
        "status",
      })
  void stock_celery_prints_the_same(String words) {
    String ofPython = stock(pythonNode, words);
    assertThat(ofPython).startsWith("0\n").contains("NODE");
    assertThat(stock(javaNode, words)).isEqualTo(ofPython);
  }

  @Test
  void a_scheduled_task_is_shown_alike() {
    app.send(
        Signature.of("interop.add", Long.class, 1)
            .kwarg("y", 2)
            .countdown(PATIENCE.multipliedBy(10)));
    app.send(
        Signature.of("peer.add", Long.class, 1).kwarg("y", 2).countdown(PATIENCE.multipliedBy(10)));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(stock(pythonNode, "inspect scheduled")).contains("TASK");
          assertThat(stock(javaNode, "inspect scheduled"))
              .isEqualTo(stock(pythonNode, "inspect scheduled"));
        });
  }

  @Test
  void statistics_have_the_same_members() {
    String members =
        "import json\nsorted(json.loads(stock('inspect', '-j', '-d', '%s', 'stats').split('\\n', 1)[1])['%s'])";
    assertThat(python.run(members.formatted(javaNode, javaNode)))
        .isEqualTo(python.run(members.formatted(pythonNode, pythonNode)));
    String broker =
        "import json\njson.loads(stock('inspect', '-j', '-d', '%s', 'stats').split('\\n', 1)[1])['%s']['broker']";
    assertThat(python.run(broker.formatted(javaNode, javaNode)))
        .isEqualTo(python.run(broker.formatted(pythonNode, pythonNode)));
  }

  @Test
  void registered_tasks_and_a_report_are_readable_by_stock_celery() {
    assertThat(stock(javaNode, "inspect registered")).contains("\n    * interop.echo\n");
    assertThat(stock(javaNode, "inspect report")).contains("software -> celery:5.7");
    assertThat(stock(javaNode, "inspect conf")).contains("\"task_default_queue\": \"QUEUE\"");
    assertThat(stock(javaNode, "inspect conf true")).contains("\"result_backend_max_retries\"");
    assertThat(stock(javaNode, "inspect memsample")).startsWith("0\n->  NODE: OK");
    assertThat(stock(javaNode, "inspect memdump")).contains("- rss (end): ");
  }

  @Test
  void our_client_asks_both_alike() {
    Control both = app.control().to(javaNode, pythonNode);
    assertThat(both.ping()).extracting(NodeReply::node).containsOnly(javaNode, pythonNode);
    assertThat(both.inspect().stats()).containsOnlyKeys(javaNode, pythonNode);
    assertThat(both.inspect().conf(true).values())
        .allSatisfy(conf ->
            assertThat(conf).containsEntry("result_backend_max_retries", Double.POSITIVE_INFINITY));
    assertThat(both.inspect().activeQueues().get(pythonNode))
        .extracting(queue -> queue.get("name"))
        .isEqualTo(List.of(place.pythonQueue()));
    assertThat(both.rateLimit("nowhere", "1/s")).allMatch(reply -> reply.error().isPresent());
    assertThat(both.timeout(PATIENCE).broadcast("no_such_command", Map.of()))
        .allMatch(reply -> reply.error().orElseThrow().equals("KeyError('no_such_command')"));
  }
}
