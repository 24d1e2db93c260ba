package io.celeriac.jdbc;

import java.util.List;

/**
 * A column of Celery's tables; docs/protocol/results.md, section 9.
 *
 * @param name its name
 * @param kind what it holds
 */
record Column(String name, Kind kind) {

  /** What a column holds. */
  enum Kind {
    /** The number of the row. */
    ID,
    /** The id of a task or a group, by which rows are found. */
    KEY,
    STATUS,
    /** A value, encoded. */
    BINARY,
    TIME,
    TEXT,
    NAME,
    NUMBER
  }

  static final Column ID = new Column("id", Kind.ID);
  static final Column DATE_DONE = new Column("date_done", Kind.TIME);

  /** Those of {@code celery_taskmeta}, in Celery's order. */
  static final List<Column> OF_TASKS =
      List.of(
          ID,
          new Column("task_id", Kind.KEY),
          new Column("status", Kind.STATUS),
          new Column("result", Kind.BINARY),
          DATE_DONE,
          new Column("traceback", Kind.TEXT),
          new Column("children", Kind.BINARY),
          new Column("name", Kind.NAME),
          new Column("args", Kind.BINARY),
          new Column("kwargs", Kind.BINARY),
          new Column("worker", Kind.NAME),
          new Column("retries", Kind.NUMBER),
          new Column("queue", Kind.NAME),
          new Column("stamps", Kind.BINARY));

  /** Those of {@code celery_tasksetmeta}, in Celery's order. */
  static final List<Column> OF_GROUPS =
      List.of(ID, new Column("taskset_id", Kind.KEY), new Column("result", Kind.BINARY), DATE_DONE);
}
