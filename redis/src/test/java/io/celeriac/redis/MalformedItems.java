package io.celeriac.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.celeriac.testing.MalformedItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Items that are no envelopes, or not quite, as broken or hostile producers could push them. */
final class MalformedItems {
  private MalformedItems() {}

  /** All of them, pushed into the list of a queue's name. */
  static List<MalformedItem> pushedBy(BiConsumer<String, byte[]> pusher) {
    List<MalformedItem> items = new ArrayList<>();
    all()
        .forEach((description, item) ->
            items.add(new MalformedItem(description, queue -> pusher.accept(queue.name(), item))));
    return items;
  }

  private static Map<String, byte[]> all() {
    Map<String, byte[]> items = new LinkedHashMap<>();
    items.put("not JSON", "not json".getBytes(UTF_8));
    items.put("nothing at all", new byte[0]);
    items.put("a JSON list", "[]".getBytes(UTF_8));
    items.put("JSON's null", "null".getBytes(UTF_8));
    items.put("an empty object", "{}".getBytes(UTF_8));
    items.put("bytes that are no UTF-8", "\u00ff\u00fe{\"body\": \"\"}".getBytes(ISO_8859_1));
    items.put("a body that is no base64", envelope("\"***\"", "base64", "\"t\"", "\"\""));
    items.put("an unknown body_encoding", envelope("\"x\"", "rot13", "\"t\"", "\"\""));
    items.put("a body that is a number", envelope("7", "base64", "\"t\"", "\"\""));
    items.put("no delivery tag", envelope("\"W10=\"", "base64", "null", "\"\""));
    items.put("a delivery tag that is a number", envelope("\"W10=\"", "base64", "17", "\"\""));
    items.put("an exchange that is null", envelope("\"W10=\"", "base64", "\"t\"", "null"));
    items.put("no properties", "{\"body\": \"W10=\", \"headers\": {}}".getBytes(UTF_8));
    items.put(
        "headers that are a list",
        text(envelope("\"W10=\"", "base64", "\"t\"", "\"\""))
            .replace("\"headers\": {}", "\"headers\": []")
            .getBytes(UTF_8));
    items.put(
        "an envelope whose start was cut off",
        text(envelope("\"W10=\"", "base64", "\"t\"", "\"\"")).substring(4).getBytes(UTF_8));
    items.put(
        "an envelope whose middle was cut out",
        text(envelope("\"W10=\"", "base64", "\"t\"", "\"\""))
            .replace("\"headers\": {}, \"properties\": {", "")
            .getBytes(UTF_8));
    items.put("brackets 100,000 deep", "[".repeat(100_000).getBytes(UTF_8));
    items.put(
        "a value of an unknown type", "{\"__type__\": \"x\", \"__value__\": 1}".getBytes(UTF_8));
    return items;
  }

  private static byte[] envelope(String body, String encoding, String tag, String exchange) {
    return ("{\"body\": "
            + body
            + ", \"content-encoding\": \"utf-8\", \"content-type\": \"application/json\","
            + " \"headers\": {}, \"properties\": {\"delivery_mode\": 2, \"delivery_info\":"
            + " {\"exchange\": "
            + exchange
            + ", \"routing_key\": \"celery\"}, \"priority\": 0, \"body_encoding\": \""
            + encoding
            + "\", \"delivery_tag\": "
            + tag
            + "}}")
        .getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
