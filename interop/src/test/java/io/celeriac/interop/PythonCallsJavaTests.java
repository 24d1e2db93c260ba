package io.celeriac.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.celeriac.Celery;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import io.celeriac.testing.NeedsServer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stock Python client sends to a Java worker, and what it gets back. */
@NeedsServer
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PythonCallsJavaTests {
  private final Celery app;
  private final Worker worker;
  private final PythonClient python;
  private final PythonWorker pythonWorker;

  PythonCallsJavaTests(Broker broker) {
    Place place = Place.over(broker);
    this.pythonWorker = new PythonWorker(place, "threads", 2, Map.of());
    this.app = place.app().tasks(TaskDefinitions.from(new InteropTasks())).build();
    this.worker = app.worker().concurrency(4).start();
    this.python = new PythonClient(place);
  }

  @AfterAll
  void close() {
    python.close();
    worker.close();
    app.close();
    pythonWorker.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "call('add', 2, 3)",
        "call('add', x=2, y=3)",
        "call('add', 2, y=3)",
      })
  void arguments_bind_by_position_and_by_name(String call) {
    assertThat(python.run(call)).isEqualTo("5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "None",
        "True",
        "-7",
        "2**60",
        "2**80",
        "0.1",
        "'naïve ☕ \\x00'",
        "[1, [2, {'three': [None]}]]",
        "datetime.date(2026, 2, 28)",
        "datetime.time(1, 2, 3, 4)",
        "datetime.datetime(2026, 2, 28, 1, 2, 3, 456789)",
        "datetime.datetime(2026, 2, 28, 1, 2, 3, tzinfo=datetime.timezone.utc)",
        "decimal.Decimal('12.3400')",
        "uuid.UUID('12345678-1234-5678-1234-567812345678')",
        "b'\\x00\\xff'",
      })
  void a_value_comes_back_as_it_went(String value) {
    assertThat(python.run("call('echo', " + value + ") == " + value)).isEqualTo("True");
    assertThat(python.run("type(call('echo', " + value + ")) is type(" + value + ")"))
        .isEqualTo("True");
  }

  @Test
  void typed_values_become_the_java_types_of_the_parameters() {
    assertThat(
            python.run(
                """
                ident = uuid.UUID('12345678-1234-5678-1234-567812345678')
                at = datetime.datetime(2026, 2, 28, 23, 59, 59, tzinfo=datetime.timezone.utc)
                got = call('typed', datetime.date(2026, 2, 28), at, decimal.Decimal('0.10'), ident, b'\\x00\\xff')
                got == [datetime.date(2026, 3, 1), at + datetime.timedelta(seconds=1), decimal.Decimal('1.10'), ident, b'\\x00\\xff']
                """))
        .isEqualTo("True");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          call('fail', 'argument')    | builtins.ValueError             | ('no such colour: mauve',)
          call('fail', 'unsupported') | builtins.NotImplementedError    | ('not here',)
          call('fail', 'plain')       | builtins.Exception              | ('plain',)
          call('hopeless')            | builtins.ValueError             | ('never',)
          call('nowhere')             | celery.exceptions.NotRegistered | ('interop.nowhere',)
          """)
  void a_failure_is_raised_as_the_python_exception(String call, String type, String arguments) {
    PythonClient.Raised raised = raised(call);

    assertThat(raised.classes().getFirst()).isEqualTo(type);
    assertThat(raised.arguments()).isEqualTo(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          call('add', 1)               | y
          call('add', 1, 2, 3)         | 3
          call('add', 1, 2, z=3)       | z
          call('add', 1, x=1, y=2)     | x
          call('add', 'one', 2)        | x
          call('add', 1, None)         | y
          """)
  void arguments_that_do_not_fit_raise_a_type_error_that_names_them(String call, String named) {
    PythonClient.Raised raised = raised(call);

    assertThat(raised.classes().getFirst()).isEqualTo("builtins.TypeError");
    assertThat(raised.arguments()).contains(named);
  }

  @Test
  void an_exception_of_the_application_keeps_its_own_name_and_shows_where_it_was_thrown() {
    assertThat(raised("call('fail', 'own')").classes().getFirst()).endsWith("OutOfStock");
    assertThat(
            python.run(
                """
                failed = java('fail', 'own').delay()
                failed.get(timeout=60, propagate=False)
                failed.state, 'InteropTasks.java' in failed.traceback
                """))
        .isEqualTo("('FAILURE', True)");
  }

  @Test
  void retries_end_in_the_result_of_the_last_run() {
    assertThat(python.run("call('flaky', 2)")).isEqualTo("2");
  }

  @Test
  void a_countdown_an_eta_and_an_expiry_are_kept() {
    assertThat(
            python.run(
                """
                before = int(time.time() * 1000)  # as 'now' is cut to milliseconds
                got = java('request').apply_async(countdown=1, expires=60).get(timeout=60)
                (got['now'] >= before + 1000, 0 <= got['now'] - got['eta'] < 30000,
                 59000 < got['expires'] - before < 62000)
                """))
        .isEqualTo("(True, True, True)");
  }

  @Test
  void what_has_expired_is_revoked() {
    PythonClient.Raised raised =
        raised("java('add', 1, 2).apply_async(countdown=1, expires=0.1).get(timeout=60)");

    assertThat(raised.classes().getFirst()).isEqualTo("celery.exceptions.TaskRevokedError");
  }

  @Test
  void a_stored_result_that_cannot_be_read_spoils_no_revocation_beside_it() {
    assertThat(
            python.run(
                """
                ids = [str(uuid.uuid4()) for _ in range(3)]
                app.backend.set(app.backend.get_key_for_task(ids[1]), b'no document')
                app.control.revoke(ids)
                [type(AsyncResult(each, app=app).get(timeout=60, propagate=False)).__name__ for each in ids[::2]]
                """))
        .isEqualTo("['TaskRevokedError', 'TaskRevokedError']");
  }

  @Test
  void priority_and_headers_arrive() {
    assertThat(
            python.run(
                """
                got = java('request').apply_async(priority=6, headers={'colour': 'mauve'}).get(timeout=60)
                got['priority'], got['colour']
                """))
        .isEqualTo("(6, 'mauve')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "msgpack", "yaml"})
  void all_serializers_and_compressions_are_read(String serializer) {
    assertThat(
            python.run(
                """
                import kombu.compression
                names = ['zlib', 'gzip', 'bzip2', 'lzma', 'brotli', 'zstd']
                assert set(names) - {'zlib', 'gzip'} <= {n for n in names if n in kombu.compression._aliases}
                sent = [java('echo', 'x' * 3000).apply_async(serializer='%s', compression=c)
                        for c in [None] + names]
                [len(each.get(timeout=60)) for each in sent] == [3000] * 7
                """
                    .formatted(serializer)))
        .isEqualTo("True");
  }

  @Test
  void messages_of_protocol_1_are_read() {
    assertThat(
            python.run(
                """
                old = make_app(task_protocol=1)
                got = old.signature('interop.add', args=(2,), kwargs={'y': 3}).delay().get(timeout=60)
                failed = old.signature('interop.fail', args=('argument',)).delay()
                got, repr(failed.get(timeout=60, propagate=False))
                """))
        .isEqualTo("(5, \"ValueError('no such colour: mauve')\")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          chain(java('add', 2, 3), add.s(10))                  | 15
          chain(add.s(2, 3), java('add', 10))                  | 15
          chain(java('add', 2, 3), add.s(1), java('add', 100)) | 106
          chain(add.s(2, 3), java('add', 1), add.s(100))       | 106
          """)
  void a_chain_steps_from_one_language_to_the_other(String chain, String result) {
    assertThat(python.run(chain + ".delay().get(timeout=60)")).isEqualTo(result);
  }

  @Test
  void a_callback_takes_the_result_to_the_other_language() {
    assertThat(
            python.run(
                """
                to_java, to_python = str(uuid.uuid4()), str(uuid.uuid4())
                add.apply_async((1, 2), link=java('add', 10).set(task_id=to_java))
                java('add', 3, 4).apply_async(link=add.s(10).set(task_id=to_python))
                [AsyncResult(each, app=app).get(timeout=60) for each in (to_java, to_python)]
                """))
        .isEqualTo("[13, 17]");
  }

  @Test
  void stamps_go_with_every_step_and_error_callback_in_either_language() {
    assertThat(
            python.run(
                """
                given = {"order": 7, "tags": ["a", "b"]}
                steps = chain(stamps.s([]), java("stamps"), stamps.s(), java("stamps"))
                steps.stamp(**given)
                failing = java("fail", "argument")
                told = str(uuid.uuid4())
                failing.link_error(java("stamps", []).set(immutable=True, task_id=told))
                failing.stamp(**given)
                failing.delay()
                [
                    steps.delay().get(timeout=60) == [given] * 4,
                    AsyncResult(told, app=app).get(timeout=60) == [given],
                ]
                """))
        .isEqualTo("[True, True]");
  }

  @Test
  void an_error_callback_learns_of_a_java_failure() {
    assertThat(
            python.run(
                """
                told = str(uuid.uuid4())
                failed = java('fail', 'argument').apply_async(link_error=describe.s().set(task_id=told))
                AsyncResult(told, app=app).get(timeout=60) == repr(((failed.id,), {}))
                """))
        .isEqualTo("True");
  }

  @Test
  void a_group_of_both_languages_gathers_its_results() {
    assertThat(
            python.run(
                "group(java('add', 1, 1), add.s(2, 2), java('add', 3, 3))().get(timeout=60)"))
        .isEqualTo("[2, 4, 6]");
  }

  private PythonClient.Raised raised(String call) {
    return catchThrowableOfType(PythonClient.Raised.class, () -> python.run(call));
  }
}
