package io.celeriac.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads task headers from the mapping that carries them: the headers of a protocol 2 message, the
 * body of a protocol 1 message, or both merged. Only name and id must be there.
 */
final class HeaderReader {
  private static final Set<String> KNOWN =
      Set.of(
          "lang",
          "task",
          "id",
          "shadow",
          "eta",
          "expires",
          "group",
          "group_index",
          "retries",
          "timelimit",
          "root_id",
          "parent_id",
          "argsrepr",
          "kwargsrepr",
          "origin",
          "ignore_result",
          "replaced_task_nesting",
          "stamped_headers",
          "stamps",
          TaskMessageCodec.COMPRESSION);

  private HeaderReader() {}

  /**
   * Reads the headers.
   *
   * @param facts where the task's own headers are
   * @param sent the headers of the message, from which the custom ones are taken
   * @throws IllegalArgumentException naming the header that is wrong
   */
  static TaskHeaders read(Map<String, ?> facts, Map<String, ?> sent) {
    Members members = new Members(facts, "headers");
    return new TaskHeaders(
        members.text("lang"),
        members.requiredText("task"),
        members.requiredText("id"),
        nonEmpty(members.text("shadow")),
        time(facts.get("eta"), "eta"),
        time(facts.get("expires"), "expires"),
        members.text("group"),
        members.integer("group_index"),
        members.integer("retries", 0),
        members.timeLimit("timelimit"),
        members.text("root_id"),
        members.text("parent_id"),
        members.text("argsrepr"),
        members.text("kwargsrepr"),
        members.text("origin"),
        members.optionalTruth("ignore_result"),
        members.integer("replaced_task_nesting", 0),
        members.texts("stamped_headers"),
        members.map("stamps"),
        custom(sent));
  }

  private static Map<String, @Nullable Object> custom(Map<String, ?> sent) {
    Map<String, @Nullable Object> custom = new LinkedHashMap<>();
    sent.forEach((name, value) -> {
      if (!KNOWN.contains(name)) {
        custom.put(name, value);
      }
    });
    return custom;
  }

  private static @Nullable String nonEmpty(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  /** Keeps the text as sent, but makes sure that it is a time; AMQP may carry times as such. */
  private static @Nullable String time(@Nullable Object value, String name) {
    try {
      return switch (value) {
        case null -> null;
        case Instant time -> IsoTime.format(time);
        case OffsetDateTime time -> IsoTime.format(time);
        case LocalDateTime time -> IsoTime.format(time);
        case Date time -> IsoTime.format(time.toInstant());
        case Number _, Boolean _, Map<?, ?> _, Iterable<?> _ ->
            throw new DateTimeException("must be ISO 8601 text, but is " + Shown.of(value));
        default -> parsed(value.toString());
      };
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("headers." + name + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable String parsed(String text) {
    if (text.isEmpty()) {
      return null;
    }
    IsoTime.parse(text);
    return text;
  }
}
