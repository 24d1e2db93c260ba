package io.celeriac.jdbc;

import io.celeriac.ResultBackendException;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ChordSupport;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Results in a database, in the tables that Celery's own database backend writes and reads. */
final class JdbcResultBackend implements ResultBackend {
  private static final Logger log = LoggerFactory.getLogger(JdbcResultBackend.class);

  /** Many more parameters than that some databases take no longer, and none is faster for. */
  private static final int KEYS_AT_ONCE = 512;

  private static final int ROUNDS = 10;
  private static final String UNLESS_SUCCESS = " AND (status IS NULL OR status <> 'SUCCESS')";
  private static final String READY = " AND status IN ('SUCCESS', 'FAILURE', 'REVOKED')";

  private final Database database;
  private final TaskRows rows;
  private final Values values;
  private final Clock clock;
  private final Duration expires;
  private final boolean createAtSetup;
  private final AtomicBoolean setUp = new AtomicBoolean();
  private final Polling polling;

  JdbcResultBackend(
      Database database,
      TaskRows rows,
      Values values,
      Clock clock,
      Duration expires,
      boolean createAtSetup,
      Duration pollInterval) {
    this.database = database;
    this.rows = rows;
    this.values = values;
    this.clock = clock;
    this.expires = expires;
    this.createAtSetup = createAtSetup;
    this.polling = new Polling(this::ended, pollInterval);
  }

  @Override
  public String displayUrl() {
    return database.displayUrl();
  }

  @Override
  public void store(ResultDocument document) {
    Map<String, @Nullable Object> row = rows.row(document);
    database.call(
        "store the result of task " + document.taskId(),
        (connection, tables) -> put(connection, tables.tasks(), row, UNLESS_SUCCESS));
  }

  /**
   * Overwrites the row where a condition allows it, or adds it. The condition is part of the
   * statement that overwrites, and so holds whoever else writes at the same time.
   */
  private static boolean put(
      Connection connection, Table table, Map<String, @Nullable Object> row, String condition)
      throws SQLException {
    for (int round = 0; round < ROUNDS; round++) {
      if (table.update(connection, row, condition) || table.insert(connection, row)) {
        return true;
      }
      if (!condition.isEmpty() && table.has(connection, row, " AND status = 'SUCCESS'")) {
        return false; // it is final
      }
      // Somebody else has just added it, or deleted it.
    }
    throw new SQLException("the row was added and deleted by others again and again");
  }

  @Override
  public Optional<ResultDocument> find(String taskId) {
    return Optional.ofNullable(findAll(List.of(taskId)).get(taskId));
  }

  @Override
  public Map<String, ResultDocument> findAll(Collection<String> taskIds) {
    Map<String, ResultDocument> found = new LinkedHashMap<>();
    for (Map<String, @Nullable Object> row : read(taskIds, "")) {
      ResultDocument document = rows.document(row);
      found.put(document.taskId(), document);
    }
    return found;
  }

  private List<Map<String, @Nullable Object>> read(Collection<String> taskIds, String condition) {
    List<String> ids = List.copyOf(taskIds);
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (int from = 0; from < ids.size(); from += KEYS_AT_ONCE) {
      List<String> some = ids.subList(from, Math.min(from + KEYS_AT_ONCE, ids.size()));
      all.addAll(
          database.call(
              some.size() == 1
                  ? "read the result of task " + some.getFirst()
                  : "read the results of " + some.size() + " tasks",
              (connection, tables) -> tables.tasks().find(connection, some, condition)));
    }
    return all;
  }

  private List<Polling.Ended> ended(Collection<String> taskIds) {
    return read(taskIds, READY).stream().map(this::ended).toList();
  }

  private Polling.Ended ended(Map<String, @Nullable Object> row) {
    String id = String.valueOf(row.get("task_id"));
    try {
      return new Polling.Ended(id, rows.document(row), null);
    } catch (DecodeException e) {
      return new Polling.Ended(id, null, e);
    }
  }

  @Override
  public void forget(String taskId) {
    database.call(
        "delete the result of task " + taskId,
        (connection, tables) -> {
          tables.tasks().delete(connection, taskId);
          return true;
        });
  }

  @Override
  public void saveGroup(ResultTuple group) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("taskset_id", group.id());
    row.put("result", values.encode(group.toWire()));
    row.put("date_done", now());
    database.call(
        "save group " + group.id(),
        (connection, tables) -> put(connection, tables.groups(), row, ""));
  }

  @Override
  public Optional<ResultTuple> findGroup(String groupId) {
    List<Map<String, @Nullable Object>> found =
        database.call(
            "read group " + groupId,
            (connection, tables) -> tables.groups().find(connection, List.of(groupId), ""));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Object tuple = values.decode("Group " + groupId, found.getFirst().get("result"));
    try {
      return tuple == null ? Optional.empty() : Optional.of(ResultTuple.fromWire(tuple));
    } catch (IllegalArgumentException e) {
      throw new ResultBackendException(
          "Group " + groupId + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void forgetGroup(String groupId) {
    database.call(
        "delete group " + groupId,
        (connection, tables) -> {
          tables.groups().delete(connection, groupId);
          return true;
        });
  }

  @Override
  public ChordSupport chords() {
    return new ChordSupport.Polled();
  }

  /** With {@code result_expires} 0 nothing ever expires. */
  @Override
  public void cleanup() {
    if (expires.isZero()) {
      return;
    }
    LocalDateTime oldest = now().minus(expires);
    int deleted =
        database.call(
            "delete expired results",
            (connection, tables) ->
                tables.tasks().deleteOlder(connection, oldest)
                    + tables.groups().deleteOlder(connection, oldest));
    log.debug("Deleted {} expired results and groups from {}", deleted, displayUrl());
  }

  private LocalDateTime now() {
    return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** Nothing to be done for the one result: what is stored before {@link #ready} is found there. */
  @Override
  public void watch(String taskId) {
    if (createAtSetup && setUp.compareAndSet(false, true)) {
      Thread.ofVirtual().name("celeriac-jdbc-setup").start(this::prepare);
    }
  }

  private void prepare() {
    try {
      database.prepare();
    } catch (ResultBackendException e) {
      log.warn("{}; it will be tried again when a result is asked for", e.getMessage());
    }
  }

  @Override
  public CompletableFuture<ResultDocument> ready(String taskId) {
    return polling.ready(taskId);
  }

  @Override
  public void unwatch(String taskId) {
    polling.unwatch(taskId);
  }

  @Override
  public boolean expiresByItself() {
    return false;
  }

  @Override
  public void close() {
    polling.close();
    database.close();
  }
}
