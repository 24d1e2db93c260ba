package io.celeriac.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.ResultBackendException;
import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import io.celeriac.testing.JsonResultCodec;
import io.celeriac.testing.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the database backend does beyond the contract, in files of SQLite. */
@Timeout(60)
class SqliteResultsTest {
  private static final String TABLES = "SELECT name FROM sqlite_master WHERE type = 'table'";

  @TempDir private Path directory;
  private final List<ResultBackend> opened = new ArrayList<>();
  private final Settings settings = Settings.defaults();
  private Path file = Path.of("");
  private String url = "";

  @BeforeEach
  void chooseFile() {
    file = directory.resolve("results.db");
    url = "db+sqlite:///" + file;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(ResultBackend::close);
  }

  private ResultBackend open(Settings with) {
    ResultBackend backend = Databases.backend(url, with);
    opened.add(backend);
    return backend;
  }

  private static ResultDocument document(
      String id, String status, @Nullable Object result, @Nullable String dateDone) {
    return new ResultDocument(id, status, result, null, null, dateDone, null, null, Map.of());
  }

  private List<Object> tables() {
    return Databases.rows(url, TABLES).stream().map(row -> row.get("name")).toList();
  }

  @Test
  void tables_are_made_once_the_app_watches_for_a_result() {
    ResultBackend backend = open(settings);
    assertThat(file).doesNotExist();
    backend.watch("id");

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.exists(file) && tables().contains("celery_tasksetmeta"));
  }

  @Test
  void tables_are_made_with_the_first_result_where_they_are_not_made_at_setup() {
    ResultBackend backend = open(settings.with(Setting.DATABASE_CREATE_TABLES_AT_SETUP, false));
    backend.watch("id");
    assertThat(file).doesNotExist();
    backend.store(document("id", "SUCCESS", 1L, null));

    assertThat(tables()).contains("celery_taskmeta", "celery_tasksetmeta");
  }

  @Test
  void tables_have_the_names_that_are_set() {
    ResultBackend backend =
        open(
            settings
                .with("database_table_names", Map.of("task", "My \"Tasks\"", "group", "order"), "t")
                .with("database_table_schemas", Map.of("task", "main"), "t"));
    backend.store(document("id", "SUCCESS", 1L, null));
    backend.saveGroup(ResultTuple.group("g", List.of()));

    assertThat(tables()).contains("My \"Tasks\"", "order").doesNotContain("celery_taskmeta");
    assertThat(backend.find("id")).isPresent();
    assertThat(backend.findGroup("g")).isPresent();
  }

  @Test
  void names_of_no_table_are_refused() {
    assertThatThrownBy(() -> open(settings.with("database_table_names", Map.of("tasks", "x"), "t")))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "database_table_names has the member 'tasks' (t); expected only 'task' and 'group'");
    assertThatThrownBy(() -> open(settings.with("database_table_schemas", Map.of("task", 5), "t")))
        .isInstanceOf(SettingException.class)
        .hasMessage("database_table_schemas['task'] is '5' (t); expected a name");
  }

  @Test
  void columns_that_an_older_celery_did_not_make_are_added() {
    Databases.execute(
        url,
        "CREATE TABLE celery_taskmeta (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, task_id"
            + " VARCHAR(155) UNIQUE, status VARCHAR(50), result BLOB, date_done DATETIME, traceback"
            + " TEXT)",
        "INSERT INTO celery_taskmeta (task_id, status, result) VALUES ('old', 'SUCCESS', '1')");
    ResultBackend backend = open(settings);
    Map<String, @Nullable Object> extended = new LinkedHashMap<>();
    for (String name : List.of("name", "args", "kwargs", "worker", "retries", "queue")) {
      extended.put(name, name.equals("retries") ? 2L : "x");
    }
    ResultDocument stored =
        new ResultDocument(
            "new", "SUCCESS", 1L, null, List.of(List.of()), null, null, null, extended);
    backend.store(stored);

    assertThat(backend.find("new")).contains(stored);
    assertThat(backend.find("old")).contains(document("old", "SUCCESS", 1L, null));
  }

  @Test
  void a_pickle_is_told_and_never_read() {
    ResultBackend backend = open(settings);
    assertThat(backend.find("pickled")).isEmpty();
    Databases.execute(
        url,
        "INSERT INTO celery_taskmeta (task_id, status, result) VALUES ('pickled', 'SUCCESS',"
            + " X'8004954D')",
        "INSERT INTO celery_taskmeta (task_id, status, result) VALUES ('broken', 'SUCCESS', '{')");

    assertThatThrownBy(() -> backend.find("pickled"))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("The result of task pickled is a Python pickle");
    assertThatThrownBy(() -> backend.ready("pickled").get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("is a Python pickle");
    assertThatThrownBy(() -> backend.find("broken"))
        .isInstanceOf(DecodeException.class)
        .hasMessageStartingWith("The result of task broken cannot be read: ");
  }

  @Test
  void what_has_expired_is_cleaned_up() {
    TestClock clock = TestClock.at(Instant.parse("2026-11-25T12:00:00Z"));
    ResultBackend backend =
        Databases.backend(
            url,
            settings.with(Setting.RESULT_EXPIRES, Duration.ofHours(1)),
            new JsonResultCodec(),
            clock);
    opened.add(backend);
    backend.store(document("old", "SUCCESS", 1L, "2026-11-25T12:59:59.999999+02:00"));
    backend.store(document("new", "FAILURE", 1L, "2026-11-25T11:00:00+00:00"));
    backend.store(document("running", "STARTED", 1L, null));
    backend.saveGroup(ResultTuple.group("old group", List.of()));
    backend.cleanup();
    assertThat(backend.findAll(List.of("old", "new", "running")))
        .containsOnlyKeys("new", "running");
    assertThat(backend.findGroup("old group")).isPresent();

    clock.advance(Duration.ofHours(2));
    backend.saveGroup(ResultTuple.group("new group", List.of()));
    backend.cleanup();
    assertThat(backend.findAll(List.of("old", "new", "running"))).containsOnlyKeys("running");
    assertThat(backend.findGroup("old group")).isEmpty();
    assertThat(backend.findGroup("new group")).isPresent();
  }

  @Test
  void nothing_expires_where_results_are_kept_for_ever() {
    ResultBackend backend = open(settings.with(Setting.RESULT_EXPIRES, Duration.ZERO));
    backend.store(document("old", "SUCCESS", 1L, "1999-01-01T00:00:00+00:00"));
    backend.cleanup();

    assertThat(backend.find("old")).isPresent();
  }

  @Test
  void the_time_of_an_unfinished_task_is_not_told() {
    ResultBackend backend = open(settings);
    assertThat(backend.find("retried")).isEmpty();
    Databases.execute(
        url,
        "INSERT INTO celery_taskmeta (task_id, status, result, date_done) VALUES ('retried',"
            + " 'RETRY', 'null', '2026-11-23 03:37:56.104627')");

    assertThat(backend.find("retried")).contains(document("retried", "RETRY", null, null));
  }

  @Test
  void names_that_are_too_long_and_text_that_is_none_do_not_cost_the_result() {
    ResultBackend backend = open(settings);
    Map<String, @Nullable Object> extended = Map.of("name", "x".repeat(154) + "😀y");
    backend.store(
        new ResultDocument("id", "FAILURE", null, "a\0b", null, null, null, null, extended));

    ResultDocument found = backend.find("id").orElseThrow();
    assertThat(found.traceback()).isEqualTo("a\uFFFDb");
    assertThat(found.extended()).containsEntry("name", "x".repeat(154) + "😀");
  }

  @Test
  void compression_is_left_out_as_in_celery() {
    ResultBackend backend = open(settings.with("result_compression", "gzip", "test"));
    backend.store(document("id", "SUCCESS", "x", null));

    assertThat(Databases.rows(url, "SELECT result FROM celery_taskmeta"))
        .containsExactly(Map.of("result", "\"x\""));
  }

  @Test
  void the_database_may_be_named_by_a_setting_of_its_own() {
    for (String name : List.of("db", "database", "database://")) {
      ResultBackend backend =
          Databases.backend(name, settings.with("database_url", "sqlite:///" + file, "test"));
      opened.add(backend);
      backend.store(document(name, "SUCCESS", 1L, null));
    }

    assertThat(open(settings).findAll(List.of("db", "database", "database://"))).hasSize(3);
    assertThatThrownBy(() -> Databases.backend("database", settings))
        .isInstanceOf(SettingException.class)
        .hasMessageStartingWith("result_backend is 'database', and database_url does not say");
  }

  @Test
  void a_database_in_memory_lasts_as_long_as_its_backend() {
    ResultBackend backend = Databases.backend("db+sqlite://", settings);
    opened.add(backend);
    backend.store(document("id", "SUCCESS", 1L, null));

    assertThat(backend.find("id")).isPresent();
    assertThat(Databases.backend("db+sqlite://", settings).find("id")).isEmpty();
  }

  @Test
  void a_file_that_cannot_be_opened_is_told() {
    ResultBackend backend = Databases.backend("db+sqlite:////no/such/directory/x.db", settings);
    opened.add(backend);

    assertThatThrownBy(() -> backend.store(document("id", "SUCCESS", 1L, null)))
        .isInstanceOf(ResultBackendException.class)
        .hasMessageStartingWith(
            "Could not store the result of task id in db+sqlite:////no/such/directory/x.db: ")
        .hasMessageContaining("/no/such/directory");
  }

  @Test
  void an_interval_of_nothing_is_refused() {
    assertThatThrownBy(() ->
            open(
                settings.with(
                    "result_backend_transport_options",
                    Map.of("celeriac_poll_interval", 0),
                    "test")))
        .isInstanceOf(SettingException.class)
        .hasMessage(
            "result_backend_transport_options['celeriac_poll_interval'] is '0' (test); expected a"
                + " number of seconds above 0");
  }
}
