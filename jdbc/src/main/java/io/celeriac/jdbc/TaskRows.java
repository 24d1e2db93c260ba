package io.celeriac.jdbc;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.IsoTime;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result documents as rows of {@code celery_taskmeta}, and back; docs/protocol/results.md, section
 * 9. A row does not tell the group and the parent.
 */
final class TaskRows {

  /** What {@code result_extended} adds, apart from stamps, in Celery's order. */
  private static final List<String> EXTENDED =
      List.of("name", "args", "kwargs", "worker", "retries", "queue");

  private static final int NAME_LENGTH = 155;

  private final Values values;

  TaskRows(ResultCodec codec) {
    this.values = new Values(codec);
  }

  Map<String, @Nullable Object> row(ResultDocument document) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("task_id", document.taskId());
    row.put("status", document.status());
    row.put("result", values.encode(document.result()));
    row.put("date_done", time(document.dateDone()));
    row.put("traceback", printable(document.traceback()));
    row.put("children", encodedUnlessEmpty(document.children()));
    Map<String, @Nullable Object> extended = document.extended();
    for (String name : EXTENDED) {
      if (extended.containsKey(name)) {
        row.put(name, extendedValue(name, extended.get(name)));
      }
    }
    row.put("stamps", stamps(extended));
    return row;
  }

  private @Nullable Object extendedValue(String name, @Nullable Object value) {
    return switch (name) {
      case "args", "kwargs" -> values.encode(value);
      case "retries" -> value instanceof Number number ? number.intValue() : null;
      default -> value == null ? null : shortened(printable(value.toString()));
    };
  }

  /** Names that are too long for their columns must not cost the result. */
  private static @Nullable String shortened(@Nullable String name) {
    return name == null || name.codePointCount(0, name.length()) <= NAME_LENGTH
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME_LENGTH));
  }

  /** Some databases keep no text that has a NUL in it. */
  private static @Nullable String printable(@Nullable String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }

  private byte @Nullable [] encodedUnlessEmpty(@Nullable List<?> children) {
    return children == null || children.isEmpty() ? null : values.encode(children);
  }

  private byte @Nullable [] stamps(Map<String, @Nullable Object> extended) {
    if (!(extended.get("stamped_headers") instanceof List<?> names) || names.isEmpty()) {
      return null;
    }
    Map<String, @Nullable Object> stamps = new LinkedHashMap<>();
    for (Object name : names) {
      if (extended.containsKey(String.valueOf(name))) {
        stamps.put(String.valueOf(name), extended.get(String.valueOf(name)));
      }
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("stamped_headers", names);
    all.put("stamps", stamps);
    return values.encode(all);
  }

  /**
   * The document of a row.
   *
   * @throws DecodeException when a value in it cannot be read
   */
  ResultDocument document(Map<String, @Nullable Object> row) {
    String id = String.valueOf(row.get("task_id"));
    String what = "The result of task " + id;
    Object status = row.get("status");
    ResultDocument document =
        new ResultDocument(
            id,
            status == null ? "PENDING" : status.toString(),
            values.decode(what, row.get("result")),
            (String) row.get("traceback"),
            values.decode(what, row.get("children")) instanceof List<?> children
                ? new ArrayList<>(children)
                : null,
            null,
            null,
            null,
            extended(what, row));
    // A row in any other state has the time of some change or none, as it happens.
    return document.isReady() ? dated(document, row.get("date_done")) : document;
  }

  private static ResultDocument dated(ResultDocument document, @Nullable Object time) {
    return new ResultDocument(
        document.taskId(),
        document.status(),
        document.result(),
        document.traceback(),
        document.children(),
        time instanceof LocalDateTime utc ? IsoTime.format(utc.atOffset(ZoneOffset.UTC)) : null,
        document.groupId(),
        document.parentId(),
        document.extended());
  }

  private Map<String, @Nullable Object> extended(String what, Map<String, @Nullable Object> row) {
    Map<String, @Nullable Object> extended = new LinkedHashMap<>();
    if (EXTENDED.stream().anyMatch(name -> row.get(name) != null)) {
      for (String name : EXTENDED) {
        Object value = row.get(name);
        extended.put(name, value instanceof byte[] ? values.decode(what, value) : value);
      }
    }
    if (row.get("stamps") instanceof byte[] bytes
        && values.decodeQuietly(bytes) instanceof Map<?, ?> stamps) {
      if (stamps.containsKey("stamped_headers")) {
        extended.put("stamped_headers", stamps.get("stamped_headers"));
      }
      if (stamps.get("stamps") instanceof Map<?, ?> each) {
        each.forEach((name, value) -> extended.put(String.valueOf(name), value));
      }
    }
    return extended;
  }

  private static @Nullable LocalDateTime time(@Nullable String iso) {
    return iso == null ? null : LocalDateTime.ofInstant(IsoTime.parse(iso), ZoneOffset.UTC);
  }
}
