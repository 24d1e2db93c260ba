package io.celeriac.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** One recording of what Python Celery sent or did: its input and output, as plain JSON values. */
record Vector(String name, Map<String, @Nullable Object> json) {
  // Not our own reader, so that it is not its own judge.
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
          .build();

  static List<Vector> all(String glob) {
    try (Stream<Path> files =
        Files.list(Path.of(Objects.requireNonNull(Vector.class.getResource("/vectors")).toURI()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(glob))
          .sorted()
          .map(name -> Vector.of(name.substring(0, name.length() - ".json".length())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @SuppressWarnings("unchecked")
  static Vector of(String name) {
    try (InputStream in = Vector.class.getResourceAsStream("/vectors/" + name + ".json")) {
      return new Vector(name, MAPPER.readValue(Objects.requireNonNull(in), Map.class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, @Nullable Object> given() {
    return map(json.get("given"));
  }

  Map<String, @Nullable Object> captured() {
    return map(json.get("captured"));
  }

  @SuppressWarnings("unchecked")
  List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (Object row : (List<Object>) Objects.requireNonNull(captured().get("rows"))) {
      rows.add(new Row(map(row)));
    }
    return rows;
  }

  /** One row of a table. */
  record Row(Map<String, @Nullable Object> members) {
    String text(String member) {
      return (String) Objects.requireNonNull(members.get(member));
    }

    int number(String member) {
      return ((Number) Objects.requireNonNull(members.get(member))).intValue();
    }

    boolean has(String member) {
      return members.containsKey(member);
    }
  }

  /** The task messages that were sent. */
  @SuppressWarnings("unchecked")
  List<Message> messages() {
    List<Map<String, @Nullable Object>> sent =
        captured().containsKey("messages")
            ? (List<Map<String, @Nullable Object>>) captured().get("messages")
            : List.of(captured());
    List<Message> messages = new ArrayList<>();
    for (Map<String, @Nullable Object> each : Objects.requireNonNull(sent)) {
      messages.add(message(each));
    }
    return messages;
  }

  /** The message given to a worker. */
  Message givenMessage() {
    return given().containsKey("item") ? envelope((String) given().get("item")) : message(given());
  }

  private static Message message(Map<String, @Nullable Object> fields) {
    Map<String, @Nullable Object> properties = map(fields.get("properties"));
    Map<String, @Nullable Object> types =
        properties.containsKey("content_type") ? properties : fields;
    byte[] body = Base64.getDecoder().decode((String) map(fields.get("body")).get("base64"));
    return message(
        body,
        (String) types.get("content_type"),
        (String) types.get("content_encoding"),
        map(fields.get("headers")),
        properties);
  }

  @SuppressWarnings("unchecked")
  private static Message envelope(@Nullable String item) {
    Map<String, @Nullable Object> envelope = MAPPER.readValue(item, Map.class);
    Map<String, @Nullable Object> properties = map(envelope.get("properties"));
    String body = Objects.requireNonNull((String) envelope.get("body"));
    return message(
        "base64".equals(properties.get("body_encoding"))
            ? Base64.getDecoder().decode(body)
            : body.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        (String) envelope.get("content-type"),
        (String) envelope.get("content-encoding"),
        map(envelope.get("headers")),
        properties);
  }

  private static Message message(
      byte[] body,
      @Nullable String contentType,
      @Nullable String contentEncoding,
      Map<String, @Nullable Object> headers,
      Map<String, @Nullable Object> properties) {
    return new Message(
        body,
        contentType,
        contentEncoding,
        headers,
        MessageProperties.of().withCorrelationId((String) properties.get("correlation_id")));
  }

  /** What a value given as JSON stands for, with kombu's envelopes opened. */
  static @Nullable Object typed(@Nullable Object json) {
    return new JsonSerializer().decode(MAPPER.writeValueAsBytes(json), null);
  }

  /** A mapping as it is, or an empty one for null. */
  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, @Nullable Object>) value;
  }

  /** Headers with whole numbers as Long, so that they compare by value. */
  static @Nullable Object comparable(@Nullable Object value) {
    return switch (value) {
      case Integer number -> (Long) (long) number;
      case Map<?, ?> members -> {
        Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
        members.forEach((name, member) -> copy.put(name, comparable(member)));
        yield copy;
      }
      case List<?> elements -> {
        List<@Nullable Object> copy = new ArrayList<>();
        elements.forEach(element -> copy.add(comparable(element)));
        yield copy;
      }
      case null, default -> value;
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
