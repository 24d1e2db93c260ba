package io.celeriac.codecs;

import io.celeriac.protocol.JsonSerializer;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A recording of what Python Celery sent for one call. */
record Vector(
    String name, Map<String, @Nullable Object> given, Map<String, @Nullable Object> captured) {

  static List<Vector> all(String pattern) {
    try (Stream<Path> files =
        Files.list(Path.of(Objects.requireNonNull(Vector.class.getResource("/vectors")).toURI()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(pattern))
          .sorted()
          .map(Vector::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Vector of(String file) {
    try (InputStream in = Vector.class.getResourceAsStream("/vectors/" + file)) {
      byte[] json = Objects.requireNonNull(in).readAllBytes();
      Map<String, @Nullable Object> members = map(new JsonSerializer().decode(json, null));
      return new Vector(
          file.replace(".json", ""), map(members.get("given")), map(members.get("captured")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Message message() {
    Map<String, @Nullable Object> properties = map(captured.get("properties"));
    Map<String, @Nullable Object> types =
        properties.containsKey("content_type") ? properties : captured;
    return new Message(
        Base64.getDecoder().decode((String) map(captured.get("body")).get("base64")),
        (String) types.get("content_type"),
        (String) types.get("content_encoding"),
        map(captured.get("headers")),
        MessageProperties.of());
  }

  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> map(@Nullable Object value) {
    return value == null ? Map.of() : (Map<String, @Nullable Object>) value;
  }
}
