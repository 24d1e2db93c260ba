package io.celeriac.interop;

import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/** Messages that are no calls: those that stock Celery was tried with, and some more. */
final class HostileMessages {

  private static final String JSON = "application/json";

  /** A message, and a word of the reason that it is to be refused with. */
  record Shape(String name, Message message, String reason) {}

  /** An entry of a Redis list that is no envelope, likewise. */
  record Entry(String name, String text, String reason) {}

  private HostileMessages() {}

  static List<Shape> messages() {
    return List.of(
        shape("a body that is text", call("\"x\"", Map.of()), "[args, kwargs, embed]"),
        shape("a body of two members", call("[[], {}]", Map.of()), "[args, kwargs, embed]"),
        shape("a body that is no JSON", call("{", Map.of()), "json"),
        shape("an empty body", call("", Map.of()), ""),
        shape("kwargs that are a list", call("[[], [], {}]", Map.of()), "kwargs"),
        shape("an eta that is no time", call("[[], {}, {}]", Map.of("eta", "soon")), "eta"),
        shape("a task that is a number", call("[[], {}, {}]", Map.of("task", 7)), "task"),
        shape("an id that is a list", call("[[], {}, {}]", Map.of("id", List.of(1))), "id"),
        shape(
            "a group index that is text",
            call("[[], {}, {}]", Map.of("group_index", "x")),
            "group_index"),
        shape(
            "no headers",
            message("not json".getBytes(StandardCharsets.UTF_8), JSON, Map.of()),
            "json"),
        shape(
            "no content type",
            message("[[], {}, {}]".getBytes(StandardCharsets.UTF_8), null, headers(Map.of())),
            "is the text"),
        shape("nesting of 100,000", call("[".repeat(100_000), Map.of()), "nesting"),
        shape(
            "pickle",
            message(
                new byte[] {(byte) 0x80, 4, 'N', '.'},
                "application/x-python-serialize",
                headers(Map.of())),
            "not accepted"),
        shape(
            "a bomb of pickle",
            message(
                bomb(),
                "application/x-python-serialize",
                headers(Map.of("compression", "application/x-gzip"))),
            "not accepted"),
        shape(
            "a bomb of JSON",
            message(bomb(), JSON, headers(Map.of("compression", "application/x-gzip"))),
            "become more than"),
        shape(
            "an unknown compression",
            call("[[], {}, {}]", Map.of("compression", "application/x-what")),
            "compression"));
  }

  static List<Entry> entries() {
    return List.of(
        new Entry("no JSON", "not json", "not JSON"),
        new Entry("an empty list", "[]", "no object"),
        new Entry("null", "null", ""),
        new Entry("no properties", "{\"body\": \"\"}", "properties"),
        new Entry(
            "a body that is no base64",
            "{\"body\": \"*\", \"content-type\": \"application/json\", \"content-encoding\":"
                + " \"utf-8\", \"headers\": {\"task\": \"t\", \"id\": \"i\"}, \"properties\":"
                + " {\"body_encoding\": \"base64\", \"delivery_tag\": \"1\", \"delivery_info\":"
                + " {\"exchange\": \"\", \"routing_key\": \"q\"}}}",
            "base64"),
        new Entry(
            "headers that are a list",
            "{\"body\": \"\", \"headers\": [1], \"properties\": {\"delivery_tag\": \"1\"}}",
            "headers"));
  }

  private static Shape shape(String name, Message message, String reason) {
    return new Shape(name, message, reason);
  }

  private static Map<String, @Nullable Object> headers(Map<String, Object> more) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("task", "interop.add");
    headers.put("id", "hostile");
    headers.putAll(more);
    return headers;
  }

  private static Message call(String body, Map<String, Object> more) {
    return message(body.getBytes(StandardCharsets.UTF_8), JSON, headers(more));
  }

  private static Message message(
      byte[] body, @Nullable String type, Map<String, @Nullable Object> headers) {
    return new Message(body, type, type == null ? null : "utf-8", headers, MessageProperties.of());
  }

  /** About a megabyte that becomes a gigabyte. */
  private static byte[] bomb() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      for (int i = 0; i < 1024; i++) {
        deflater.write(zeros);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
