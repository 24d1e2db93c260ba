package io.celeriac.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.ResultBackendException;
import io.celeriac.Settings;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import io.celeriac.testing.FaultProxy;
import io.celeriac.testing.NeedsServer;
import io.celeriac.testing.TestServers;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the database backend does beyond the contract, in schemas of PostgreSQL of its own. */
@NeedsServer
@Timeout(120)
class PostgresqlResultsTest {
  private static final String SEQUENCES =
      "SELECT sequence_name FROM information_schema.sequences WHERE sequence_schema = '%s'";

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
  private String url = "";

  @BeforeEach
  void makeSchema() {
    url = "db+" + TestServers.ofEnvironment().postgresqlUrl();
    Databases.execute(url, "CREATE SCHEMA " + schema);
  }

  @AfterEach
  void dropSchema() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    if (!url.isEmpty()) {
      Databases.execute(url, "DROP SCHEMA " + schema + " CASCADE");
    }
  }

  private Settings settings() {
    return Settings.defaults()
        .with("database_table_schemas", Map.of("task", schema, "group", schema), "test");
  }

  private ResultBackend open() {
    return open(url);
  }

  private ResultBackend open(String at) {
    ResultBackend backend = Databases.backend(at, settings());
    opened.add(backend);
    return backend;
  }

  private static ResultDocument document(String id, String status, Object result) {
    return new ResultDocument(id, status, result, null, null, null, null, null, Map.of());
  }

  @Test
  void tables_and_sequences_are_in_the_schema_that_is_set() {
    ResultBackend backend = open();
    backend.store(document("id", "SUCCESS", 1L));
    backend.saveGroup(ResultTuple.group("g", List.of()));

    assertThat(open().find("id")).isPresent();
    assertThat(open().findGroup("g")).isPresent();
    assertThat(Databases.rows(url, SEQUENCES.formatted(schema)))
        .extracting(row -> row.get("sequence_name"))
        .containsExactlyInAnyOrder("task_id_sequence", "taskset_id_sequence");
    assertThat(
            Databases.rows(
                url,
                "SELECT column_name, data_type FROM information_schema.columns WHERE table_name ="
                    + " 'celery_taskmeta' AND table_schema = '%s' ORDER BY ordinal_position"
                        .formatted(schema)))
        .extracting(row -> row.get("column_name") + " " + row.get("data_type"))
        .containsExactly(
            "id integer",
            "task_id character varying",
            "status character varying",
            "result bytea",
            "date_done timestamp without time zone",
            "traceback text",
            "children bytea",
            "name character varying",
            "args bytea",
            "kwargs bytea",
            "worker character varying",
            "retries integer",
            "queue character varying",
            "stamps bytea");
  }

  @Test
  void a_table_that_numbers_its_rows_by_itself_needs_no_sequence() {
    Databases.execute(
        url,
        "CREATE TABLE %s.celery_taskmeta (id SERIAL PRIMARY KEY, task_id VARCHAR(155) UNIQUE, status"
                .formatted(schema)
            + " VARCHAR(50), result BYTEA, date_done TIMESTAMP, traceback TEXT)");
    ResultBackend backend = open();
    backend.store(document("id", "SUCCESS", 1L));

    assertThat(backend.find("id")).isPresent();
    assertThat(Databases.rows(url, SEQUENCES.formatted(schema)))
        .extracting(row -> row.get("sequence_name"))
        .doesNotContain("task_id_sequence");
  }

  @Test
  void many_who_start_at_once_make_one_set_of_tables() {
    List<CompletableFuture<Void>> stores = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      ResultBackend backend = open();
      String id = "id " + i;
      stores.add(
          CompletableFuture.runAsync(
              () -> backend.store(document(id, "SUCCESS", 1L)), Thread::startVirtualThread));
    }
    stores.forEach(CompletableFuture::join);

    assertThat(Databases.rows(url, "SELECT task_id FROM %s.celery_taskmeta".formatted(schema)))
        .hasSize(8);
  }

  @Test
  void tables_that_are_there_need_no_right_to_make_any() {
    open().store(document("id", "SUCCESS", 1L));
    String reader = schema + "_reader";
    Databases.execute(
        url,
        "CREATE ROLE %s LOGIN PASSWORD 'secret'".formatted(reader),
        "GRANT USAGE ON SCHEMA %s TO %s".formatted(schema, reader),
        "GRANT SELECT ON ALL TABLES IN SCHEMA %s TO %s".formatted(schema, reader));
    opened.add(() ->
        Databases.execute(
            url, "DROP OWNED BY %s".formatted(reader), "DROP ROLE %s".formatted(reader)));
    ResultBackend limited = open(url.replaceFirst("//.*@", "//" + reader + ":secret@"));

    assertThat(limited.find("id")).isPresent();
    assertThatThrownBy(() -> limited.store(document("other", "SUCCESS", 1L)))
        .isInstanceOf(ResultBackendException.class)
        .hasMessageContaining("permission denied")
        .satisfies(e -> assertThat(e.getMessage()).contains(":**@").doesNotContain("secret"));
  }

  @Test
  void a_wrong_password_is_told_and_not_shown() {
    ResultBackend backend = open(url.replaceFirst(":[^:/]*@", ":wr0ng@"));

    assertThatThrownBy(() -> backend.find("id"))
        .isInstanceOf(ResultBackendException.class)
        .hasMessageStartingWith(
            "Could not read the result of task id in db+postgresql://celeriac:**@")
        .hasMessageContaining("password authentication failed")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("wr0ng"));
  }

  @Test
  void a_success_that_another_process_is_just_storing_is_not_overwritten() throws Exception {
    ResultBackend backend = open();
    backend.store(document("id", "STARTED", 1L));
    try (Connection python = Databases.connect(url);
        Statement statement = python.createStatement()) {
      // As a stock worker does: the row locked and read, then written.
      python.setAutoCommit(false);
      statement.execute(
          "SELECT * FROM %s.celery_taskmeta WHERE task_id = 'id' FOR UPDATE".formatted(schema));
      Future<?> late =
          CompletableFuture.runAsync(
              () -> backend.store(document("id", "FAILURE", "late")), Thread::startVirtualThread);
      Awaitility.await("our store to wait for theirs")
          .atMost(Duration.ofSeconds(30))
          .until(() -> someoneWaits());
      statement.execute(
          "UPDATE %s.celery_taskmeta SET status = 'SUCCESS', result = '5' WHERE task_id = 'id'"
              .formatted(schema));
      python.commit();
      late.get(30, TimeUnit.SECONDS);
    }

    assertThat(backend.find("id")).contains(document("id", "SUCCESS", 5L));
  }

  private boolean someoneWaits() throws SQLException {
    try (Connection connection = Databases.connect(url);
        Statement statement = connection.createStatement();
        ResultSet waiting =
            statement.executeQuery(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE"
                    + " 'UPDATE %"
                    + schema
                    + "%'")) {
      return waiting.next();
    }
  }

  @Test
  void a_lost_connection_costs_no_result() {
    URI server = URI.create(TestServers.ofEnvironment().postgresqlUrl());
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", server.getPort())) {
      ResultBackend backend =
          open(url.replace("@127.0.0.1:" + server.getPort(), "@127.0.0.1:" + proxy.port()));
      backend.store(document("before", "SUCCESS", 1L));
      CompletableFuture<ResultDocument> waiting = backend.ready("after");
      for (int round = 0; round < 3; round++) {
        proxy.reset();
        backend.store(document("round " + round, "SUCCESS", 1L));
        proxy.cut();
        assertThat(backend.find("round " + round)).isPresent();
      }
      open().store(document("after", "SUCCESS", 1L));

      assertThat(waiting.orTimeout(30, TimeUnit.SECONDS).join().status()).isEqualTo("SUCCESS");
    }
  }

  @Test
  void a_server_that_comes_back_in_time_costs_no_result() {
    URI server = URI.create(TestServers.ofEnvironment().postgresqlUrl());
    try (FaultProxy proxy = FaultProxy.to("127.0.0.1", server.getPort())) {
      ResultBackend backend =
          open(url.replace("@127.0.0.1:" + server.getPort(), "@127.0.0.1:" + proxy.port()));
      backend.store(document("before", "SUCCESS", 1L));
      proxy.refuse();
      proxy.reset();
      CompletableFuture<Void> store =
          CompletableFuture.runAsync(
              () -> backend.store(document("id", "SUCCESS", 1L)), Thread::startVirtualThread);
      Awaitility.await("the connection to be missed")
          .atMost(Duration.ofSeconds(30))
          .until(() -> proxy.connections() == 0);
      assertThat(store).isNotDone();
      proxy.accept();
      store.orTimeout(60, TimeUnit.SECONDS).join();

      assertThat(Objects.requireNonNull(open()).find("id")).isPresent();
    }
  }

  /** In milliseconds, 0 being for ever. */
  private static int silenceAllowed(DatabaseUrl at) {
    try (Connections connections =
        new Connections(at, "test", ResultBackendException::new, failures -> null)) {
      return connections.call("ask for the limit", Connection::getNetworkTimeout);
    }
  }

  @Test
  void a_server_may_be_silent_for_a_minute_or_as_long_as_its_url_says() {
    DatabaseUrl sqlAlchemy = DatabaseUrl.parse(url, "test");
    assertThat(silenceAllowed(sqlAlchemy)).isEqualTo(60_000);
    DatabaseUrl jdbc =
        new DatabaseUrl(
            sqlAlchemy.jdbc(), sqlAlchemy.user(), sqlAlchemy.password(), Map.of(), "test");
    assertThat(silenceAllowed(jdbc)).isEqualTo(60_000);
    DatabaseUrl own =
        new DatabaseUrl(
            sqlAlchemy.jdbc(),
            sqlAlchemy.user(),
            sqlAlchemy.password(),
            Map.of("socketTimeout", "7"),
            "test");
    assertThat(silenceAllowed(own)).isEqualTo(7_000);
  }
}
