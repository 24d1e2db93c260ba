package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.TaskFailedException;
import io.celeriac.Worker;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import io.celeriac.testing.NeedsServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What stock Celery's database backend reads of ours, and ours of its. */
@NeedsServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseResultsTests {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Celery app;
  private final Worker worker;
  private final ResultBackend backend;
  private final PythonClient python;
  private final PythonWorker pythonWorker;

  DatabaseResultsTests(String url) {
    Place place = Place.over(Broker.REDIS).withResultsIn(url);
    this.python = new PythonClient(place);
    // The tables are Python's.
    python.run("app.conf.result_extended = True; app.backend.get_state('nobody')");
    this.pythonWorker = new PythonWorker(place, "threads", 2, Map.of());
    this.app = place.app().tasks(TaskDefinitions.from(new InteropTasks())).build();
    this.worker = app.worker().concurrency(4).start();
    this.backend = Backends.database(url);
  }

  @AfterAll
  void close() {
    python.close();
    worker.close();
    app.close();
    backend.close();
    pythonWorker.close();
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  @Test
  void java_waits_for_what_a_python_worker_stores() throws Exception {
    assertThat(app.send(Signature.of("peer.add", Long.class, 2, 3)).get(PATIENCE)).isEqualTo(5);
    assertThat(app.send(Signature.of("peer.echo", byte[].class, new byte[] {0, -1})).get(PATIENCE))
        .isEqualTo(new byte[] {0, -1});

    TaskFailedException failure =
        catchThrowableOfType(
            TaskFailedException.class,
            () -> app.send(Signature.of("peer.fail", Void.class, "no such file")).get(PATIENCE));
    assertThat(failure).hasMessageContaining("no such file");
  }

  @Test
  void python_waits_for_what_a_java_worker_stores() {
    assertThat(python.run("call('add', 2, 3)")).isEqualTo("5");
    assertThat(python.run("call('echo', b'\\x00\\xff')")).isEqualTo("b'\\x00\\xff'");
    assertThat(python.run("call('echo', 'naïve ☕')")).isEqualTo("'naïve ☕'");
    PythonClient.Raised raised =
        catchThrowableOfType(PythonClient.Raised.class, () -> python.run("call('nosuch')"));
    assertThat(raised.classes().getFirst()).endsWith("NotRegistered");
  }

  @Test
  void python_reads_every_part_of_a_document_of_java() {
    Map<String, @Nullable Object> extended = new LinkedHashMap<>();
    extended.put("name", "proj.add");
    extended.put("args", List.of(2L, 3L));
    extended.put("kwargs", Map.of("key", "value"));
    extended.put("worker", "w1@example");
    extended.put("retries", 2L);
    extended.put("queue", "celery");
    extended.put("stamped_headers", List.of("tenant"));
    extended.put("tenant", "acme");
    String child = newId();
    ResultDocument stored =
        new ResultDocument(
            newId(),
            "SUCCESS",
            List.of(5L, "мир"),
            "Traceback (most recent call last):\n…",
            Arrays.asList(Arrays.asList(Arrays.asList(child, null), null)),
            "2026-11-23T17:03:37.000001+01:00",
            null,
            null,
            extended);
    backend.store(stored);
    python.run("r = AsyncResult('%s', app=app)".formatted(stored.taskId()));

    assertThat(python.run("r.state, r.get()")).isEqualTo("('SUCCESS', [5, 'мир'])");
    assertThat(python.run("r.traceback")).isEqualTo("'Traceback (most recent call last):\\n…'");
    assertThat(python.run("r.date_done"))
        .isEqualTo("datetime.datetime(2026, 11, 23, 16, 3, 37, 1)");
    assertThat(python.run("[c.id for c in r.children]")).isEqualTo("['" + child + "']");
    assertThat(python.run("r.name, r.args, r.kwargs, r.worker, r.retries, r.queue"))
        .isEqualTo("('proj.add', [2, 3], {'key': 'value'}, 'w1@example', 2, 'celery')");
    assertThat(python.run("app.backend.get_task_meta(r.id)['tenant']")).isEqualTo("'acme'");
  }

  @Test
  void java_reads_every_part_of_a_document_of_python() {
    String id = newId();
    python.run(
        """
        from celery.app.task import Context
        app.backend.store_result('%s', ['мир', b'\\xff'], 'SUCCESS', traceback='…', request=Context(
            id='%s', task='peer.x', args=[1], kwargs={'y': 2}, hostname='w@h', retries=3,
            delivery_info={'routing_key': 'q'}, stamped_headers=['tenant'], stamps={'tenant': 'acme'},
            tenant='acme', _children=[AsyncResult('child', app=app)]))
        """
            .formatted(id, id));

    ResultDocument found = backend.find(id).orElseThrow();
    assertThat(found.status()).isEqualTo("SUCCESS");
    assertThat(found.traceback()).isEqualTo("…");
    assertThat((List<?>) found.result()).first().isEqualTo("мир");
    assertThat(found.dateDone())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{6})?\\+00:00");
    assertThat(found.children())
        .isEqualTo(Arrays.asList(Arrays.asList(Arrays.asList("child", null), null)));
    assertThat(found.extended())
        .containsEntry("name", "peer.x")
        .containsEntry("args", List.of(1L))
        .containsEntry("kwargs", Map.of("y", 2L))
        .containsEntry("worker", "w@h")
        .containsEntry("retries", 3L)
        .containsEntry("queue", "q")
        .containsEntry("stamped_headers", List.of("tenant"))
        .containsEntry("tenant", "acme");
  }

  @Test
  void states_on_the_way_are_read_by_either() {
    String ours = newId();
    backend.store(
        new ResultDocument(
            ours, "PROGRESS", Map.of("done", 5L), null, null, null, null, null, Map.of()));
    assertThat(python.run("r = AsyncResult('%s', app=app); r.state, r.info".formatted(ours)))
        .isEqualTo("('PROGRESS', {'done': 5})");
    String theirs = newId();
    python.run("app.backend.store_result('%s', {'done': 5}, 'PROGRESS')".formatted(theirs));

    assertThat(backend.find(theirs).orElseThrow().result()).isEqualTo(Map.of("done", 5L));
    assertThat(backend.find(theirs).orElseThrow().dateDone()).isNull();
  }

  @Test
  void a_success_is_final_for_either() {
    String ours = newId();
    backend.store(new ResultDocument(ours, "SUCCESS", 1L, null, null, null, null, null, Map.of()));
    python.run("app.backend.store_result('%s', 2, 'SUCCESS')".formatted(ours));
    String theirs = newId();
    python.run("app.backend.store_result('%s', 1, 'SUCCESS')".formatted(theirs));
    backend.store(
        new ResultDocument(theirs, "SUCCESS", 2L, null, null, null, null, null, Map.of()));

    assertThat(backend.find(ours).orElseThrow().result()).isEqualTo(1L);
    assertThat(python.run("AsyncResult('%s', app=app).get()".formatted(theirs))).isEqualTo("1");
  }

  @Test
  void groups_are_kept_for_either() {
    String first = newId();
    String second = newId();
    ResultTuple ours =
        ResultTuple.group(newId(), List.of(ResultTuple.task(first), ResultTuple.task(second)));
    backend.saveGroup(ours);
    python.run("from celery.result import GroupResult");
    assertThat(
            python.run("[r.id for r in GroupResult.restore('%s', app=app)]".formatted(ours.id())))
        .isEqualTo("['%s', '%s']".formatted(first, second));
    String theirs = newId();
    python.run(
        "GroupResult('%s', [AsyncResult('%s', app=app)], app=app).save()".formatted(theirs, first));

    assertThat(backend.findGroup(theirs))
        .contains(ResultTuple.group(theirs, List.of(ResultTuple.task(first))));
    backend.forgetGroup(theirs);
    assertThat(python.run("GroupResult.restore('%s', app=app)".formatted(theirs)))
        .isEqualTo("None");
  }

  @Test
  void either_forgets_and_cleans_up_what_the_other_stored() {
    String ours = newId();
    backend.store(
        new ResultDocument(
            ours, "SUCCESS", 1L, null, null, "2020-01-01T00:00:00+00:00", null, null, Map.of()));
    String forgotten = newId();
    backend.store(
        new ResultDocument(forgotten, "SUCCESS", 1L, null, null, null, null, null, Map.of()));
    String kept = newId();
    python.run("app.backend.store_result('%s', 1, 'SUCCESS')".formatted(kept));
    python.run("AsyncResult('%s', app=app).forget(); app.backend.cleanup()".formatted(forgotten));

    assertThat(backend.findAll(List.of(ours, forgotten, kept))).containsOnlyKeys(kept);
    backend.cleanup();
    backend.forget(kept);
    assertThat(python.run("AsyncResult('%s', app=app).state".formatted(kept)))
        .isEqualTo("'PENDING'");
  }
}
