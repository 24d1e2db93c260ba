package io.celeriac.testing;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Serializer;
import io.celeriac.spi.ResultCodec;
import io.celeriac.spi.ResultDocument;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Result documents as JSON, for tests of a result backend that stand without an app: the members
 * that Celery has, uncompressed. Thread-safe.
 */
public final class JsonResultCodec implements ResultCodec {
  private final Serializer json = new JsonSerializer();

  @Override
  public byte[] encode(ResultDocument document) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>(document.extended());
    members.put("status", document.status());
    members.put("result", document.result());
    members.put("traceback", document.traceback());
    members.put("children", document.children());
    members.put("date_done", document.dateDone());
    members.put("group_id", document.groupId());
    members.put("parent_id", document.parentId());
    members.put("task_id", document.taskId());
    return json.encode(members);
  }

  @Override
  public ResultDocument decode(byte[] bytes) {
    if (!(json.decode(bytes, json.contentEncoding()) instanceof Map<?, ?> decoded)) {
      throw new DecodeException("Not a result document: it is no JSON object");
    }
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    decoded.forEach((name, value) -> members.put((String) name, value));
    return new ResultDocument(
        requiredText(members, "task_id"),
        requiredText(members, "status"),
        members.remove("result"),
        text(members, "traceback"),
        members.remove("children") instanceof List<?> children ? new ArrayList<>(children) : null,
        text(members, "date_done"),
        text(members, "group_id"),
        text(members, "parent_id"),
        members);
  }

  @Override
  public byte[] encodeValue(@Nullable Object value) {
    return json.encode(value);
  }

  @Override
  public @Nullable Object decodeValue(byte[] bytes) {
    return json.decode(bytes, json.contentEncoding());
  }

  @Override
  public ResultCodec uncompressed() {
    return this;
  }

  private static String requiredText(Map<String, @Nullable Object> members, String name) {
    String value = text(members, name);
    if (value == null) {
      throw new DecodeException("Not a result document: it has no " + name);
    }
    return value;
  }

  private static @Nullable String text(Map<String, @Nullable Object> members, String name) {
    return (String) members.remove(name);
  }
}
