package io.celeriac.jdbc;

import io.celeriac.Setting;
import io.celeriac.SettingException;
import io.celeriac.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One of Celery's tables: what it is called, where it lies, and what it consists of.
 *
 * @param name its name
 * @param schema the schema it is in; empty for the connection's own
 * @param sequence the sequence that numbers its rows, in the same schema
 * @param columns its columns, the second of which is the key
 */
record TableName(String name, Optional<String> schema, String sequence, List<Column> columns) {

  /** The table of tasks, by {@code database_table_names} and {@code database_table_schemas}. */
  static TableName ofTasks(Settings settings) {
    return of(settings, "task", "celery_taskmeta", "task_id_sequence", Column.OF_TASKS);
  }

  /** The table of groups, by the same settings. */
  static TableName ofGroups(Settings settings) {
    return of(settings, "group", "celery_tasksetmeta", "taskset_id_sequence", Column.OF_GROUPS);
  }

  private static TableName of(
      Settings settings, String which, String name, String sequence, List<Column> columns) {
    return new TableName(
        text(settings, Setting.DATABASE_TABLE_NAMES, which).orElse(name),
        text(settings, Setting.DATABASE_TABLE_SCHEMAS, which),
        sequence,
        columns);
  }

  private static Optional<String> text(
      Settings settings, Setting<Map<String, Object>> setting, String which) {
    Map<String, Object> values = settings.find(setting).orElse(Map.of());
    for (String key : values.keySet()) {
      if (!key.equals("task") && !key.equals("group")) {
        throw new SettingException(
            "%s has the member '%s' (%s); expected only 'task' and 'group'"
                .formatted(setting.name(), key, settings.origin(setting)));
      }
    }
    Object value = values.get(which);
    return switch (value) {
      case null -> Optional.empty();
      case String text when text.isEmpty() -> Optional.empty();
      case String text -> Optional.of(text);
      default ->
          throw new SettingException(
              "%s['%s'] is '%s' (%s); expected a name"
                  .formatted(setting.name(), which, value, settings.origin(setting)));
    };
  }

  /** The column that rows are found by. */
  Column key() {
    return columns.get(1);
  }

  /** Its full name in SQL. */
  String in(Dialect dialect) {
    return qualified(dialect, name);
  }

  /** The full name of its sequence in SQL. */
  String sequenceIn(Dialect dialect) {
    return qualified(dialect, sequence);
  }

  /** The statement that makes the index by which what has expired is found. */
  String index(Dialect dialect) {
    String index = "ix_" + name + "_date_done";
    return "CREATE INDEX %s ON %s (date_done)"
        .formatted(
            dialect == Dialect.SQLITE ? qualified(dialect, index) : dialect.quoted(index),
            dialect == Dialect.SQLITE ? dialect.quoted(name) : in(dialect));
  }

  private String qualified(Dialect dialect, String plain) {
    return schema.map(owner -> dialect.quoted(owner) + ".").orElse("") + dialect.quoted(plain);
  }

  /** For messages. */
  @Override
  public String toString() {
    return schema.map(owner -> owner + ".").orElse("") + name;
  }
}
